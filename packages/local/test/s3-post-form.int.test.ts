import { createHash } from "node:crypto";
import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutBucketVersioningCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import type { S3Event } from "../src/index.ts";
import { type FormToSign, signForm } from "./sign-form.ts";
import { useCloud } from "./use-cloud.ts";

const test = useCloud();

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: string;
  readonly headers: Headers;
}

async function post(
  bucket: string,
  fields: Readonly<Record<string, string>>,
  file: Blob | string = "body",
  headers: Record<string, string> = {},
): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file !== "") form.append("file", new Blob([file]), "logs ü.csv");
  const response = await fetch(`${test.cloud.endpoint}/${bucket}`, {
    method: "POST",
    body: form,
    headers,
    redirect: "manual",
  });
  const body = await response.text();
  const code = /<Code>([^<]*)</.exec(body)?.[1];
  return { status: response.status, code, body, headers: response.headers };
}

/** Fields with the signature of a policy that allows just them. */
function signed(
  bucket: string,
  fields: Readonly<Record<string, string>>,
  more: Partial<FormToSign> = {},
): Record<string, string> {
  const conditions = [{ bucket }, ...Object.entries(fields).map(([k, v]) => ({ [k]: v }))];
  return { ...fields, ...signForm(test.cloud, { conditions, ...more }) };
}

describe("a browser's form", () => {
  it("stores its file, described by its fields", async () => {
    const Bucket = await test.newBucket();
    const events: S3Event[] = [];
    const stop = test.cloud.onObjectCreated({ bucket: Bucket }, (event) => events.push(event));
    const fields = {
      key: "up/k.csv",
      "Content-Type": "text/csv",
      "Cache-Control": "no-store",
      "x-amz-meta-who": "me",
      "x-amz-storage-class": "STANDARD_IA",
      tagging: "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>",
      acl: "bucket-owner-full-control",
    };
    const answer = await post(Bucket, signed(Bucket, fields), "a,b\n1,2\n");
    expect(answer).toMatchObject({ status: 204, body: "" });
    const at = { Bucket, Key: "up/k.csv" };
    expect(answer.headers.get("etag")).toBe(
      `"${createHash("md5").update("a,b\n1,2\n").digest("hex")}"`,
    );
    expect(answer.headers.get("location")).toBe(`${test.cloud.endpoint}/${Bucket}/up/k.csv`);
    const got = await test.s3.send(new GetObjectCommand(at));
    expect(await got.Body?.transformToString()).toBe("a,b\n1,2\n");
    expect(got).toMatchObject({
      ContentType: "text/csv",
      CacheControl: "no-store",
      Metadata: { who: "me" },
      StorageClass: "STANDARD_IA",
    });
    const { TagSet } = await test.s3.send(new GetObjectTaggingCommand(at));
    expect(TagSet).toEqual([{ Key: "a", Value: "b" }]);
    await test.cloud.idle();
    expect(events.flatMap(({ Records }) => Records.map(({ eventName }) => eventName))).toEqual([
      "ObjectCreated:Post",
    ]);
    stop();
  });

  it("names its object by the file, in a bucket with versions, with a file of megabytes", async () => {
    const Bucket = await test.newBucket();
    await test.s3.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    const bytes = Buffer.alloc(3_000_000, "\r\n--bytes that look like a boundary");
    const fields = signForm(test.cloud, {
      conditions: [{ bucket: Bucket }, ["starts-with", "$key", "up/"]],
    });
    const answer = await post(Bucket, { key: "up/${filename}", ...fields }, new Blob([bytes]));
    expect(answer.status).toBe(204);
    const got = await test.s3.send(new GetObjectCommand({ Bucket, Key: "up/logs ü.csv" }));
    expect(bytes.equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
    expect(got.VersionId).toBe(answer.headers.get("x-amz-version-id"));
  });

  it("is answered as it wishes", async () => {
    const Bucket = await test.newBucket();
    const ok = await post(Bucket, signed(Bucket, { key: "k", success_action_status: "200" }));
    expect(ok).toMatchObject({ status: 200, body: "" });
    const created = await post(
      Bucket,
      signed(Bucket, { key: "a&b", success_action_status: "201" }),
    );
    expect(created.status).toBe(201);
    expect(created.body).toMatch(/<PostResponse[^>]*><Location>[^<]*\/a%26b<\/Location>/);
    expect(created.body).toContain(`<Bucket>${Bucket}</Bucket><Key>a&amp;b</Key>`);
    const other = await post(Bucket, signed(Bucket, { key: "k", success_action_status: "301" }));
    expect(other.status).toBe(204);
    const page = "https://example.com/done?x=1";
    const gone = await post(Bucket, signed(Bucket, { key: "k", success_action_redirect: page }));
    expect(gone.status).toBe(303);
    const url = new URL(gone.headers.get("location") ?? "");
    expect(url.href.startsWith(page)).toBe(true);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      x: "1",
      bucket: Bucket,
      key: "k",
      etag: ok.headers.get("etag"),
    });
    const nowhere = signed(Bucket, { key: "k", success_action_redirect: "nowhere" });
    expect((await post(Bucket, nowhere)).status).toBe(204);
  });

  it("may come from another origin, as its bucket allows", async () => {
    const Bucket = await test.newBucket();
    const rule = { AllowedMethods: ["POST"], AllowedOrigins: ["https://app.example"] };
    await test.s3.send(
      new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [rule] } }),
    );
    const answer = await post(Bucket, signed(Bucket, { key: "k" }), "x", {
      origin: "https://app.example",
    });
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://app.example");
  });

  it("carries a customer's key and a checksum, which is checked", async () => {
    const Bucket = await test.newBucket();
    const raw = Buffer.alloc(32, 7);
    const prefix = "x-amz-server-side-encryption-customer-";
    const md5 = createHash("md5").update(raw).digest("base64");
    const sum = createHash("sha256").update("body").digest("base64");
    const fields = {
      key: "k",
      [`${prefix}algorithm`]: "AES256",
      [`${prefix}key`]: raw.toString("base64"),
      [`${prefix}key-MD5`]: md5,
      "x-amz-checksum-sha256": sum,
    };
    expect((await post(Bucket, signed(Bucket, fields))).status).toBe(204);
    const head = await test.s3.send(
      new HeadObjectCommand({
        Bucket,
        Key: "k",
        SSECustomerAlgorithm: "AES256",
        SSECustomerKey: raw.toString("base64"),
        SSECustomerKeyMD5: md5,
        ChecksumMode: "ENABLED",
      }),
    );
    expect(head).toMatchObject({ ChecksumSHA256: sum, SSECustomerKeyMD5: md5 });
    expect(await post(Bucket, signed(Bucket, fields), "other")).toMatchObject({
      status: 400,
      code: "BadDigest",
    });
  });
});

describe("a form is refused", () => {
  const past = "2020-01-01T00:00:00.000Z";
  const soon = new Date(Date.now() + 60_000).toISOString();
  it.each<[string, (bucket: string) => Record<string, string>, number, string]>([
    ["without a policy", () => ({ key: "k" }), 403, "AccessDenied"],
    [
      "without a key",
      (bucket) => signForm(test.cloud, { conditions: [{ bucket }] }),
      400,
      "InvalidArgument",
    ],
    ["with an empty key", (bucket) => signed(bucket, { key: "" }), 400, "InvalidArgument"],
    [
      "with a key that is too long",
      (bucket) => signed(bucket, { key: "k".repeat(1025) }),
      400,
      "KeyTooLongError",
    ],
    [
      "without a signature",
      (bucket) => {
        const { "X-Amz-Signature": _, ...fields } = signed(bucket, { key: "k" });
        return fields;
      },
      400,
      "InvalidArgument",
    ],
    [
      "by another key",
      (bucket) => signed(bucket, { key: "k" }, { accessKeyId: "AKIAOTHER" }),
      403,
      "InvalidAccessKeyId",
    ],
    [
      "by a wrong secret",
      (bucket) => signed(bucket, { key: "k" }, { secretAccessKey: "wrong" }),
      403,
      "SignatureDoesNotMatch",
    ],
    [
      "for another region",
      (bucket) => signed(bucket, { key: "k" }, { region: "eu-west-1" }),
      400,
      "InvalidArgument",
    ],
    [
      "by Signature Version 2",
      () => ({ key: "k", policy: "e30=", AWSAccessKeyId: "a", signature: "b" }),
      400,
      "InvalidRequest",
    ],
    [
      "when its policy expired",
      (bucket) => signed(bucket, { key: "k" }, { expiration: past }),
      403,
      "AccessDenied",
    ],
    [
      "when its policy is not JSON",
      (bucket) => signed(bucket, { key: "k" }, { policy: "{" }),
      400,
      "InvalidPolicyDocument",
    ],
    [
      "when its policy has no end",
      (bucket) => signed(bucket, { key: "k" }, { policy: '{"conditions":[{"key":"k"}]}' }),
      400,
      "InvalidPolicyDocument",
    ],
    [
      "when its policy's end is not a time",
      (bucket) => signed(bucket, { key: "k" }, { expiration: "tomorrow" }),
      400,
      "InvalidPolicyDocument",
    ],
    [
      "when its policy has no conditions",
      (bucket) => signed(bucket, { key: "k" }, { policy: `{"expiration":"${soon}"}` }),
      400,
      "InvalidPolicyDocument",
    ],
    [
      "with a condition of no kind that is known",
      (bucket) => signed(bucket, { key: "k" }, { conditions: [["ends-with", "$key", "k"]] }),
      400,
      "InvalidPolicyDocument",
    ],
    [
      "with bounds that are none",
      (bucket) => signed(bucket, { key: "k" }, { conditions: [["content-length-range", 1]] }),
      400,
      "InvalidPolicyDocument",
    ],
    [
      "for no bucket in particular",
      () => ({ key: "k", ...signForm(test.cloud, { conditions: [{ key: "k" }] }) }),
      403,
      "AccessDenied",
    ],
    ["for another bucket", () => signed("another-bucket", { key: "k" }), 403, "AccessDenied"],
    [
      "with another value",
      (bucket) => ({ ...signed(bucket, { key: "k" }), key: "other" }),
      403,
      "AccessDenied",
    ],
    [
      "with a field more",
      (bucket) => ({ ...signed(bucket, { key: "k" }), "x-amz-meta-more": "x" }),
      403,
      "AccessDenied",
    ],
    [
      "with a field that is not implemented",
      (bucket) => signed(bucket, { key: "k", "x-amz-website-redirect-location": "/x" }),
      501,
      "NotImplemented",
    ],
    [
      "with fields that are too large",
      (bucket) => signed(bucket, { key: "k", "x-ignore-me": "x".repeat(21_000) }),
      400,
      "MaxPostPreDataLengthExceededError",
    ],
  ])("%s", async (_name, fields, status, code) => {
    const Bucket = await test.newBucket();
    expect(await post(Bucket, fields(Bucket))).toMatchObject({ status, code });
    expect((await test.s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  });

  it("without a file, on an object, and for a bucket that is not there", async () => {
    const Bucket = await test.newBucket();
    const fields = signed(Bucket, { key: "k" });
    expect(await post(Bucket, fields, "")).toMatchObject({ status: 400, code: "InvalidArgument" });
    expect(await post(`${Bucket}/k`, fields)).toMatchObject({ status: 405 });
    expect(await post("no-such-bucket", fields)).toMatchObject({
      status: 404,
      code: "NoSuchBucket",
    });
  });

  it("when its file is larger or smaller than the policy says, and nothing is kept", async () => {
    const Bucket = await test.newBucket();
    const fields = (least: number, most: number) =>
      signed(
        Bucket,
        { key: "k" },
        {
          conditions: [{ bucket: Bucket }, { key: "k" }, ["content-length-range", least, most]],
        },
      );
    expect(await post(Bucket, fields(0, 3))).toMatchObject({ status: 400, code: "EntityTooLarge" });
    expect(await post(Bucket, fields(5, 9))).toMatchObject({ status: 400, code: "EntityTooSmall" });
    expect((await test.s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
    expect((await post(Bucket, fields(4, 4))).status).toBe(204);
  });
});

describe("a form's policy", () => {
  it("knows lists of content types, escaped dollars, and names in any case", async () => {
    const Bucket = await test.newBucket();
    const at = { conditions: [], expiration: new Date(Date.now() + 60_000).toISOString() };
    const own = Object.entries(signForm(test.cloud, at)).filter(([name]) => /Amz-[ACD]/.test(name));
    const conditions = [
      { bUcKeT: Bucket },
      ["StArTs-WiTh", "$KeY", "DOLLAR"],
      ["starts-with", "$Content-Type", "image/"],
      ["starts-with", "$success_action_status", ""],
      ...own.map(([name, value]) => ({ [name]: value })),
    ];
    const policy = JSON.stringify({ expiration: at.expiration, conditions }).replace(
      "DOLLAR",
      "\\$",
    );
    const fields = signForm(test.cloud, { conditions: [], policy });
    const image = { KEY: "$k", "content-TYPE": "image/png,image/jpeg" };
    expect((await post(Bucket, { ...image, ...fields })).status).toBe(204);
    const mixed = { key: "$k", "Content-Type": "image/png,text/html" };
    expect(await post(Bucket, { ...mixed, ...fields })).toMatchObject({ status: 403 });
  });
});
