import { expect, test } from "vitest";
import { skipWaits } from "../../../../scripts/lib/skip-waits.ts";
import { type FakeCall, fakeS3, serverError } from "../../test/fake-s3.ts";
import { ensureBucket } from "./ensure-bucket.ts";

function fail(name: string, status: number, more?: object) {
  return () => {
    throw serverError(name, status, more);
  };
}

/** A bucket of one's own, and its settings. */
function bucketServer(more: Record<string, (call: FakeCall) => unknown> = {}) {
  const state: Record<string, unknown> = {};
  function get(property: string, missing: string) {
    return () => {
      if (state[property] === undefined) throw serverError(missing, 404);
      return { [property]: state[property] };
    };
  }
  function put(property: string) {
    return ({ input }: FakeCall) => {
      state[property] = input[property];
      return {};
    };
  }
  return fakeS3({
    HeadBucket: () => {
      if (state["exists"] === undefined) throw serverError("NotFound", 404);
      return {};
    },
    CreateBucket: () => {
      if (state["exists"] !== undefined) throw serverError("BucketAlreadyOwnedByYou", 409);
      state["exists"] = true;
      return {};
    },
    GetBucketOwnershipControls: get("OwnershipControls", "OwnershipControlsNotFoundError"),
    PutBucketOwnershipControls: put("OwnershipControls"),
    GetPublicAccessBlock: get(
      "PublicAccessBlockConfiguration",
      "NoSuchPublicAccessBlockConfiguration",
    ),
    PutPublicAccessBlock: put("PublicAccessBlockConfiguration"),
    GetBucketEncryption: get(
      "ServerSideEncryptionConfiguration",
      "ServerSideEncryptionConfigurationNotFoundError",
    ),
    PutBucketEncryption: put("ServerSideEncryptionConfiguration"),
    GetBucketVersioning: () => ({
      Status: (state["VersioningConfiguration"] as { Status?: string })?.Status,
    }),
    PutBucketVersioning: put("VersioningConfiguration"),
    ...more,
  });
}

test("a bucket is created and set up once; again nothing is changed", async () => {
  const { s3, of, calls } = bucketServer();
  expect(await ensureBucket(s3, { bucket: "b" })).toEqual({
    bucket: "b",
    created: true,
    changed: ["ownership", "publicAccessBlock", "encryption", "versioning"],
  });
  expect(of("CreateBucket")[0]?.input).toMatchObject({ ObjectOwnership: "BucketOwnerEnforced" });
  expect(of("CreateBucket")[0]?.input["CreateBucketConfiguration"]).toBeUndefined();
  const sent = calls.length;
  expect(await ensureBucket(s3, { bucket: "b" })).toEqual({
    bucket: "b",
    created: false,
    changed: [],
  });
  const again = calls.slice(sent).map(({ operation }) => operation);
  expect(again.filter((operation) => operation.startsWith("Put"))).toEqual([]);
});

test("outside us-east-1 the region is named", async () => {
  const { s3, of } = bucketServer();
  Object.assign(s3.config, { region: async () => "eu-west-1" });
  await ensureBucket(s3, { bucket: "b" });
  expect(of("CreateBucket")[0]?.input["CreateBucketConfiguration"]).toEqual({
    LocationConstraint: "eu-west-1",
  });
});

test("only what is wrong is changed, and false leaves a setting alone", async () => {
  const { s3, operations } = bucketServer();
  const off = {
    versioning: false,
    encryption: false,
    blockPublicAccess: false,
    ownerEnforced: false,
  } as const;
  expect(await ensureBucket(s3, { bucket: "b", ...off })).toMatchObject({
    created: true,
    changed: [],
  });
  expect(operations()).toEqual(["HeadBucket", "CreateBucket"]);
  expect(await ensureBucket(s3, { bucket: "b", ...off, versioning: true })).toMatchObject({
    changed: ["versioning"],
  });
});

test("a KMS key named by id is recognised by its ARN; unasked, another encryption stays", async () => {
  const { s3 } = bucketServer();
  await ensureBucket(s3, {
    bucket: "b",
    encryption: { kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/k1" },
  });
  const same = await ensureBucket(s3, { bucket: "b", encryption: { kmsKeyId: "k1" } });
  expect(same.changed).toEqual([]);
  expect((await ensureBucket(s3, { bucket: "b" })).changed).toEqual([]);
  expect((await ensureBucket(s3, { bucket: "b", encryption: { kmsKeyId: "k2" } })).changed).toEqual(
    ["encryption"],
  );
  expect((await ensureBucket(s3, { bucket: "b", encryption: "AES256" })).changed).toEqual([
    "encryption",
  ]);
});

test.each([
  ["lets no one in", fail("Forbidden", 403)],
  ["lets the caller in", () => ({})],
])("a bucket of another account that %s is refused and left alone", async (_which, HeadBucket) => {
  const { s3, operations } = bucketServer({
    HeadBucket,
    CreateBucket: fail("BucketAlreadyExists", 409),
  });
  await expect(ensureBucket(s3, { bucket: "taken" })).rejects.toMatchObject({
    code: "BUCKET_OWNED_BY_ANOTHER",
    bucket: "taken",
    message: /belongs to another AWS account.*Use another name/,
  });
  expect(operations()).toEqual(["HeadBucket", "CreateBucket"]);
});

test("with the owner's id the question is put by the look-up, and every request carries it", async () => {
  const { s3, calls, operations } = bucketServer({ HeadBucket: () => ({}) });
  const expectedBucketOwner = "111122223333";
  expect(await ensureBucket(s3, { bucket: "b", expectedBucketOwner })).toMatchObject({
    created: false,
  });
  expect(operations()).not.toContain("CreateBucket");
  expect(calls.every(({ input }) => input["ExpectedBucketOwner"] === expectedBucketOwner)).toBe(
    true,
  );
});

test("us-east-1 answers 200 to creating one's own bucket again; that is not a creation", async () => {
  const { s3 } = bucketServer({ HeadBucket: () => ({}), CreateBucket: () => ({}) });
  expect((await ensureBucket(s3, { bucket: "b" })).created).toBe(false);
});

test("a bucket that was made a moment ago is waited for: redirects and conflicts pass", async () => {
  const waits = skipWaits();
  const answers = ["OperationAborted", "TemporaryRedirect", "TemporaryRedirect"];
  const { s3 } = bucketServer({
    CreateBucket: () => {
      const name = answers.shift();
      if (name !== undefined) throw serverError(name, name === "OperationAborted" ? 409 : 307);
      return {};
    },
  });
  expect(await ensureBucket(s3, { bucket: "b" })).toMatchObject({ created: true });
  expect(waits).toHaveLength(3);
});

test("a redirect that stays is told as what it is", async () => {
  skipWaits();
  const { s3 } = bucketServer({ PutBucketVersioning: fail("TemporaryRedirect", 307) });
  await expect(ensureBucket(s3, { bucket: "b" })).rejects.toMatchObject({
    code: "BUCKET_SETTLING",
    message: /Try again in a minute/,
  });
});

test("a bucket that is still settling is asked again", async () => {
  const waits = skipWaits();
  let busy = 2;
  const { s3, of } = bucketServer({
    PutBucketVersioning: () => {
      if (busy-- > 0) throw serverError("OperationAborted", 409);
      return {};
    },
  });
  expect((await ensureBucket(s3, { bucket: "b" })).changed).toContain("versioning");
  expect(of("PutBucketVersioning")).toHaveLength(3);
  expect(waits).toEqual([200, 400]);
});

test("a denied setting names the action that is missing", async () => {
  const { s3 } = bucketServer({ GetBucketEncryption: fail("AccessDenied", 403) });
  await expect(ensureBucket(s3, { bucket: "b" })).rejects.toMatchObject({
    code: "ACCESS_DENIED",
    operation: "GetBucketEncryption",
    message: /s3:GetEncryptionConfiguration on arn:aws:s3:::b/,
  });
});

test.each([
  ["PermanentRedirect", 301, "WRONG_REGION"],
  ["InternalError", 500, "S3_REQUEST_FAILED"],
])("a look-up that fails with %s creates nothing", async (name, status, code) => {
  const { s3, operations } = bucketServer({ HeadBucket: fail(name, status) });
  await expect(ensureBucket(s3, { bucket: "b" })).rejects.toMatchObject({ code });
  expect(operations()).toEqual(["HeadBucket"]);
});

test.each([
  [{ versioning: "Enabled" }, /versioning must be true, or false/],
  [{ encryption: "SSE" }, /encryption must be "AES256" or/],
  [{ encryption: { key: "k" } }, /encryption must be/],
  [{ encryption: { kmsKeyId: "k", extra: 1 } }, /unknown property "extra"/],
  [{ expectedBucketOwner: 111122223333 }, /account id of 12 digits/],
  [{ versionning: true }, /Did you mean "versioning"/],
])("the argument %o is refused", async (wrong, message) => {
  await expect(ensureBucket(fakeS3({}).s3, { bucket: "b", ...wrong } as never)).rejects.toThrow(
    message,
  );
});
