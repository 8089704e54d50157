import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames, folderPrefix } from "@cloudapi/core/internal";
import { type HandlerLogger, jsonLogger } from "@cloudapi/s3/internal";
import { readOptions } from "../read/transform-options.ts";
import { s3Sink } from "../s3/s3-sink.ts";
import type { Sink } from "../sink/sink.ts";
import type { TableSink } from "../write/destination.ts";
import { destinationOf, withMode } from "../write/destination-of.ts";
import { checkTablePlace } from "./check-table-place.ts";
import type { PassedOptions, TransformHandlerOptions } from "./handler-options.ts";

/** What names the function in its logs. */
export const SERVICE = "cloudapi-transform";

const PASSED = [
  "mode",
  "format",
  "delimiter",
  "map",
  "timestamps",
  "maxRecordBytes",
  "maxDepth",
  "dropNullColumns",
  "maxRejectedRatio",
  "allowFewerRows",
  "compression",
  "quarantineTable",
] as const satisfies readonly (keyof PassedOptions)[];

const KNOWN = [
  "dataset",
  "s3",
  "destination",
  "sink",
  "bucket",
  "prefix",
  "maxObjectBytes",
  "bytesPerSecond",
  "onPublished",
  "logger",
  ...PASSED,
] as const satisfies readonly (keyof TransformHandlerOptions)[];

/** What a handler works with: checked options, with their defaults. */
export interface HandlerSettings
  extends Pick<
    TransformHandlerOptions,
    "s3" | "maxObjectBytes" | "bytesPerSecond" | "onPublished" | "bucket" | "prefix"
  > {
  readonly dataset: Dataset;
  readonly table: { readonly bucket: string; readonly prefix: string };
  readonly makeSink: () => Sink | TableSink;
  readonly passed: PassedOptions;
  /** Whether each version of an object has its own rows. */
  readonly isByVersion: boolean;
  readonly logger: HandlerLogger;
}

/**
 * Check a handler's options, those that `transform` takes included, so that a mistake is told when the function starts.
 *
 * @throws {TypeError} {@link RangeError} naming the option, what was expected and what to do
 */
export function readHandlerOptions(
  what: string,
  options: TransformHandlerOptions,
): HandlerSettings {
  if (typeof options !== "object" || options === null)
    throw new TypeError(`${what}: options must be an object with dataset, s3 and destination.`);
  checkOptionNames(what, options, KNOWN);
  const { dataset, s3, sink, onPublished, logger = jsonLogger(SERVICE) } = options;
  checkDataset(what, dataset);
  if (typeof s3?.send !== "function") throw new TypeError(`${what}: s3 must be an S3Client.`);
  if (onPublished !== undefined && typeof onPublished !== "function")
    throw new TypeError(`${what}: onPublished must be a function.`);
  for (const name of ["maxObjectBytes", "bytesPerSecond"] as const)
    checkCount(`${what}: ${name}`, options[name]);
  const table = tableOf(what, options);
  const { bucket, prefix } = options;
  checkTablePlace(what, { bucket, prefix, table });
  const makeSink = () => sink ?? s3Sink(s3, { ...options.destination, prefix: table.prefix });
  const passed = Object.fromEntries(
    PASSED.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  ) as PassedOptions;
  const { mode } = readOptions(dataset, withMode(destinationOf(what, makeSink(), passed), passed));
  return {
    dataset,
    s3,
    bucket,
    prefix,
    table,
    makeSink,
    passed,
    isByVersion: mode === "append",
    onPublished,
    maxObjectBytes: options.maxObjectBytes,
    bytesPerSecond: options.bytesPerSecond,
    logger: logger === false ? jsonLogger(SERVICE, "SILENT") : logger,
  };
}

function tableOf(
  what: string,
  { destination, dataset }: TransformHandlerOptions,
): HandlerSettings["table"] {
  if (typeof destination?.bucket !== "string" || destination.bucket === "")
    throw new TypeError(
      `${what}: destination must be { bucket, prefix }, the place of the table that is written.`,
    );
  checkOptionNames(`${what}: destination`, destination, ["bucket", "prefix", "encryption"]);
  const { bucket, prefix = dataset.name } = destination;
  return { bucket, prefix: folderPrefix(prefix) };
}

function checkCount(option: string, value: unknown): void {
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) > 0)) return;
  throw new RangeError(`${option} must be a positive integer, not ${JSON.stringify(value)}.`);
}
