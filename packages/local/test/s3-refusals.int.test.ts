import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetBucketLoggingCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  ListObjectsV2Command,
  PutBucketAccelerateConfigurationCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { startLocalCloud } from "../src/index.ts";
import { sendRaw } from "./sign-request.ts";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();

describe("what is not implemented", () => {
  it("is refused by name, and touches nothing", async () => {
    const Bucket = await test.newBucket();
    await test.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "body" }));
    const calls: [string, () => Promise<unknown>][] = [
      ["GetBucketAcl", () => test.s3.send(new GetBucketAclCommand({ Bucket }))],
      ["GetBucketLogging", () => test.s3.send(new GetBucketLoggingCommand({ Bucket }))],
      [
        "PutBucketAccelerateConfiguration",
        () =>
          test.s3.send(
            new PutBucketAccelerateConfigurationCommand({
              Bucket,
              AccelerateConfiguration: { Status: "Enabled" },
            }),
          ),
      ],
      [
        "GetObjectLockConfiguration",
        () => test.s3.send(new GetObjectLockConfigurationCommand({ Bucket })),
      ],
      ["GetObjectAcl", () => test.s3.send(new GetObjectAclCommand({ Bucket, Key: "k" }))],
      [
        "PutObjectLegalHold",
        () =>
          test.s3.send(
            new PutObjectLegalHoldCommand({ Bucket, Key: "k", LegalHold: { Status: "ON" } }),
          ),
      ],
    ];
    for (const [name, call] of calls) {
      const refused = await failure(call());
      expect(refused).toMatchObject({ name: "NotImplemented", status: 501 });
      expect(refused.message).toContain(name);
    }
    const got = await test.s3.send(new GetObjectCommand({ Bucket, Key: "k" }));
    expect(await got.Body?.transformToString()).toBe("body");
  });

  it.each([
    ["PUT", "?acl"],
    ["DELETE", "?replication"],
    ["GET", "?requestPayment"],
    ["DELETE", "?website"],
    ["PUT", "?accelerate"],
    ["GET", "?inventory&id=1"],
    ["POST", "?unheard-of"],
    ["PUT", "/k?acl"],
    ["PUT", "/k?retention"],
    ["POST", "/k?restore"],
    ["POST", "/k?select&select-type=2"],
    ["DELETE", "/k?unheard-of"],
    ["GET", "/k?torrent"],
    ["PUT", "/k?renameObject"],
    ["POST", "/k"],
  ])("%s %s", async (method, target) => {
    const Bucket = await test.newBucket();
    await test.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "body" }));
    const answer = await sendRaw(test.cloud, {
      method,
      target: `/${Bucket}${target}`,
      body: method === "GET" || method === "DELETE" ? "" : "<x/>",
    });
    expect(answer).toMatchObject({ status: 501, code: "NotImplemented" });
    expect(answer.body).toMatch(/does not implement/);
    const listed = await test.s3.send(new ListObjectsV2Command({ Bucket }));
    expect(listed.Contents).toMatchObject([{ Key: "k", Size: 4 }]);
  });

  it.each([
    [{ "x-amz-server-side-encryption": "aws:kms" }, "aws:kms"],
    [{ "x-amz-object-lock-mode": "COMPLIANCE" }, "x-amz-object-lock-mode"],
    [{ "x-amz-website-redirect-location": "/x" }, "x-amz-website-redirect-location"],
    [{ "x-amz-write-offset-bytes": "5" }, "x-amz-write-offset-bytes"],
    [{ "x-amz-grant-read": "id=1" }, "x-amz-grant-read"],
    // A checksum that nobody verifies is none.
    [{ "x-amz-checksum-sha512": "AAAA" }, "x-amz-checksum-sha512"],
    [{ "x-amz-checksum-md5": "AAAA" }, "x-amz-checksum-md5"],
  ] as [Record<string, string>, string][])("a PutObject with %j", async (headers, named) => {
    const Bucket = await test.newBucket();
    const answer = await sendRaw(test.cloud, {
      method: "PUT",
      target: `/${Bucket}/k`,
      headers,
      body: "x",
    });
    expect(answer).toMatchObject({ status: 501, code: "NotImplemented" });
    expect(answer.body).toContain(named);
    expect((await test.s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  });

  it("refuses canned ACLs as a bucket without ACLs does, and a foreign owner", async () => {
    const Bucket = await test.newBucket();
    expect(
      await failure(
        test.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x", ACL: "public-read" })),
      ),
    ).toMatchObject({ name: "AccessControlListNotSupported", status: 400 });
    expect(
      await failure(
        test.s3.send(
          new PutObjectCommand({
            Bucket,
            Key: "k",
            Body: "x",
            ExpectedBucketOwner: "111111111111",
          }),
        ),
      ),
    ).toMatchObject({ name: "AccessDenied", status: 403 });
    await test.s3.send(
      new PutObjectCommand({
        Bucket,
        Key: "k",
        Body: "x",
        ExpectedBucketOwner: test.cloud.accountId,
        ACL: "bucket-owner-full-control",
      }),
    );
  });
});

describe("what has no meaning here and is ignored, as S3 does", () => {
  it("bypassing a lock that does not exist, and expectations of other kinds", async () => {
    const Bucket = await test.newBucket();
    const header = { "x-amz-bypass-governance-retention": "true" };
    for (const Key of ["a", "b"])
      await test.s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
    await test.s3.send(
      new DeleteObjectCommand({ Bucket, Key: "a", BypassGovernanceRetention: true }),
    );
    const several = new DeleteObjectsCommand({
      Bucket,
      Delete: { Objects: [{ Key: "b" }] },
      BypassGovernanceRetention: true,
    });
    expect((await test.s3.send(several)).Errors).toBeUndefined();
    expect((await test.s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
    expect(
      await sendRaw(test.cloud, {
        method: "PUT",
        target: `/${Bucket}/k`,
        headers: header,
        body: "x",
      }),
    ).toMatchObject({ status: 501 });
    expect(
      await sendRaw(test.cloud, {
        method: "PUT",
        target: `/${Bucket}/k`,
        unsigned: { expect: "200" },
        body: "x",
      }),
    ).toMatchObject({ status: 200 });
  });
});

describe("bad requests", () => {
  it.each([
    ["not XML", "<Delete"],
    ["another root", "<Other/>"],
    ["an unknown element", "<Delete><Object><Key>a</Key><Oops/></Object></Delete>"],
    ["nothing inside", "<Delete></Delete>"],
    ["text behind", "<Delete><Object><Key>a</Key></Object></Delete><x/>"],
    [
      "an entity that expands",
      '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Delete><Object><Key>&b;</Key></Object></Delete>',
    ],
    [
      "an entity from a file",
      '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><Delete><Object><Key>&a;</Key></Object></Delete>',
    ],
    ["an unknown entity", "<Delete><Object><Key>&nope;</Key></Object></Delete>"],
    ["deep nesting", `${"<a>".repeat(5000)}${"</a>".repeat(5000)}`],
    ["invalid UTF-8", Buffer.from([0x3c, 0x61, 0xff, 0x2f, 0x3e])],
  ])("XML with %s is MalformedXML", async (_name, body) => {
    const Bucket = await test.newBucket();
    const { createHash } = await import("node:crypto");
    const md5 = createHash("md5").update(body).digest("base64");
    const answer = await sendRaw(test.cloud, {
      method: "POST",
      target: `/${Bucket}?delete`,
      headers: { "content-md5": md5 },
      body,
    });
    expect(answer).toMatchObject({ status: 400, code: "MalformedXML" });
  });

  it("asks for a digest with DeleteObjects, and for a length with PutObject", async () => {
    const Bucket = await test.newBucket();
    expect(
      await sendRaw(test.cloud, { method: "POST", target: `/${Bucket}?delete`, body: "<Delete/>" }),
    ).toMatchObject({ status: 400, code: "InvalidRequest" });
    const withoutLength = { "content-length": "", "transfer-encoding": "chunked" };
    const chunked = await sendRaw(test.cloud, {
      method: "PUT",
      target: `/${Bucket}/k`,
      headers: withoutLength,
      body: "x",
    });
    expect(chunked).toMatchObject({ status: 411, code: "MissingContentLength" });
  });

  it("refuses bucket names and paths that can't be", async () => {
    for (const name of [
      "UPPER",
      "ab",
      "a..b",
      "1.2.3.4",
      "-start",
      "end-",
      "xn--x",
      "under_score",
      "a".repeat(64),
    ]) {
      const made = await sendRaw(test.cloud, { method: "PUT", target: `/${name}` });
      expect(made, name).toMatchObject({ status: 400, code: "InvalidBucketName" });
    }
    expect(await sendRaw(test.cloud, { method: "GET", target: "/bucket/%ff" })).toMatchObject({
      status: 400,
      code: "InvalidURI",
    });
  });

  it("answers a header that is too large, and what is not HTTP", async () => {
    const { port } = new URL(test.cloud.endpoint);
    const exchange = (text: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(port), "127.0.0.1", () => socket.end(text));
        let answer = "";
        socket.on("data", (data) => (answer += data.toString()));
        socket.on("close", () => resolve(answer));
        socket.on("error", () => resolve(answer));
      });
    expect(
      await exchange(`GET / HTTP/1.1\r\nhost: x\r\nx-amz-meta-a: ${"a".repeat(40_000)}\r\n\r\n`),
    ).toMatch(/400[^]*RequestHeaderSectionTooLarge/);
    expect(await exchange("nonsense\r\n\r\n")).toMatch(/400[^]*BadRequest/);
  });

  it("says its errors in S3's shape", async () => {
    const answer = await sendRaw(test.cloud, { method: "GET", target: "/no-such-bucket/a%26b" });
    expect(answer.headers["content-type"]).toBe("application/xml");
    expect(answer.body).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>NoSuchBucket<\/Code><Message>The specified bucket does not exist<\/Message>/,
    );
    expect(answer.body).toContain("<Resource>/no-such-bucket/a&amp;b</Resource>");
    expect(answer.body).toContain(
      `<RequestId>${String(answer.headers["x-amz-request-id"])}</RequestId>`,
    );
  });
});

describe("keys that look like paths", () => {
  it("never reach the file system", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "attack-"));
    const cloud = await startLocalCloud({ dataDir });
    const s3 = new S3Client(cloud.clientConfig);
    const Bucket = "attack";
    await s3.send(new CreateBucketCommand({ Bucket }));
    const keys = [
      "../../../../etc/passwd",
      "..\\..\\windows",
      "/etc/passwd",
      "a/../../b",
      "\0nul",
      "con",
      "journal.ndjson",
      "blobs/x",
    ];
    for (const Key of keys)
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}` }));
    for (const Key of keys) {
      const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
      expect(await got.Body?.transformToString()).toBe(`body of ${Key}`);
    }
    const files = await readdir(join(dataDir, "blobs"));
    expect(files).toHaveLength(keys.length);
    for (const file of files) expect(file).toMatch(/^[\da-f-]{36}$/);
    expect((await readdir(dataDir)).toSorted()).toEqual(["blobs", "cloud.lock", "journal.ndjson"]);
    expect(await readFile("/etc/passwd", "utf8")).not.toContain("body of");
    await cloud.close();
    await rm(dataDir, { recursive: true });
  });
});
