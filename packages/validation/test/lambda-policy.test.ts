import { apiLogs } from "@cloudapi/core";
import { buildLambdaPolicy, type LambdaPolicyInput } from "@cloudapi/iam";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAllowed } from "../../../scripts/lib/evaluate-policy.ts";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { createValidationHandler } from "../src/lambda/index.ts";
import { GuardedAws, OWNER, RAW_KEY, WRITTEN_KEY } from "./guarded-aws.ts";
import { BAD, BAD_PARTS, outcomesOf, verdictOf } from "./lambda-cloud.ts";

const topicArn = `arn:aws:sns:eu-central-1:${OWNER}:alerts`;

const ACTIONS =
  "GetObject GetObjectVersion PutObject DeleteObject AbortMultipartUpload PutObjectAcl ListMultipartUploadParts ListBucket ListBucketVersions".split(
    " ",
  );
/** Those of the inputs, and neighbours of them. */
const PREFIXES =
  "raw raw/ rawest/ a*b?/ axbc/ ${aws:username}/ in/2025- in/ quarantine quarantine/ quarantine-old/ q*/ q* qx/ bad/${x}/".split(
    " ",
  );

/** Places that a handler takes: any two prefixes of which neither holds the other. */
const inputs = fc
  .record({
    bucket: fc.constant("logs"),
    prefix: fc.constantFrom("raw/", "raw", "a*b?/", "${aws:username}/", "in/2025-"),
    quarantine: fc.record({
      bucket: fc.constantFrom("logs", "lake"),
      prefix: fc.constantFrom("quarantine", "quarantine/", "q*", "bad/${x}/"),
    }),
    versioned: fc.boolean(),
    accountId: fc.constantFrom(OWNER, undefined),
  })
  .map(({ accountId, ...input }) => ({
    ...input,
    ...(accountId === undefined ? {} : { accountId }),
    kmsKeyArn: WRITTEN_KEY,
    rawKmsKeyArn: RAW_KEY,
    topicArn,
  }));

function setUp(input: LambdaPolicyInput) {
  const policy = buildLambdaPolicy(input);
  const aws = new GuardedAws(policy);
  const handler = createValidationHandler({
    dataset: apiLogs,
    s3: aws.s3,
    sns: aws.sns,
    topicArn,
    bucket: input.bucket,
    prefix: input.prefix,
    quarantine: input.quarantine,
    kmsKeyArn: WRITTEN_KEY,
    logger: false,
  });
  return { policy, aws, handler };
}

function eventOf(
  { bucket, versioned }: LambdaPolicyInput,
  key: string,
  { etag, versionId }: { etag: string; versionId: string },
) {
  const state = versioned === true ? { versionId, eTag: etag } : { eTag: etag };
  const object = { key: encodeURIComponent(key), sequencer: "1", ...state };
  return {
    Records: [{ eventName: "ObjectCreated:Put", s3: { bucket: { name: bucket }, object } }],
  };
}

describe("the policy of buildLambdaPolicy", () => {
  it("lets the handler do all that it does, wherever S3 says 403 for 404", async () => {
    await fc.assert(
      fc.asyncProperty(
        inputs,
        fc.constantFrom("a.ndjson", "x/ü b.ndjson", "*"),
        async (input, name) => {
          const { aws, handler } = setUp(input);
          const key = `${input.prefix}${name}`;
          const event = eventOf(input, key, aws.put(input.bucket, key, `${BAD}\n`));
          const first = verdictOf(await handler(event));
          expect(first).toMatchObject({ outcome: "validated", verdict: { alert: "sent" } });
          expect(verdictOf(await handler(event)).outcome).toBe("duplicate");
          const gone = eventOf(input, `${key}.gone`, { etag: "e", versionId: "v" });
          expect(outcomesOf(await handler(gone))).toMatchObject([{ reason: "gone" }]);
          // Nothing was denied but the look for what is not there.
          const looks = [input.quarantine.bucket, input.bucket].map(
            (bucket) => `s3:ListBucket arn:aws:s3:::${bucket}`,
          );
          expect(new Set(aws.denied)).toEqual(new Set(looks));
        },
      ),
      { numRuns: propertyRuns(60) },
    );
  });

  it("allows nothing beside it", () => {
    const suffix = fc.string({ maxLength: 6 });
    const actions = fc.constantFrom(...ACTIONS);
    const prefixes = fc.constantFrom("", ...PREFIXES);
    const accounts = fc.constantFrom(OWNER, "999999999999");
    const request = fc.record({ action: actions, prefix: prefixes, suffix, account: accounts });
    fc.assert(
      fc.property(
        inputs,
        request,
        fc.constantFrom("logs", "lake", "logs2"),
        (input, each, bucket) => {
          const key = `${each.prefix}${each.suffix}`;
          const isList = each.action.startsWith("ListBucket");
          const asked = {
            action: `s3:${each.action}`,
            resource: `arn:aws:s3:::${bucket}${isList ? "" : `/${key}`}`,
            context: {
              "aws:ResourceAccount": each.account,
              ...(isList ? { "s3:prefix": key } : {}),
            },
          };
          expect([key, isAllowed(buildLambdaPolicy(input), asked)]).toEqual([
            key,
            mayHandler(input, { ...each, bucket, key }),
          ]);
        },
      ),
      { numRuns: propertyRuns(2000) },
    );
  });

  it("has no action that the handler does not use", async () => {
    const input: LambdaPolicyInput = {
      bucket: "logs",
      prefix: "raw/",
      quarantine: { bucket: "lake" },
      kmsKeyArn: WRITTEN_KEY,
      rawKmsKeyArn: RAW_KEY,
      topicArn,
    };
    const used = new Set<string>();
    const { policy } = setUp(input);
    for (const versioned of [true, false]) {
      const { aws, handler } = setUp(input);
      const few = aws.put("logs", "raw/few.ndjson", `${BAD}\n`);
      await handler(eventOf({ ...input, versioned }, "raw/few.ndjson", few));
      await handler(eventOf({ ...input, versioned }, "raw/gone", { etag: "e", versionId: "v" }));
      for (const action of aws.used) used.add(action);
    }
    for (const broken of [undefined, "CompleteMultipartUpload"]) {
      const { aws, handler } = setUp(input);
      const many = aws.put("logs", "raw/many.ndjson", BAD_PARTS);
      aws.broken = broken;
      const ended = await handler(eventOf(input, "raw/many.ndjson", many)).then(
        () => "done",
        () => "failed",
      );
      expect(ended).toBe(broken === undefined ? "done" : "failed");
      for (const action of aws.used) used.add(action);
    }
    expect([...used].toSorted()).toEqual(
      [...new Set(policy.Statement.flatMap(({ Action }) => Action))].toSorted(),
    );
  });
});

interface Asked {
  readonly action: string;
  readonly bucket: string;
  readonly key: string;
  readonly account: string;
}

/** What the handler does, told without the policy: it reads below the prefix, and writes in the quarantine's folder. */
function mayHandler(input: LambdaPolicyInput, { action, bucket, key, account }: Asked): boolean {
  if (input.accountId !== undefined && account !== input.accountId) return false;
  const folder = input.quarantine?.prefix ?? "";
  const isRaw = bucket === input.bucket && key.startsWith(input.prefix ?? "");
  const isQuarantine =
    bucket === input.quarantine?.bucket &&
    key.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
  const ofRaw = ["GetObject", "ListBucket"];
  const ofVersions = ["GetObjectVersion", "ListBucketVersions"];
  const ofQuarantine = "GetObject PutObject AbortMultipartUpload ListMultipartUploadParts".split(
    " ",
  );
  return (
    (isRaw && ofRaw.includes(action)) ||
    (isRaw && input.versioned === true && ofVersions.includes(action)) ||
    (isQuarantine && ofQuarantine.includes(action))
  );
}
