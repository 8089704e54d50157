import type { SNSClient } from "@aws-sdk/client-sns";
import { checkOptionNames } from "@cloudapi/core/internal";
import { publishAlert, type SendAlertInput } from "./publish-alert.ts";

const KNOWN = [
  "topicArn",
  "bucket",
  "key",
  "versionId",
  "etag",
  "report",
  "rejectedRows",
  "verdict",
  "maxIssues",
  "includeRowContents",
];
const TOPIC = /^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/;

/**
 * Send one SNS message about an object that failed validation: what, how many rows, the first reasons by line
 * and field, and where the rejected rows are.
 *
 * The subject has at most 100 ASCII characters, the message at most 8 KiB. Contents of rows are left out unless
 * `includeRowContents` says so. Needs `sns:Publish` on the topic.
 *
 * @throws {TypeError} for a topic that is not an ARN, or an unknown field
 * @throws {ObjectError} `NO_SUCH_TOPIC`, `ACCESS_DENIED`, `ALERT_FAILED`
 *
 * @example
 * ```ts
 * import { SNSClient, CreateTopicCommand } from "@aws-sdk/client-sns";
 * import { apiLogs } from "@cloudapi/core";
 * import { validateCsv } from "@cloudapi/validation";
 * import { sendAlert } from "@cloudapi/validation/lambda";
 *
 * const sns = new SNSClient({});
 * const { TopicArn: topicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "alerts" }));
 * const report = await validateCsv(apiLogs, "timestamp,endpoint,status_code\nyesterday,/,200\n");
 * if (!report.valid) {
 *   const { messageId } = await sendAlert(sns, { topicArn, bucket: "cloudapi-logs-raw", key: "logs.csv", report });
 *   console.log(messageId.length > 0); // => true
 * }
 * ```
 */
export async function sendAlert(
  sns: SNSClient,
  input: SendAlertInput,
  options?: { readonly signal?: AbortSignal },
): Promise<{ readonly messageId: string }> {
  checkInput(input);
  checkOptionNames("sendAlert", options, ["signal"]);
  return publishAlert(sns, input, options?.signal);
}

function checkInput(input: SendAlertInput): void {
  if (typeof input !== "object" || input === null)
    throw new TypeError(
      "sendAlert: the second argument must be an object with topicArn, bucket, key, report.",
    );
  checkOptionNames("sendAlert", input, KNOWN);
  if (!TOPIC.test(input.topicArn))
    throw new TypeError(
      `sendAlert: topicArn must be the ARN of an SNS topic, not ${JSON.stringify(input.topicArn)}.`,
    );
  for (const name of ["bucket", "key"] as const) {
    if (typeof input[name] !== "string" || input[name] === "")
      throw new TypeError(`sendAlert: ${name} must be a string that is not empty.`);
  }
  if (typeof input.report !== "object" || input.report === null)
    throw new TypeError("sendAlert: report must be what validateJson or validateCsv resolved to.");
  const { maxIssues = 0 } = input;
  if (!Number.isInteger(maxIssues) || maxIssues < 0 || maxIssues > 100)
    throw new RangeError(
      `sendAlert: maxIssues must be a whole number from 0 to 100, not ${maxIssues}.`,
    );
}
