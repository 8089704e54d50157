import { type Config, ConfigError, type Dataset } from "@cloudapi/core";
import {
  FUNCTION_SETTINGS,
  LAMBDA_SETTINGS,
  lambdaSetting,
  OTHER_VARIABLES,
  readConfig,
  readLambdaSettings,
  SETTINGS,
  type Setting,
  type SettingIssue,
} from "@cloudapi/core/internal";
import type { TransformHandlerOptions } from "./handler-options.ts";

/** The handler's options that come from the environment. */
export type HandlerEnvironment = Omit<TransformHandlerOptions, "dataset" | "s3" | "logger"> & {
  readonly logLevel: Config["logLevel"];
};

type Variables = Readonly<Record<string, string | undefined>>;

const POSITIVE = [/^(?=\d{1,15}$)0*[1-9]/, "a positive integer"] as const;

/** Settings that only functions have. */
const OWN = {
  ...LAMBDA_SETTINGS,
  mode: lambdaSetting(
    "MODE",
    /^(replaceSource|append|overwritePartitions)$/,
    "replaceSource, append or overwritePartitions",
  ),
  compression: lambdaSetting("COMPRESSION", /^(snappy|zstd)$/, "snappy or zstd"),
  maxObjectBytes: lambdaSetting("MAX_OBJECT_BYTES", ...POSITIVE),
  bytesPerSecond: lambdaSetting("BYTES_PER_SECOND", ...POSITIVE),
} as const satisfies Readonly<Record<string, Setting>>;

/**
 * Read the handler's options from environment variables: those of `loadConfig` that it needs, and its own that begin with
 * `CLOUDAPI_LAMBDA_`.
 *
 * @throws {ConfigError} `INVALID_CONFIG` with every variable at fault
 */
export function readHandlerEnvironment(
  variables: Variables,
  { name }: Pick<Dataset, "name">,
): HandlerEnvironment {
  const issues: SettingIssue[] = [];
  const { processedPrefix } = SETTINGS;
  const config = readConfig(
    variables,
    { ...FUNCTION_SETTINGS, processedPrefix },
    issues,
    OTHER_VARIABLES,
  );
  const own = readLambdaSettings(variables, OWN, issues);
  const isSet = (variable: string) => (variables[variable] ?? "").trim() !== "";
  if (!isSet("CLOUDAPI_PROCESSED_BUCKET"))
    issues.push({
      variable: "CLOUDAPI_PROCESSED_BUCKET",
      message: "must be set: the bucket of the table",
    });
  if (issues.length > 0) throw new ConfigError(issues);
  const encryption = config.kmsKeyArn === undefined ? undefined : { kmsKeyId: config.kmsKeyArn };
  const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return {
    // Only what is set: the function reads what its trigger sends, not what the defaults of other tools name.
    bucket: isSet("CLOUDAPI_RAW_BUCKET") ? config.rawBucket : undefined,
    prefix: isSet("CLOUDAPI_RAW_PREFIX") ? config.rawPrefix : undefined,
    destination: {
      bucket: config.processedBucket ?? "",
      prefix: `${config.processedPrefix}${name}/`,
      encryption,
    },
    logLevel: config.logLevel as Config["logLevel"],
    mode: own.mode as TransformHandlerOptions["mode"],
    compression: own.compression as TransformHandlerOptions["compression"],
    format: own.format as "json" | undefined,
    delimiter: own.delimiter === "tab" ? "\t" : own.delimiter,
    maxRejectedRatio: numberOf(own.maxRejectedRatio),
    maxRecordBytes: numberOf(own.maxRecordBytes),
    maxObjectBytes: numberOf(own.maxObjectBytes),
    bytesPerSecond: numberOf(own.bytesPerSecond),
  };
}
