import { BUCKET_NAME, BUCKET_NAME_RULE } from "../names/bucket-name.ts";
import { folderPrefix } from "../places/folder-prefix.ts";
import type { Config } from "./config.ts";
import type { Setting } from "./read-setting.ts";

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
// oxlint-disable-next-line no-control-regex -- control characters are what is refused
const PREFIX = /^(?!\/)[^\u0000-\u001f\\]{1,900}$/;
const ARN = (service: string) =>
  new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:[A-Za-z0-9/_.-]+$`);

/** Every setting, in the order in which defaults may refer to those before. */
export const SETTINGS: Readonly<Record<keyof Config, Setting>> = {
  target: {
    variables: ["CLOUDAPI_TARGET"],
    pattern: /^(local|aws)$/,
    expected: "local (the embedded cloud) or aws",
    fallback: () => "local",
  },
  region: {
    variables: ["AWS_REGION", "AWS_DEFAULT_REGION"],
    pattern: REGION,
    expected: "an AWS region like eu-central-1",
    fallback: () => "us-east-1",
  },
  rawBucket: bucket("CLOUDAPI_RAW_BUCKET", "cloudapi-logs-raw"),
  processedBucket: bucket("CLOUDAPI_PROCESSED_BUCKET", "cloudapi-logs-processed"),
  rawPrefix: prefix("CLOUDAPI_RAW_PREFIX", "raw/"),
  processedPrefix: prefix("CLOUDAPI_PROCESSED_PREFIX", "tables/"),
  quarantinePrefix: prefix("CLOUDAPI_QUARANTINE_PREFIX", "quarantine/"),
  athenaDatabase: {
    variables: ["CLOUDAPI_ATHENA_DATABASE"],
    pattern: /^[a-z0-9_]{1,255}$/,
    expected: "lower-case letters, digits and underscores",
    fallback: () => "cloudapi",
  },
  athenaWorkGroup: {
    variables: ["CLOUDAPI_ATHENA_WORKGROUP"],
    pattern: /^[A-Za-z0-9._-]{1,128}$/,
    expected: "letters, digits, dots, dashes and underscores, at most 128",
    fallback: () => "primary",
  },
  athenaOutputLocation: {
    variables: ["CLOUDAPI_ATHENA_OUTPUT_LOCATION"],
    pattern: /^s3:\/\/[a-z0-9.-]{3,63}(\/.*)?$/,
    expected: "an S3 folder like s3://bucket/prefix/",
    fallback: ({ processedBucket }) => `s3://${processedBucket}/athena-results/`,
    normalize: folderPrefix,
  },
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
};

function bucket(variable: string, fallback: string): Setting {
  return {
    variables: [variable],
    pattern: BUCKET_NAME,
    fallback: () => fallback,
    expected: `a bucket name (${BUCKET_NAME_RULE})`,
  };
}

function prefix(variable: string, fallback: string): Setting {
  return {
    variables: [variable],
    pattern: PREFIX,
    fallback: () => fallback,
    normalize: folderPrefix,
    expected: "a key prefix like logs/, without a slash at the start",
  };
}
