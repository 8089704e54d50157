import type { ServiceEndpoint, ServiceResponse } from "../http/service-endpoint.ts";
import { writeServiceFault } from "../http/service-error.ts";
import type { BackendAnswer, MessagingBackend } from "./messaging-backend.ts";
import { batchPrefixes, checkSnsCall, readAttributes, type SnsParameters } from "./sns-rules.ts";

/** A message that was published to a topic. */
export interface PublishedMessage {
  readonly topicArn: string;
  readonly messageId: string;
  readonly message: string;
  readonly subject: string | undefined;
  /** Attribute values by name; binary ones in base64. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** SNS over the store, behind a guard; every message that is taken is handed to `onPublished`. */
export function createSnsEndpoint(backend: MessagingBackend, onPublished: (message: PublishedMessage) => void): ServiceEndpoint {
  return {
    handle: async (request) => {
      const parameters = new Map(new URLSearchParams(request.body.toString("utf8")));
      const fault = checkSnsCall(parameters) ?? (await checkTopic(backend, parameters));
      if (fault !== undefined) return writeServiceFault(fault, "query", request.requestId);
      const answer = await backend.sns(parameters);
      if (answer.status === 200) for (const message of readPublished(parameters, answer.body)) onPublished(message);
      return asResponse(answer);
    },
    close: async () => {},
  };
}

/** Listing the subscriptions of a topic that does not exist is an error, not an empty list. */
async function checkTopic(backend: MessagingBackend, parameters: SnsParameters) {
  if (parameters.get("Action") !== "ListSubscriptionsByTopic") return undefined;
  const found = await backend.sns(new Map([["Action", "GetTopicAttributes"], ["TopicArn", parameters.get("TopicArn") ?? ""]]));
  return found.status === 200 ? undefined : { status: 404, code: "NotFound", message: "Topic does not exist" };
}

function readPublished(parameters: SnsParameters, answer: string): PublishedMessage[] {
  const action = parameters.get("Action");
  if (action === "Publish") return [readMessage(parameters, "", /<MessageId>([^<]*)</.exec(answer)?.[1] ?? "")];
  if (action !== "PublishBatch") return [];
  return batchPrefixes(parameters).flatMap((prefix) => {
    const id = parameters.get(`${prefix}Id`) ?? "";
    const messageId = new RegExp(`<Id>${id}</Id><MessageId>([^<]*)<`).exec(answer)?.[1];
    return messageId === undefined ? [] : [readMessage(parameters, prefix, messageId)];
  });
}

function readMessage(parameters: SnsParameters, prefix: string, messageId: string): PublishedMessage {
  const attributes = Object.entries(readAttributes(parameters, prefix)).map(([name, value]) => [name, String(value.StringValue ?? value.BinaryValue)]);
  return {
    topicArn: parameters.get("TopicArn") ?? "",
    messageId,
    message: parameters.get(`${prefix}Message`) ?? "",
    subject: parameters.get(`${prefix}Subject`),
    attributes: Object.fromEntries(attributes) as Record<string, string>,
  };
}

function asResponse({ status, body }: BackendAnswer): ServiceResponse {
  return { status, headers: { "content-type": "text/xml" }, body };
}
