import { expect, it } from "vitest";
import { fakeS3 } from "../../../../scripts/lib/fake-aws.ts";
import { deployTransform } from "./deploy-transform.ts";

const input = { functionName: "transform", zip: new Uint8Array(), roleArn: "arn", bucket: "raw" };
const lake = { CLOUDAPI_PROCESSED_BUCKET: "lake" };

it.each([
  [{}, "must have CLOUDAPI_PROCESSED_BUCKET"],
  [{ environment: { CLOUDAPI_PROCESSED_BUCKET: "raw" } }, "invoked by its own output"],
  [
    { prefix: "tables/", environment: { CLOUDAPI_PROCESSED_BUCKET: " raw " } },
    "invoked by its own output",
  ],
  [
    {
      prefix: "a/",
      environment: { CLOUDAPI_PROCESSED_BUCKET: "raw", CLOUDAPI_PROCESSED_PREFIX: "a/b" },
    },
    '"a/b/" lies inside',
  ],
  [{ environment: { ...lake, CLOUDAPI_RAW_BUCKET: "other" } }, "would skip every object"],
  [
    { prefix: "raw/", environment: { ...lake, CLOUDAPI_RAW_PREFIX: "raw/in" } },
    'begins with "raw/in/"',
  ],
])("refuses what can't work before anything is deployed: %j", async (change, message) => {
  const { s3, requests } = fakeS3(() => ({}));
  await expect(
    deployTransform({ lambda: s3 as never, s3 }, { ...input, ...change }),
  ).rejects.toThrow(message);
  expect(requests).toEqual([]);
});
