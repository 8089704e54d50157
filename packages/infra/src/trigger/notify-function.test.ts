import { describe, expect, it } from "vitest";
import { awsError, fakeS3 } from "../../../../scripts/lib/fake-aws.ts";
import { skipWaits } from "../../../../scripts/lib/skip-waits.ts";
import { notifyFunction } from "./notify-function.ts";

const INPUT = {
  bucket: "raw",
  functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:validate",
  prefix: "raw/",
};

describe("notifyFunction", () => {
  it("keeps what is there, without what S3's answer has beside it", async () => {
    const { s3, requests } = fakeS3(() => ({
      $metadata: {},
      EventBridgeConfiguration: {},
      TopicConfigurations: [],
    }));
    expect(await notifyFunction(s3, INPUT)).toEqual({ id: "cloudapi-validate", change: "updated" });
    expect(requests[1]?.input["NotificationConfiguration"]).toEqual({
      EventBridgeConfiguration: {},
      LambdaFunctionConfigurations: [
        {
          Id: "cloudapi-validate",
          LambdaFunctionArn: INPUT.functionArn,
          Events: ["s3:ObjectCreated:*"],
          Filter: { Key: { FilterRules: [{ Name: "prefix", Value: "raw/" }] } },
        },
      ],
    });
  });

  it("waits while S3 can't see the permission yet", async () => {
    const waits = skipWaits();
    let tries = 0;
    const { s3 } = fakeS3(({ name }) => {
      if (name === "PutBucketNotificationConfiguration" && ++tries === 1)
        throw awsError(
          "InvalidArgument",
          400,
          "Unable to validate the following destination configurations",
        );
      return {};
    });
    expect(await notifyFunction(s3, INPUT)).toMatchObject({ change: "updated" });
    expect(tries).toBe(2);
    expect(waits).toEqual([2000]);
  });

  it.each([
    ["GetBucketNotificationConfiguration", "NoSuchBucket", 404, "NO_SUCH_BUCKET", "ensureBucket"],
    [
      "GetBucketNotificationConfiguration",
      "AccessDenied",
      403,
      "ACCESS_DENIED",
      "s3:GetBucketNotification",
    ],
    [
      "PutBucketNotificationConfiguration",
      "AccessDenied",
      403,
      "ACCESS_DENIED",
      "s3:PutBucketNotification",
    ],
  ])("says what is missing when %s answers %s", async (failing, name, status, code, message) => {
    const { s3 } = fakeS3((request) => {
      if (request.name === failing) throw awsError(name, status);
      return {};
    });
    await expect(notifyFunction(s3, INPUT)).rejects.toMatchObject({
      name: "DeployError",
      code,
      resource: "raw",
      message: expect.stringContaining(message) as string,
    });
  });

  it("refuses a function's name for its ARN", async () => {
    await expect(
      notifyFunction(fakeS3(() => ({})).s3, { ...INPUT, functionArn: "validate" }),
    ).rejects.toThrow("functionArn must be the ARN of a function");
  });
});
