import { batchPrefixes, readAttributes, type SnsParameters } from "./sns-rules.ts";

/** A message that was published to a topic. */
export interface PublishedMessage {
  readonly topicArn: string;
  readonly messageId: string;
  readonly message: string;
  readonly subject: string | undefined;
  /** Attribute values by name; binary ones in base64. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The messages that a call to SNS published, from its parameters and its answer. */
export function readPublished(parameters: SnsParameters, answer: string): PublishedMessage[] {
  const action = parameters.get("Action");
  if (action === "Publish")
    return [readMessage(parameters, "", /<MessageId>([^<]*)</.exec(answer)?.[1] ?? "")];
  if (action !== "PublishBatch") return [];
  return batchPrefixes(parameters).flatMap((prefix) => {
    const id = parameters.get(`${prefix}Id`) ?? "";
    const messageId = new RegExp(`<Id>${id}</Id><MessageId>([^<]*)<`).exec(answer)?.[1];
    return messageId === undefined ? [] : [readMessage(parameters, prefix, messageId)];
  });
}

function readMessage(
  parameters: SnsParameters,
  prefix: string,
  messageId: string,
): PublishedMessage {
  const attributes = Object.entries(readAttributes(parameters, prefix)).map(([name, value]) => [
    name,
    String(value.StringValue ?? value.BinaryValue),
  ]);
  return {
    topicArn: parameters.get("TopicArn") ?? "",
    messageId,
    message: parameters.get(`${prefix}Message`) ?? "",
    subject: parameters.get(`${prefix}Subject`),
    attributes: Object.fromEntries(attributes) as Record<string, string>,
  };
}
