import type { S3Client } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { Dataset } from "@cloudapi/core";
import { refuseNonDataset, refuseUnknownOptions } from "@cloudapi/core/internal";
import { type HandlerSettings, handlerSettings } from "./handler-settings.ts";
import type { HandlerLogger } from "./log/json-logger.ts";

/** What a validation handler works with. */
export interface ValidationHandlerOptions {
  /** The contract. */
  readonly dataset: Dataset;
  readonly s3: S3Client;
  /** Needed for alerts, together with `topicArn`. */
  readonly sns?: SNSClient | undefined;
  /** The SNS topic that is told of each object that fails. */
  readonly topicArn?: string | undefined;
  /** The bucket of the raw files: events of others are skipped. */
  readonly bucket?: string | undefined;
  /** Prefix of the raw files' keys: others are skipped. */
  readonly prefix?: string | undefined;
  /** Where verdicts and rejected rows go: the object's own bucket and `quarantine/` when left out. */
  readonly quarantine?:
    | { readonly bucket?: string | undefined; readonly prefix?: string | undefined }
    | undefined;
  /** KMS key for what is written; the bucket's default encryption when left out. */
  readonly kmsKeyArn?: string | undefined;
  /** How objects are read; by the end of the key, else by content, when left out. */
  readonly format?: "json" | "csv" | "auto" | undefined;
  /** The character between CSV cells: `,` `;` `|` or tab. */
  readonly delimiter?: string | undefined;
  /** Share of the rows, 0 to 1, that may be rejected before the object fails; 0 when left out. */
  readonly maxRejectedRatio?: number | undefined;
  /** A longer record is rejected without being held; 16 MiB when left out. */
  readonly maxRecordBytes?: number | undefined;
  /** How many reasons an alert lists; 10 when left out. */
  readonly maxAlertIssues?: number | undefined;
  /** Whether alerts may quote rows; not when left out. */
  readonly alertRowContents?: boolean | undefined;
  /** Whether objects are judged that have a verdict already; not when left out. */
  readonly force?: boolean | undefined;
  /** Where logs go: to standard output, a JSON object a line, when left out; nowhere when `false`. */
  readonly logger?: HandlerLogger | false | undefined;
}

const WHAT = "createValidationHandler";
const KNOWN = [
  "dataset",
  "s3",
  "sns",
  "topicArn",
  "bucket",
  "prefix",
  "quarantine",
  "kmsKeyArn",
  "format",
  "delimiter",
  "maxRejectedRatio",
  "maxRecordBytes",
  "maxAlertIssues",
  "alertRowContents",
  "force",
  "logger",
];

/** @throws {TypeError} {@link RangeError} naming the option, what was expected and what to do */
export function readHandlerOptions(options: ValidationHandlerOptions): HandlerSettings {
  if (typeof options !== "object" || options === null)
    throw mistake("options must be an object with dataset and s3.");
  refuseUnknownOptions(WHAT, options, KNOWN);
  refuseUnknownOptions(`${WHAT}: quarantine`, options.quarantine, ["bucket", "prefix"]);
  checkKinds(options);
  checkAlert(options);
  return handlerSettings(WHAT, options);
}

function checkKinds(options: ValidationHandlerOptions): void {
  const {
    dataset,
    s3,
    bucket,
    prefix,
    format,
    maxRejectedRatio = 0,
    maxRecordBytes = 1,
    delimiter = ",",
  } = options;
  refuseNonDataset(WHAT, dataset);
  if (typeof s3?.send !== "function") throw mistake("s3 must be an S3Client.");
  const texts = {
    bucket,
    prefix,
    "quarantine.bucket": options.quarantine?.bucket,
    "quarantine.prefix": options.quarantine?.prefix,
    kmsKeyArn: options.kmsKeyArn,
  };
  for (const [name, value] of Object.entries(texts)) checkText(name, value);
  for (const name of ["force", "alertRowContents"] as const) {
    const value = options[name];
    if (value !== undefined && typeof value !== "boolean")
      throw mistake(`${name} must be true or false.`);
  }
  if (format !== undefined && !["json", "csv", "auto"].includes(format))
    throw mistake(`format must be json, csv or auto, not ${JSON.stringify(format)}.`);
  if (![",", ";", "|", "\t"].includes(delimiter))
    throw mistake(
      `delimiter must be one of "," ";" "|" and "\\t", not ${JSON.stringify(delimiter)}.`,
    );
  if (!(maxRejectedRatio >= 0 && maxRejectedRatio <= 1))
    throw new RangeError(
      `${WHAT}: maxRejectedRatio must be from 0 (none) to 1 (all), not ${maxRejectedRatio}.`,
    );
  if (!Number.isSafeInteger(maxRecordBytes) || maxRecordBytes < 1)
    throw new RangeError(
      `${WHAT}: maxRecordBytes must be a positive integer, not ${maxRecordBytes}.`,
    );
}

/** A prefix may be empty: it is the whole bucket. */
function checkText(name: string, value: unknown): void {
  if (value === undefined) return;
  if (typeof value !== "string") throw mistake(`${name} must be a string.`);
  if (value === "" && !name.endsWith("prefix"))
    throw mistake(`${name} must not be empty; leave it out.`);
  if (/^(s3:\/)?\//.test(value))
    throw mistake(
      `${name} must be given without s3:// or a slash at the start, not ${JSON.stringify(value)}.`,
    );
}

function checkAlert({ sns, topicArn, maxAlertIssues = 10 }: ValidationHandlerOptions): void {
  if (sns === undefined && topicArn === undefined) return;
  if (sns === undefined || topicArn === undefined)
    throw mistake(
      `alerts need both sns (an SNSClient) and topicArn; ${sns === undefined ? "sns" : "topicArn"} is missing.`,
    );
  if (!/^arn:aws(-[a-z]+)*:sns:/.test(topicArn))
    throw mistake(`topicArn must be the ARN of an SNS topic, not ${JSON.stringify(topicArn)}.`);
  if (!Number.isInteger(maxAlertIssues) || maxAlertIssues < 0 || maxAlertIssues > 100)
    throw new RangeError(
      `${WHAT}: maxAlertIssues must be a whole number from 0 to 100, not ${maxAlertIssues}.`,
    );
}

function mistake(message: string): TypeError {
  return new TypeError(`${WHAT}: ${message}`);
}
