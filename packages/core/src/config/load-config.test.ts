import { describe, expect, it } from "vitest";
import { ConfigError } from "./config-error.ts";
import { FUNCTION_SETTINGS, OTHER_VARIABLES } from "./function-settings.ts";
import { loadConfig } from "./load-config.ts";
import { SETTINGS } from "./settings.ts";

describe("loadConfig", () => {
  it("has a default for all but the optional settings", () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      region: "us-east-1",
      rawBucket: "cloudapi-logs-raw",
      athenaOutputLocation: "s3://cloudapi-logs-processed/athena-results/",
      alertTopicArn: undefined,
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it("reads, trims and completes what is set, and takes empty for unset", () => {
    const config = loadConfig({
      AWS_REGION: " eu-central-1 ",
      CLOUDAPI_PROCESSED_BUCKET: "my-lake",
      CLOUDAPI_RAW_PREFIX: "in",
      CLOUDAPI_RAW_BUCKET: "",
      CLOUDAPI_ALERT_TOPIC_ARN: "arn:aws:sns:eu-central-1:123456789012:alerts",
      CLOUDAPI_LOG_LEVEL: "debug",
    });
    expect(config).toMatchObject({
      region: "eu-central-1",
      rawBucket: "cloudapi-logs-raw",
      rawPrefix: "in/",
      athenaOutputLocation: "s3://my-lake/athena-results/",
      logLevel: "DEBUG",
    });
  });

  it("asks for the environment when it gets none", () => {
    expect(() => loadConfig(undefined as never)).toThrow(
      new TypeError("loadConfig: pass the environment, such as process.env."),
    );
  });

  it("names every issue, with what was expected and found", () => {
    let error: unknown;
    try {
      loadConfig({
        AWS_REGION: "Europe",
        CLOUDAPI_RAW_BUCKET: "Bad_Bucket",
        CLOUDAPI_ALERT_TOPIC_ARN: "alerts",
        CLOUDAPI_RAW_BUKET: "x",
      });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).issues.map(({ variable }) => variable).toSorted()).toEqual([
      "AWS_REGION",
      "CLOUDAPI_ALERT_TOPIC_ARN",
      "CLOUDAPI_RAW_BUCKET",
      "CLOUDAPI_RAW_BUKET",
    ]);
    expect((error as ConfigError).message).toContain(
      'CLOUDAPI_RAW_BUCKET: expected a bucket name (3 to 63 lower-case letters, digits, dots and dashes), found "Bad_Bucket"',
    );
  });
});

it("lets the function pass the variables of all settings that it has not itself", () => {
  const own = new Set<string>(Object.keys(FUNCTION_SETTINGS));
  const others = Object.entries(SETTINGS).filter(([name]) => !own.has(name));
  const variables = others.flatMap(([, setting]) => setting.variables);
  expect(variables.filter((name) => name.startsWith("CLOUDAPI_")).toSorted()).toEqual(
    OTHER_VARIABLES.toSorted(),
  );
});
