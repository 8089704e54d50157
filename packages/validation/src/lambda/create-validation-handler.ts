import type { S3Client } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";
import { Logger } from "@aws-lambda-powertools/logger";
import { CloudApiError, refuseUnknownOptions, type Dataset } from "@cloudapi/core";
import type * as z from "zod";
import type { EventMessage } from "./object-event.ts";
import { readEvent } from "./read-event.ts";
import { validateObject, type ObjectOutcome, type ValidatorSetup } from "./validate-object.ts";

/** What a handler is made of. */
export interface ValidationHandlerInput<S extends z.core.$ZodObject> {
  readonly dataset: Dataset<S>;
  readonly s3: S3Client;
  /** Where verdicts and rejected rows go; objects under it are never validated. */
  readonly quarantine: { readonly bucket: string; readonly prefix: string };
  /** With `topicArn`: whom to tell of an object that does not pass. */
  readonly sns?: SNSClient | undefined;
  readonly topicArn?: string | undefined;
  /** Share of rows that may be rejected before an alert is sent, 0 to 1; default 0. */
  readonly maxRejectedRatio?: number | undefined;
  /** `auto` (default) tells JSON and CSV apart by content. */
  readonly format?: "auto" | "json" | "csv" | undefined;
  /** A longer record is rejected; default 16 MiB. */
  readonly maxRecordBytes?: number | undefined;
  /** Default a Powertools logger that is named after the dataset. */
  readonly logger?: HandlerLogger | undefined;
}

/** What the handler needs of a logger; Powertools' has it. */
export interface HandlerLogger {
  info(message: string, details: Record<string, unknown>): void;
  warn(message: string, details: Record<string, unknown>): void;
  error(message: string, details: Record<string, unknown>): void;
}

/** What the handler needs of Lambda's context. */
export interface HandlerContext {
  getRemainingTimeInMillis?: () => number;
}

/** The handler's answer: the failed messages for SQS, the outcome of each object otherwise. */
export type HandlerResult =
  | { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] }
  | { readonly objects: readonly ObjectOutcome[] };

/** A function for Lambda. */
export type ValidationHandler = (event: unknown, context?: HandlerContext) => Promise<HandlerResult>;

const KNOWN = ["dataset", "s3", "quarantine", "sns", "topicArn", "maxRejectedRatio", "format", "maxRecordBytes", "logger"];

/** Time kept back from Lambda's limit, to remove what was half written and say so. */
const RESERVE_MS = 1_500;

/**
 * Make a Lambda handler that validates each object an S3 event is about, whether the event comes directly, by
 * EventBridge, SNS, SQS, or SNS in SQS.
 *
 * For each object it writes the rejected rows and a verdict under the quarantine prefix, and sends one alert if
 * the object does not pass. Keys come from the object's version or ETag, and a verdict is written only where there is
 * none, so duplicate and late events change nothing. An object that was deleted or replaced meanwhile is skipped: the
 * newer one has its own event. Logs hold no row contents. An alert may come twice if the function dies
 * between sending it and noting so.
 *
 * Failed SQS messages are reported as `batchItemFailures`; for other events the handler throws, so that Lambda retries.
 *
 * IAM: `s3:GetObject` (`s3:GetObjectVersion` in versioned buckets) on the raw prefix, `s3:ListBucket` on both buckets,
 * `s3:GetObject`, `s3:PutObject`, `s3:AbortMultipartUpload` on the quarantine prefix, `sns:Publish` on the topic;
 * `buildLambdaPolicy` of `@cloudapi/iam` writes it.
 *
 * @throws {TypeError} {RangeError} for unknown or impossible options
 *
 * @example
 * ```ts
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { apiLogs } from "@cloudapi/core";
 * import { createValidationHandler } from "@cloudapi/validation/lambda";
 *
 * export const handler = createValidationHandler({
 *   dataset: apiLogs,
 *   s3: new S3Client({}),
 *   quarantine: { bucket: "cloudapi-logs-processed", prefix: "quarantine/" },
 * });
 * ```
 */
export function createValidationHandler<S extends z.core.$ZodObject>(input: ValidationHandlerInput<S>): ValidationHandler {
  const setup = readSetup(input);
  const logger = input.logger ?? (new Logger({ serviceName: `validate-${setup.dataset.name}` }) as HandlerLogger);
  return (event, context) => handle(setup, logger, event, deadline(context));
}

function readSetup<S extends z.core.$ZodObject>(input: ValidationHandlerInput<S>): ValidatorSetup {
  refuseUnknownOptions("createValidationHandler", input, KNOWN);
  const { dataset, s3, quarantine, sns, topicArn, maxRejectedRatio = 0, format = "auto", maxRecordBytes } = input;
  refuseUnknownOptions("createValidationHandler: quarantine", quarantine, ["bucket", "prefix"]);
  if (!quarantine.bucket || !quarantine.prefix || quarantine.prefix.startsWith("/")) {
    throw new TypeError("createValidationHandler: quarantine needs a bucket and a prefix like quarantine/.");
  }
  if ((sns === undefined) !== (topicArn === undefined)) throw new TypeError("createValidationHandler: sns and topicArn go together.");
  if (!(maxRejectedRatio >= 0 && maxRejectedRatio <= 1)) throw new RangeError(`createValidationHandler: maxRejectedRatio must be 0 to 1, not ${maxRejectedRatio}.`);
  const prefix = quarantine.prefix.endsWith("/") ? quarantine.prefix : `${quarantine.prefix}/`;
  return {
    dataset: dataset as unknown as Dataset, s3, maxRejectedRatio, format, maxRecordBytes,
    quarantine: { bucket: quarantine.bucket, prefix },
    alerts: sns === undefined || topicArn === undefined ? undefined : { sns, topicArn },
  };
}

function deadline(context: HandlerContext | undefined): AbortSignal {
  const remainingMs = context?.getRemainingTimeInMillis?.();
  return remainingMs === undefined ? new AbortController().signal : AbortSignal.timeout(Math.max(1, Math.floor(remainingMs - RESERVE_MS)));
}

async function handle(setup: ValidatorSetup, logger: HandlerLogger, event: unknown, signal: AbortSignal): Promise<HandlerResult> {
  const objects: ObjectOutcome[] = [];
  const failures: { messageId: string | undefined; error: unknown }[] = [];
  const messages = readEvent(event);
  for (const message of messages) {
    try {
      objects.push(...(await handleMessage(setup, logger, message, signal)));
    } catch (error) {
      logger.error("message failed", { messageId: message.messageId, error });
      failures.push({ messageId: message.messageId, error });
    }
  }
  if (messages.some(({ messageId }) => messageId !== undefined)) {
    return { batchItemFailures: failures.flatMap(({ messageId }) => (messageId === undefined ? [] : [{ itemIdentifier: messageId }])) };
  }
  if (failures.length > 0) throw failures[0]?.error;
  return { objects };
}

async function handleMessage(setup: ValidatorSetup, logger: HandlerLogger, message: EventMessage, signal: AbortSignal): Promise<ObjectOutcome[]> {
  if (message.fault !== undefined) {
    throw new CloudApiError("UNKNOWN_EVENT", `This event is none that S3 sends: ${message.fault}. Send the validator S3 notifications, directly or through EventBridge, SNS or SQS.`);
  }
  const outcomes: ObjectOutcome[] = [];
  const errors: unknown[] = [];
  for (const event of message.events) {
    if ("ignored" in event) {
      logger.info("event ignored", { reason: event.ignored, detail: event.detail });
      continue;
    }
    try {
      const outcome = await validateObject(setup, event, signal);
      logOutcome(logger, outcome);
      outcomes.push(outcome);
    } catch (error) {
      logger.error("object failed", { bucket: event.bucket, key: event.key, error });
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
  return outcomes;
}

function logOutcome(logger: HandlerLogger, outcome: ObjectOutcome): void {
  const { object } = outcome;
  if (outcome.outcome === "skipped") return logger.info("object skipped", { object, reason: outcome.reason });
  const { valid, rowsIn, rowsValid, rowsRejected, rejectedByCode, quarantineKey, alert } = outcome.verdict;
  const details = { object, valid, rowsIn, rowsValid, rowsRejected, rejectedByCode, verdictKey: outcome.verdictKey, quarantineKey, alert };
  if (valid) logger.info(`object ${outcome.outcome}`, details);
  else logger.warn(`object ${outcome.outcome}`, details);
}
