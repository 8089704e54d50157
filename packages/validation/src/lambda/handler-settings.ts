import type { S3Client } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { Dataset } from "@cloudapi/core";
import { checkPlaces, folderPrefix } from "@cloudapi/core/internal";
import type { Adaptation } from "@cloudapi/records/internal";
import { type HandlerLogger, jsonLogger } from "@cloudapi/s3/internal";
import type { ValidationHandlerOptions } from "./handler-options.ts";
import { rulesHash } from "./verdict/rules-hash.ts";

/** What names the function in its logs. */
export const SERVICE = "cloudapi-validation";

/** What a handler works with: checked options, with their defaults. */
export interface HandlerSettings {
  readonly dataset: Dataset;
  readonly s3: S3Client;
  readonly alert:
    | {
        readonly sns: SNSClient;
        readonly topicArn: string;
        readonly maxIssues: number;
        readonly includeRowContents: boolean;
      }
    | undefined;
  readonly bucket: string | undefined;
  readonly prefix: string | undefined;
  readonly quarantine: { readonly bucket: string | undefined; readonly prefix: string };
  readonly kmsKeyArn: string | undefined;
  readonly format: ValidationHandlerOptions["format"];
  readonly delimiter: string | undefined;
  /** What is done with records before they are checked. */
  readonly adaptation: Adaptation | undefined;
  readonly maxRejectedRatio: number;
  readonly maxRecordBytes: number | undefined;
  readonly force: boolean;
  /** Changes when checks of the contract or settings change that a verdict depends on. */
  readonly rulesHash: string;
  readonly logger: HandlerLogger;
}

/**
 * The settings of options whose kinds are checked.
 *
 * @throws {TypeError} for places in which the function would be invoked by its own output
 */
export function handlerSettings(
  what: string,
  options: ValidationHandlerOptions,
  adaptation?: Adaptation,
): HandlerSettings {
  const { dataset, s3, bucket, prefix, kmsKeyArn, format, delimiter, maxRecordBytes } = options;
  const { maxRejectedRatio = 0, force = false, logger = jsonLogger(SERVICE) } = options;
  const quarantine = {
    bucket: options.quarantine?.bucket,
    prefix: folderPrefix(options.quarantine?.prefix ?? "quarantine/"),
  };
  checkPlaces(what, { bucket, prefix, quarantine });
  return {
    dataset,
    s3,
    bucket,
    prefix,
    quarantine,
    kmsKeyArn,
    format,
    delimiter,
    adaptation,
    maxRejectedRatio,
    maxRecordBytes,
    force,
    rulesHash: rulesHash({
      dataset,
      format,
      delimiter,
      adaptation: adaptation && [adaptation.rules, options.mapVersion ?? null],
      maxRejectedRatio,
      maxRecordBytes,
    }),
    alert: alertOf(options),
    logger: logger === false ? jsonLogger(SERVICE, "SILENT") : logger,
  };
}

function alertOf({
  sns,
  topicArn,
  maxAlertIssues = 10,
  alertRowContents = false,
}: ValidationHandlerOptions): HandlerSettings["alert"] {
  if (sns === undefined || topicArn === undefined) return undefined;
  return { sns, topicArn, maxIssues: maxAlertIssues, includeRowContents: alertRowContents };
}
