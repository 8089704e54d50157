import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { refuseUnknownOptions } from "@cloudapi/core";
import type { Verdict } from "./verdict.ts";

/** What an alert is about and where it goes. */
export interface AlertInput {
  readonly topicArn: string;
  readonly verdict: Verdict;
  /** Where the verdict lies, `s3://bucket/key`. */
  readonly verdictLocation: string;
}

/** SNS takes subjects of at most 100 characters of ASCII. */
const MAX_SUBJECT = 100;
/** Far below SNS's 256 KiB, so that it is read. */
const MAX_MESSAGE = 4_000;
const SHOWN_ROWS = 5;

/**
 * Tell an SNS topic that an object did not pass: counts, reasons by code and the first lines at fault, at
 * most 4,000 characters, without any row contents.
 *
 * The message attributes `dataset` and `bucket` are there to filter by.
 *
 * IAM: `sns:Publish` on the topic; with an encrypted topic `kms:GenerateDataKey` and `kms:Decrypt` on its key.
 *
 * @example
 * ```ts no-run needs a topic
 * import { SNSClient } from "@aws-sdk/client-sns";
 * import { sendAlert, type Verdict } from "@cloudapi/validation/lambda";
 *
 * declare const verdict: Verdict;
 * const topicArn = "arn:aws:sns:eu-central-1:123456789012:alerts";
 * await sendAlert(new SNSClient({}), { topicArn, verdict, verdictLocation: "s3://lake/quarantine/verdicts/raw/a.csv/1.json" });
 * ```
 */
export async function sendAlert(sns: SNSClient, input: AlertInput, options: { readonly signal?: AbortSignal } = {}): Promise<{ messageId: string | undefined }> {
  refuseUnknownOptions("sendAlert", input, ["topicArn", "verdict", "verdictLocation"]);
  refuseUnknownOptions("sendAlert", options, ["signal"]);
  const { topicArn, verdict } = input;
  const command = new PublishCommand({
    TopicArn: topicArn,
    Subject: subjectOf(verdict),
    Message: messageOf(input),
    MessageAttributes: {
      dataset: { DataType: "String", StringValue: verdict.dataset },
      bucket: { DataType: "String", StringValue: verdict.object.bucket },
    },
  });
  const { MessageId } = await sns.send(command, options.signal === undefined ? {} : { abortSignal: options.signal });
  return { messageId: MessageId };
}

function subjectOf({ dataset, object }: Verdict): string {
  const ascii = `${dataset}: rejected rows in ${object.key}`.replaceAll(/[^\x20-\x7e]/g, "?");
  return ascii.length <= MAX_SUBJECT ? ascii : `${ascii.slice(0, MAX_SUBJECT - 3)}...`;
}

function messageOf({ verdict, verdictLocation }: AlertInput): string {
  const { object, rowsIn, rowsValid, rowsRejected, rejectedByCode, problems, quarantineKey } = verdict;
  const lines = [
    `s3://${object.bucket}/${object.key}${object.versionId === undefined ? "" : ` (version ${object.versionId})`} does not fit the contract ${verdict.dataset} (${verdict.contractHash}).`,
    `${rowsIn} rows in = ${rowsValid} valid + ${rowsRejected} rejected.`,
    ...problems.slice(0, SHOWN_ROWS).map(({ code, message }) => `Problem ${code}: ${message.slice(0, 500)}`),
    ...Object.entries(rejectedByCode).slice(0, 20).map(([code, rows]) => `${code}: ${rows} rows`),
    ...verdict.rejections.slice(0, SHOWN_ROWS).map(({ line, issues }) =>
      `Line ${line}: ${issues.map(({ code, path }) => `${path.join(".") || "record"} ${code}`).join(", ")}`.slice(0, 300)),
    ...(quarantineKey === undefined ? [] : [`Rejected rows: ${verdictLocation.replace(/^(s3:\/\/[^/]+\/).*/s, "$1")}${quarantineKey}`]),
    `Verdict: ${verdictLocation}`,
  ];
  const message = lines.join("\n");
  return message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE - 1)}…`;
}
