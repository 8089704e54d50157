import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { adaptationOf, checkFormat } from "@cloudapi/records/internal";
import type { ValidationHandlerOptions } from "./handler-options.ts";
import { type HandlerSettings, handlerSettings } from "./handler-settings.ts";

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
  "map",
  "timestamps",
  "mapVersion",
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
  checkOptionNames(WHAT, options, KNOWN);
  checkOptionNames(`${WHAT}: quarantine`, options.quarantine, ["bucket", "prefix"]);
  checkKinds(options);
  checkAlert(options);
  const { dataset, map, timestamps, mapVersion } = options;
  if (mapVersion !== undefined && typeof mapVersion !== "string")
    throw mistake("mapVersion must be a string.");
  if (mapVersion !== undefined && map === undefined)
    throw mistake("mapVersion is the version of map, which is missing.");
  return handlerSettings(WHAT, options, adaptationOf(WHAT, dataset, { map, timestamps }));
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
  checkDataset(WHAT, dataset);
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
  if (format !== undefined) checkFormat(`${WHAT}: `, format);
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
