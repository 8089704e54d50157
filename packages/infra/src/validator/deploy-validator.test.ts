import { describe, expect, it } from "vitest";
import { fakeS3 } from "../../../../scripts/lib/fake-aws.ts";
import { deployValidator } from "./deploy-validator.ts";

describe("deployValidator", () => {
  const input = { functionName: "validate", zip: new Uint8Array(), roleArn: "arn", bucket: "raw" };

  it.each([
    [{}, "lies inside the watched prefix"],
    [
      { prefix: "raw/", environment: { CLOUDAPI_QUARANTINE_PREFIX: "raw/quarantine/" } },
      "lies inside the watched prefix",
    ],
    [
      {
        prefix: "raw/",
        environment: { CLOUDAPI_PROCESSED_BUCKET: "raw", CLOUDAPI_QUARANTINE_PREFIX: "raw/q/" },
      },
      "lies inside the watched prefix",
    ],
    [
      { prefix: "q/in/", environment: { CLOUDAPI_QUARANTINE_PREFIX: " q " } },
      "where nothing is validated",
    ],
    [{ prefix: "raw/", environment: { CLOUDAPI_RAW_BUCKET: "other" } }, "would skip every object"],
    [{ prefix: "raw/", environment: { CLOUDAPI_RAW_PREFIX: "raw/in" } }, 'begins with "raw/in/"'],
  ])("refuses what can't work before anything is deployed: %j", async (change, message) => {
    const { s3, requests } = fakeS3(() => ({}));
    await expect(
      deployValidator({ lambda: s3 as never, s3 }, { ...input, ...change }),
    ).rejects.toThrow(message);
    expect(requests).toEqual([]);
  });
});
