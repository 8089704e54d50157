import { createHash } from "node:crypto";
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { type AlertInput, alertSubject, alertText } from "./alert-text.ts";
import { toAlertError } from "./to-alert-error.ts";

/** An alert, and where it goes. */
export interface SendAlertInput extends AlertInput {
  /** The SNS topic; of a FIFO topic, alerts of one object are in order and without repetition. */
  readonly topicArn: string;
}

/** Send the message of an alert, whose input is checked. */
export async function publishAlert(
  sns: SNSClient,
  input: SendAlertInput,
  signal: AbortSignal | undefined,
): Promise<{ readonly messageId: string }> {
  const { topicArn, bucket, report } = input;
  const command = new PublishCommand({
    TopicArn: topicArn,
    Subject: alertSubject(input),
    Message: alertText(input),
    MessageAttributes: { bucket: text(bucket), dataset: text(report.dataset) },
    ...(topicArn.endsWith(".fifo") ? fifo(input) : {}),
  });
  signal?.throwIfAborted();
  try {
    const { MessageId = "" } = await sns.send(
      command,
      signal === undefined ? {} : { abortSignal: signal },
    );
    return { messageId: MessageId };
  } catch (error) {
    signal?.throwIfAborted();
    throw toAlertError(error, input);
  }
}

function text(value: string) {
  return { DataType: "String", StringValue: value };
}

/** The same alert within five minutes is one; alerts of one object keep their order. */
function fifo({ bucket, key, versionId, etag, report }: SendAlertInput) {
  const hash = (parts: unknown[]) =>
    createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  const state = [
    bucket,
    key,
    versionId,
    etag,
    report.contractHash,
    report.rowsIn,
    report.rowsRejected,
  ];
  return { MessageGroupId: hash([bucket, key]), MessageDeduplicationId: hash(state) };
}
