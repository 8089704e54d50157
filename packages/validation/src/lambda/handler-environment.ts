import { type Config, ConfigError, loadConfig } from "@cloudapi/core";
import { readSetting, type Setting, type SettingIssue } from "@cloudapi/core/internal";
import type { ValidationHandlerOptions } from "./handler-options.ts";

/** The handler's options that come from the environment. */
export type HandlerEnvironment = Omit<
  ValidationHandlerOptions,
  "dataset" | "s3" | "sns" | "logger" | "maxAlertIssues"
> & { readonly logLevel: Config["logLevel"] };

type Variables = Readonly<Record<string, string | undefined>>;

const PREFIX = "CLOUDAPI_LAMBDA_";

function own(name: string, pattern: RegExp, expected: string): Setting {
  return { variables: [PREFIX + name], pattern, expected };
}

const TRUTH = [/^(true|false)$/, "true or false"] as const;

/** Settings that only the function has. */
const OWN = {
  format: own("FORMAT", /^(json|csv|auto)$/, "json, csv or auto"),
  delimiter: own("DELIMITER", /^([,;|]|tab)$/, "one of , ; | tab"),
  maxRejectedRatio: own("MAX_REJECTED_RATIO", /^(0*\.\d+|0+|0*1(\.0*)?)$/, "a number from 0 to 1"),
  maxRecordBytes: own("MAX_RECORD_BYTES", /^(?=\d{1,12}$)0*[1-9]/, "a positive integer"),
  alertRowContents: own("ALERT_ROW_CONTENTS", ...TRUTH),
  force: own("FORCE", ...TRUTH),
} as const;

/**
 * Read the handler's options from environment variables: those of `loadConfig`, and its own that begin with
 * `CLOUDAPI_LAMBDA_`.
 *
 * @throws {ConfigError} `INVALID_CONFIG` with every variable at fault
 */
export function readHandlerEnvironment(variables: Variables): HandlerEnvironment {
  const issues: SettingIssue[] = [];
  const config = loadOrFaults(variables, issues);
  const read = (setting: Setting) => readSetting(variables, setting, issues);
  const [format, delimiter] = [read(OWN.format), read(OWN.delimiter)];
  const [ratio, bytes] = [read(OWN.maxRejectedRatio), read(OWN.maxRecordBytes)];
  const [alertRowContents, force] = [read(OWN.alertRowContents), read(OWN.force)];
  issues.push(...unknownOwn(variables));
  if (config === undefined || issues.length > 0) throw new ConfigError(issues);
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
    logLevel: config.logLevel,
    format: format as "json" | undefined,
    delimiter: delimiter === "tab" ? "\t" : delimiter,
    maxRejectedRatio: ratio === undefined ? undefined : Number(ratio),
    maxRecordBytes: bytes === undefined ? undefined : Number(bytes),
    alertRowContents: alertRowContents === "true",
    force: force === "true",
  };
}

function loadOrFaults(variables: Variables, issues: SettingIssue[]): Config | undefined {
  try {
    return loadConfig(variables);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    issues.push(...error.issues);
    return undefined;
  }
}

function unknownOwn(variables: Variables): SettingIssue[] {
  const known = Object.values(OWN).flatMap((setting: Setting) => setting.variables);
  return Object.keys(variables)
    .filter((variable) => variable.startsWith(PREFIX) && !known.includes(variable))
    .map((variable) => ({
      variable,
      message: `is not a setting; those of the function are ${known.join(", ")}`,
    }));
}
