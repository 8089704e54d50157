import { type Config, ConfigError } from "@cloudapi/core";
import {
  FUNCTION_SETTINGS,
  LAMBDA_SETTINGS,
  lambdaSetting,
  OTHER_VARIABLES,
  readConfig,
  readLambdaSettings,
  type SettingIssue,
} from "@cloudapi/core/internal";
import type { ValidationHandlerOptions } from "./handler-options.ts";

/** The handler's options that come from the environment. */
export type HandlerEnvironment = Omit<
  ValidationHandlerOptions,
  "dataset" | "s3" | "sns" | "logger" | "maxAlertIssues"
> & { readonly logLevel: Config["logLevel"] };

type Variables = Readonly<Record<string, string | undefined>>;

const TRUTH = [/^(true|false)$/, "true or false"] as const;

/** Settings that only the function has. */
const OWN = {
  ...LAMBDA_SETTINGS,
  alertRowContents: lambdaSetting("ALERT_ROW_CONTENTS", ...TRUTH),
  force: lambdaSetting("FORCE", ...TRUTH),
} as const;

/**
 * Read the handler's options from environment variables: those of `loadConfig` that it needs, and its own that begin with
 * `CLOUDAPI_LAMBDA_`.
 *
 * @throws {ConfigError} `INVALID_CONFIG` with every variable at fault
 */
export function readHandlerEnvironment(variables: Variables): HandlerEnvironment {
  const issues: SettingIssue[] = [];
  const config = readConfig(variables, FUNCTION_SETTINGS, issues, OTHER_VARIABLES);
  const own = readLambdaSettings(variables, OWN, issues);
  if (issues.length > 0) throw new ConfigError(issues);
  const isSet = (name: string) => (variables[name] ?? "").trim() !== "";
  return {
    // Only what is set: the function validates what its trigger sends, not what the defaults of other tools name.
    bucket: isSet("CLOUDAPI_RAW_BUCKET") ? config.rawBucket : undefined,
    prefix: isSet("CLOUDAPI_RAW_PREFIX") ? config.rawPrefix : undefined,
    quarantine: {
      bucket: isSet("CLOUDAPI_PROCESSED_BUCKET") ? config.processedBucket : undefined,
      prefix: config.quarantinePrefix,
    },
    topicArn: config.alertTopicArn,
    kmsKeyArn: config.kmsKeyArn,
    logLevel: config.logLevel as Config["logLevel"],
    format: own.format as "json" | undefined,
    delimiter: own.delimiter === "tab" ? "\t" : own.delimiter,
    maxRejectedRatio: numberOf(own.maxRejectedRatio),
    maxRecordBytes: numberOf(own.maxRecordBytes),
    alertRowContents: own.alertRowContents === "true",
    force: own.force === "true",
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
