import { folderPrefix } from "../places/folder-prefix.ts";
import type { Config } from "./config.ts";
import { FUNCTION_SETTINGS, prefix } from "./function-settings.ts";
import type { Setting } from "./read-setting.ts";

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

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
  processedPrefix: prefix("CLOUDAPI_PROCESSED_PREFIX", "tables/"),
  ...FUNCTION_SETTINGS,
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
};
