import { BUCKET_NAME, BUCKET_NAME_RULE } from "../names/bucket-name.ts";
import { folderPrefix } from "../places/folder-prefix.ts";
import type { Setting } from "./read-setting.ts";

// oxlint-disable-next-line no-control-regex -- control characters are what is refused
const PREFIX = /^(?!\/)[^\u0000-\u001f\\]{1,900}$/;
const ARN = (service: string) =>
  new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:[A-Za-z0-9/_.-]+$`);

/** The settings that the validator's function has, too; it is bundled without the others. */
export const FUNCTION_SETTINGS = {
  rawBucket: bucket("CLOUDAPI_RAW_BUCKET", "cloudapi-logs-raw"),
  processedBucket: bucket("CLOUDAPI_PROCESSED_BUCKET", "cloudapi-logs-processed"),
  rawPrefix: prefix("CLOUDAPI_RAW_PREFIX", "raw/"),
  quarantinePrefix: prefix("CLOUDAPI_QUARANTINE_PREFIX", "quarantine/"),
  alertTopicArn: {
    variables: ["CLOUDAPI_ALERT_TOPIC_ARN"],
    pattern: ARN("sns"),
    expected: "the ARN of an SNS topic",
  },
  kmsKeyArn: {
    variables: ["CLOUDAPI_KMS_KEY_ARN"],
    pattern: ARN("kms"),
    expected: "the ARN of a KMS key",
  },
  logLevel: {
    variables: ["CLOUDAPI_LOG_LEVEL", "POWERTOOLS_LOG_LEVEL"],
    pattern: /^(debug|info|warn|error|silent)$/i,
    expected: "one of DEBUG, INFO, WARN, ERROR, SILENT",
    fallback: () => "INFO",
    normalize: (text) => text.toUpperCase(),
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** The variables of all other settings, which the function lets pass. */
export const OTHER_VARIABLES: readonly string[] = [
  "CLOUDAPI_TARGET",
  "CLOUDAPI_PROCESSED_PREFIX",
  "CLOUDAPI_ATHENA_DATABASE",
  "CLOUDAPI_ATHENA_WORKGROUP",
  "CLOUDAPI_ATHENA_OUTPUT_LOCATION",
];

function bucket(variable: string, fallback: string): Setting {
  return {
    variables: [variable],
    pattern: BUCKET_NAME,
    fallback: () => fallback,
    expected: `a bucket name (${BUCKET_NAME_RULE})`,
  };
}

export function prefix(variable: string, fallback: string): Setting {
  return {
    variables: [variable],
    pattern: PREFIX,
    fallback: () => fallback,
    normalize: folderPrefix,
    expected: "a key prefix like logs/, without a slash at the start",
  };
}
