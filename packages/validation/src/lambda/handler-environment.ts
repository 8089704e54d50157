import { type Config, ConfigError, loadConfig } from "@cloudapi/core";
import type { ValidationHandlerOptions } from "./handler-options.ts";

/** The handler's options that come from the environment. */
export type HandlerEnvironment = Pick<
  ValidationHandlerOptions,
  | "bucket"
  | "prefix"
  | "quarantine"
  | "kmsKeyArn"
  | "topicArn"
  | "maxRejectedRatio"
  | "maxRecordBytes"
  | "alertRowContents"
  | "force"
> & { readonly logLevel: Config["logLevel"] };

type Variables = Readonly<Record<string, string | undefined>>;

interface OwnSetting {
  readonly expected: string;
  readonly fits: (text: string) => boolean;
}

const TRUTH: OwnSetting = {
  expected: "true or false",
  fits: (text) => /^(true|false)$/.test(text),
};

/** Settings that only the function has. */
const OWN = {
  CLOUDAPI_LAMBDA_MAX_REJECTED_RATIO: {
    expected: "a number from 0 to 1",
    fits: (text) => /^\d*\.?\d+$/.test(text) && Number(text) <= 1,
  },
  CLOUDAPI_LAMBDA_MAX_RECORD_BYTES: {
    expected: "a positive integer",
    fits: (text) => /^\d{1,12}$/.test(text) && Number(text) > 0,
  },
  CLOUDAPI_LAMBDA_ALERT_ROW_CONTENTS: TRUTH,
  CLOUDAPI_LAMBDA_FORCE: TRUTH,
} as const satisfies Readonly<Record<string, OwnSetting>>;

/**
 * Read the handler's options from environment variables: those of `loadConfig`, and its own that begin with
 * `CLOUDAPI_LAMBDA_`.
 *
 * @throws {ConfigError} `INVALID_CONFIG` with every variable at fault
 */
export function readHandlerEnvironment(variables: Variables): HandlerEnvironment {
  const faults = ownFaults(variables);
  const config = loadOrFaults(variables, faults);
  if (config === undefined || faults.length > 0) throw new ConfigError(faults);
  const ratio = valueOf(variables, "CLOUDAPI_LAMBDA_MAX_REJECTED_RATIO");
  const bytes = valueOf(variables, "CLOUDAPI_LAMBDA_MAX_RECORD_BYTES");
  return {
    // Only what is set: the function validates what its trigger sends, not what the defaults of other tools name.
    bucket: valueOf(variables, "CLOUDAPI_RAW_BUCKET") && config.rawBucket,
    prefix: valueOf(variables, "CLOUDAPI_RAW_PREFIX") && config.rawPrefix,
    quarantine: {
      bucket: valueOf(variables, "CLOUDAPI_PROCESSED_BUCKET") && config.processedBucket,
      prefix: config.quarantinePrefix,
    },
    topicArn: config.alertTopicArn,
    kmsKeyArn: config.kmsKeyArn,
    logLevel: config.logLevel,
    maxRejectedRatio: ratio === undefined ? undefined : Number(ratio),
    maxRecordBytes: bytes === undefined ? undefined : Number(bytes),
    alertRowContents: valueOf(variables, "CLOUDAPI_LAMBDA_ALERT_ROW_CONTENTS") === "true",
    force: valueOf(variables, "CLOUDAPI_LAMBDA_FORCE") === "true",
  };
}

function loadOrFaults(
  variables: Variables,
  faults: { variable: string; message: string }[],
): Config | undefined {
  try {
    return loadConfig(variables);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    faults.unshift(...error.faults);
    return undefined;
  }
}

function ownFaults(variables: Variables): { variable: string; message: string }[] {
  return Object.keys(variables)
    .filter((variable) => variable.startsWith("CLOUDAPI_LAMBDA_"))
    .flatMap((variable) => {
      const setting = (OWN as Readonly<Record<string, OwnSetting>>)[variable];
      if (setting === undefined)
        return [
          {
            variable,
            message: `is not a setting; those of the function are ${Object.keys(OWN).join(", ")}`,
          },
        ];
      const text = valueOf(variables, variable);
      if (text === undefined || setting.fits(text)) return [];
      return [
        {
          variable,
          message: `expected ${setting.expected}, found ${JSON.stringify(text.slice(0, 100))}`,
        },
      ];
    });
}

function valueOf(variables: Variables, name: string): string | undefined {
  const text = variables[name]?.trim();
  return text === "" ? undefined : text;
}
