import { createHash, createHmac } from "node:crypto";
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { beforeAll, describe, expect, it } from "vitest";
import { send, sendRaw, sha256, signHeaders } from "./sign-request.ts";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();
let bucket: string;

beforeAll(async () => {
  bucket = await test.newBucket();
  await test.s3.send(new PutObjectCommand({ Bucket: bucket, Key: "k", Body: "hello" }));
});

function clientWith(more: object): S3Client {
  return new S3Client({ ...test.cloud.clientConfig, maxAttempts: 1, ...more });
}

describe("a header that is not ASCII", () => {
  it("is signed as UTF-8, and then refused by its name", async () => {
    const bucket = await test.newBucket();
    const name = "x-amz-meta-name";
    const answer = await sendRaw(test.cloud, {
      method: "PUT",
      target: `/${bucket}/k`,
      headers: { [name]: "J\u00f6rg" },
      // Node writes the headers before a string in the string's encoding, and before bytes as they are.
      body: Buffer.from("x"),
      tamper: (headers) => ({ ...headers, [name]: Buffer.from("J\u00f6rg").toString("latin1") }),
    });
    expect(answer).toMatchObject({ status: 501, code: "NotImplemented" });
    expect(answer.body).toContain(name);
  });
});

describe("signed headers", () => {
  it("accepts a signature made by another implementation", async () => {
    const answer = await sendRaw(test.cloud, { method: "GET", target: `/${bucket}/k` });
    expect(answer).toMatchObject({ status: 200, body: "hello" });
    const get = (headers: Record<string, string>) =>
      sendRaw(test.cloud, { method: "GET", target: `/${bucket}/k`, headers });
    const ofCpp = { "x-amz-api-version": "2006-03-01" };
    const ofJava = { "x-amz-checksum-crc32": "AAAAAA==" };
    expect(await get(ofCpp)).toMatchObject({ status: 200, body: "hello" });
    expect(await get(ofJava)).toMatchObject({ status: 200, body: "hello" });
    expect(await get({ "x-amz-checksum-crc32": "NhCmhg==" })).toMatchObject({ code: "BadDigest" });
    const odd = await sendRaw(test.cloud, {
      method: "PUT",
      target: `/${bucket}/a%20b%2B%C3%BC/..%2F`,
      body: "x",
    });
    expect(odd.status).toBe(200);
  });

  it("finds the bucket in front of the host's name, and knows no other host", async () => {
    const { port } = new URL(test.cloud.endpoint);
    const get = (host: string, target: string) =>
      sendRaw(test.cloud, { method: "GET", target, headers: { host } });
    expect(await get(`${bucket}.localhost:${port}`, "/k")).toMatchObject({
      status: 200,
      body: "hello",
    });
    expect(await get(`localhost:${port}`, `/${bucket}/k`)).toMatchObject({ status: 200 });
    expect(await get("s3.example.com", `/${bucket}/k`)).toMatchObject({ status: 501 });
  });

  it("answers a request that waits for 100 Continue before its body is sent", async () => {
    const raw = {
      method: "PUT",
      target: `/${bucket}/waits`,
      body: "x".repeat(1000),
      headers: { expect: "100-continue" },
    };
    expect((await sendRaw(test.cloud, raw)).status).toBe(200);
    const refused = await sendRaw(test.cloud, { ...raw, secretAccessKey: "wrong" });
    expect(refused).toMatchObject({ status: 403, code: "SignatureDoesNotMatch" });
  });

  it("refuses wrong secrets, unknown keys and no signature at all", async () => {
    const get = (client: S3Client) =>
      failure(client.send(new GetObjectCommand({ Bucket: bucket, Key: "k" })));
    const { accessKeyId, secretAccessKey } = test.cloud.credentials;
    expect(
      await get(clientWith({ credentials: { accessKeyId, secretAccessKey: "wrong" } })),
    ).toMatchObject({ name: "SignatureDoesNotMatch", status: 403 });
    expect(
      await get(clientWith({ credentials: { accessKeyId: "AKIAUNKNOWN", secretAccessKey } })),
    ).toMatchObject({ name: "InvalidAccessKeyId", status: 403 });
    expect(
      await get(clientWith({ credentials: { accessKeyId, secretAccessKey, sessionToken: "t" } })),
    ).toMatchObject({ name: "InvalidToken", status: 400 });
    expect(await send(test.cloud, "GET", `/${bucket}/k`, {})).toMatchObject({
      status: 403,
      code: "AccessDenied",
    });
    expect(await send(test.cloud, "OPTIONS", `/${bucket}/k`, {})).toMatchObject({
      status: 403,
      code: "AccessForbidden",
    });
    expect(
      await send(test.cloud, "GET", `/${bucket}/k`, { authorization: "AWS key:signature" }),
    ).toMatchObject({ status: 400, code: "InvalidRequest" });
    expect(
      await send(test.cloud, "GET", `/${bucket}/k`, { authorization: "AWS4-HMAC-SHA256 nonsense" }),
    ).toMatchObject({ status: 400, code: "AuthorizationHeaderMalformed" });
  });

  it("refuses what was changed after signing", async () => {
    const raw = {
      method: "PUT",
      target: `/${bucket}/tampered`,
      headers: { "x-amz-meta-a": "1" },
      body: "x",
    };
    const changed = await sendRaw(test.cloud, {
      ...raw,
      tamper: (headers) => ({ ...headers, "x-amz-meta-a": "2" }),
    });
    expect(changed).toMatchObject({ status: 403, code: "SignatureDoesNotMatch" });
    const added = await sendRaw(test.cloud, { ...raw, unsigned: { "x-amz-meta-b": "2" } });
    expect(added).toMatchObject({ status: 403, code: "AccessDenied" });
    const signed = signHeaders(test.cloud, { method: "GET", target: `/${bucket}/k` });
    expect(await send(test.cloud, "DELETE", `/${bucket}/k`, signed)).toMatchObject({ status: 403 });
    expect(await send(test.cloud, "GET", `/${bucket}/tampered`, signed)).toMatchObject({
      status: 403,
    });
    expect(
      await failure(test.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: "tampered" }))),
    ).toMatchObject({ status: 404 });
  });

  it("refuses a clock more than 15 minutes off, another region and another day", async () => {
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);
    const raw = { method: "GET", target: `/${bucket}/k` };
    expect((await sendRaw(test.cloud, { ...raw, at: at(-14) })).status).toBe(200);
    expect(await sendRaw(test.cloud, { ...raw, at: at(-16) })).toMatchObject({
      status: 403,
      code: "RequestTimeTooSkewed",
    });
    expect(await sendRaw(test.cloud, { ...raw, at: at(16) })).toMatchObject({
      status: 403,
      code: "RequestTimeTooSkewed",
    });
    const elsewhere = await sendRaw(test.cloud, { ...raw, region: "eu-west-1" });
    expect(elsewhere).toMatchObject({ status: 400, code: "AuthorizationHeaderMalformed" });
    expect(elsewhere.body).toContain("<Region>us-east-1</Region>");
    const otherDay = await sendRaw(test.cloud, {
      ...raw,
      tamper: (headers) => ({ ...headers, "x-amz-date": "20200101T000000Z" }),
    });
    expect(otherDay.code).toBe("AuthorizationHeaderMalformed");
  });

  it("checks the body's SHA-256", async () => {
    const raw = { method: "PUT", target: `/${bucket}/sha`, body: "hello" };
    expect(await sendRaw(test.cloud, { ...raw, payloadHash: sha256("other") })).toMatchObject({
      status: 400,
      code: "XAmzContentSHA256Mismatch",
    });
    expect(await sendRaw(test.cloud, { ...raw, payloadHash: "nonsense" })).toMatchObject({
      status: 400,
      code: "InvalidArgument",
    });
    expect(
      await failure(test.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: "sha" }))),
    ).toMatchObject({ status: 404 });
    expect((await sendRaw(test.cloud, { ...raw, payloadHash: "UNSIGNED-PAYLOAD" })).status).toBe(
      200,
    );
  });
});

describe("presigned URLs", () => {
  const day = 86_400_000;

  async function presign(
    command: GetObjectCommand | PutObjectCommand,
    more: object = {},
  ): Promise<string> {
    const s3 = clientWith({ requestChecksumCalculation: "WHEN_REQUIRED" });
    return getSignedUrl(s3, command, { expiresIn: 60, ...more });
  }

  it("downloads and uploads", async () => {
    const get = await presign(new GetObjectCommand({ Bucket: bucket, Key: "k" }));
    expect(await (await fetch(get)).text()).toBe("hello");
    const put = await presign(
      new PutObjectCommand({ Bucket: bucket, Key: "pre signed+ü", Metadata: { a: "b" } }),
    );
    expect((await fetch(put, { method: "PUT", body: "up" })).status).toBe(200);
    const head = await test.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: "pre signed+ü" }));
    expect(head).toMatchObject({ ContentLength: 2, Metadata: { a: "b" } });
  });

  it("ends when it expires, and does not begin in the future", async () => {
    const command = new GetObjectCommand({ Bucket: bucket, Key: "k" });
    const expired = await fetch(
      await presign(command, { signingDate: new Date(Date.now() - 61_000) }),
    );
    expect(expired.status).toBe(403);
    expect(await expired.text()).toContain("Request has expired");
    expect(
      (await fetch(await presign(command, { signingDate: new Date(Date.now() + day) }))).status,
    ).toBe(403);
    expect(
      (
        await fetch(
          await presign(command, { signingDate: new Date(Date.now() - day), expiresIn: 604_800 }),
        )
      ).status,
    ).toBe(200);
  });

  it("holds only for what was signed", async () => {
    const url = await presign(new GetObjectCommand({ Bucket: bucket, Key: "k" }));
    const status = async (changed: string, init: RequestInit = {}) =>
      (await fetch(changed, init)).status;
    expect(await status(url.replace("/k?", "/other?"))).toBe(403);
    expect(await status(url.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"))).toBe(403);
    expect(await status(url.replace(/X-Amz-Signature=./, "X-Amz-Signature=x"))).toBe(403);
    expect(await status(`${url}&response-content-type=text/html`)).toBe(403);
    expect(await status(url, { method: "DELETE" })).toBe(403);
    expect(await status(url.replace("X-Amz-Expires=60", "X-Amz-Expires=604801"))).toBe(400);
    expect(await status(url.replace("X-Amz-Expires=60", "X-Amz-Expires=x"))).toBe(400);
    expect(await status(url.replace(/&X-Amz-Date=\w+/, ""))).toBe(400);
  });

  it("enforces a signed content type and length", async () => {
    const url = await presign(
      new PutObjectCommand({
        Bucket: bucket,
        Key: "signed",
        ContentType: "text/csv",
        ContentLength: 3,
      }),
      {
        signableHeaders: new Set(["content-type", "content-length", "host"]),
      },
    );
    const put = async (body: string, type: string) =>
      (await fetch(url, { method: "PUT", body, headers: { "content-type": type } })).status;
    expect(await put("abc", "text/html")).toBe(403);
    expect(await put("abcd", "text/csv")).toBe(403);
    expect(await put("abc", "text/csv")).toBe(200);
  });

  it("enforces a checksum that is part of the URL", async () => {
    const url = await getSignedUrl(test.s3, new PutObjectCommand({ Bucket: bucket, Key: "sum" }), {
      expiresIn: 60,
    });
    expect(url).toContain("x-amz-checksum-crc32=AAAAAA%3D%3D");
    const answer = await fetch(url, { method: "PUT", body: "not empty" });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("<Code>BadDigest</Code>");
  });

  it("is refused beside an Authorization header", async () => {
    const url = await presign(new GetObjectCommand({ Bucket: bucket, Key: "k" }));
    expect((await fetch(url, { headers: { authorization: "AWS4-HMAC-SHA256 x" } })).status).toBe(
      400,
    );
  });
});

describe("aws-chunked bodies", () => {
  const STREAMING = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

  /** Sign chunks as a streaming client does, each signature continuing the one before. */
  function chunked(
    key: string,
    chunks: readonly string[],
    options: { trailer?: string; tamper?: (body: string) => string } = {},
  ) {
    const payloadHash = options.trailer === undefined ? STREAMING : `${STREAMING}-TRAILER`;
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const raw = {
      method: "PUT",
      target: `/${bucket}/${key}`,
      payloadHash,
      headers: {
        "content-encoding": "aws-chunked",
        "x-amz-decoded-content-length": String(length),
        ...(options.trailer === undefined
          ? {}
          : { "x-amz-trailer": options.trailer.split(":")[0] ?? "" }),
      },
    };
    let body = "";
    const headers = signHeaders(test.cloud, {
      ...raw,
      headers: { ...raw.headers, "content-length": "0" },
    });
    const stamp = headers["x-amz-date"] ?? "";
    const scope = `${stamp.slice(0, 8)}/${test.cloud.region}/s3/aws4_request`;
    const signingKey = scope
      .split("/")
      .reduce<Buffer>(
        (before, part) => createHmac("sha256", before).update(part).digest(),
        Buffer.from(`AWS4${test.cloud.credentials.secretAccessKey}`),
      );
    const sign = (lines: string[]) =>
      createHmac("sha256", signingKey).update(lines.join("\n")).digest("hex");
    const build = (seed: string) => {
      let signature = seed;
      let text = "";
      for (const chunk of [...chunks, ""]) {
        signature = sign([
          "AWS4-HMAC-SHA256-PAYLOAD",
          stamp,
          scope,
          signature,
          sha256(""),
          sha256(chunk),
        ]);
        text += `${chunk.length.toString(16)};chunk-signature=${signature}\r\n${chunk}`;
        if (chunk !== "") text += "\r\n";
      }
      if (options.trailer === undefined) return `${text}\r\n`;
      const trailer = sign([
        "AWS4-HMAC-SHA256-TRAILER",
        stamp,
        scope,
        signature,
        sha256(`${options.trailer}\n`),
      ]);
      return `${text}${options.trailer}\r\nx-amz-trailer-signature:${trailer}\r\n\r\n`;
    };
    const total = build("0".repeat(64)).length;
    const signed = signHeaders(test.cloud, {
      ...raw,
      at: parse(stamp),
      headers: { ...raw.headers, "content-length": String(total) },
    });
    body = build(/Signature=([\da-f]{64})/.exec(signed["authorization"] ?? "")?.[1] ?? "");
    return send(test.cloud, "PUT", raw.target, signed, options.tamper?.(body) ?? body);
  }

  function parse(stamp: string): Date {
    return new Date(stamp.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, "$1-$2-$3T$4:$5:$6Z"));
  }

  const content = async (key: string) =>
    (await sendRaw(test.cloud, { method: "GET", target: `/${bucket}/${key}` })).body;

  it("takes signed chunks", async () => {
    expect((await chunked("chunks", ["a".repeat(9000), "b".repeat(10)])).status).toBe(200);
    expect(await content("chunks")).toBe("a".repeat(9000) + "b".repeat(10));
  });

  it("takes signed chunks with a signed trailer", async () => {
    const crc = `x-amz-checksum-sha256:${createHash("sha256").update("hello").digest("base64")}`;
    expect((await chunked("trailer", ["hello"], { trailer: crc })).status).toBe(200);
    expect(await content("trailer")).toBe("hello");
    const wrong = `x-amz-checksum-sha256:${createHash("sha256").update("other").digest("base64")}`;
    expect(await chunked("trailer-wrong", ["hello"], { trailer: wrong })).toMatchObject({
      status: 400,
      code: "BadDigest",
    });
  });

  it("refuses chunks that were changed, cut off or mis-framed", async () => {
    expect(
      await chunked("bad", ["hello"], { tamper: (body) => body.replace("hello", "hullo") }),
    ).toMatchObject({ status: 403, code: "SignatureDoesNotMatch" });
    const trailer = `x-amz-checksum-crc32:NhCmhg==`;
    expect(
      await chunked("bad", ["hello"], {
        trailer,
        tamper: (body) => body.replace("NhCmhg", "NhCmhh"),
      }),
    ).toMatchObject({ status: 403 });
    const unsigned = async (body: string, length = "5", headers = {}) =>
      sendRaw(test.cloud, {
        method: "PUT",
        target: `/${bucket}/bad`,
        body,
        payloadHash: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        headers: { "x-amz-decoded-content-length": length, ...headers },
      });
    expect(await unsigned("5\r\nhello\r\n0\r\n\r\n", "6")).toMatchObject({
      status: 400,
      code: "IncompleteBody",
    });
    expect(await unsigned("5\r\nhello\r\n0\r\n\r\n", "4")).toMatchObject({
      status: 400,
      code: "IncompleteBody",
    });
    expect(await unsigned("5\r\nhell")).toMatchObject({ status: 400, code: "IncompleteBody" });
    expect(await unsigned("x\r\nhello\r\n0\r\n\r\n")).toMatchObject({
      status: 400,
      code: "InvalidRequest",
    });
    expect(await unsigned("4\r\nhello\r\n0\r\n\r\n")).toMatchObject({
      status: 400,
      code: "InvalidRequest",
    });
    expect(await unsigned("5\r\nhello\r\n0\r\n\r\nmore")).toMatchObject({ status: 400 });
    const crc = "x-amz-checksum-crc32:NhCmhg==\r\n";
    const announced = { "x-amz-trailer": "x-amz-checksum-crc32" };
    for (const [trailers, headers] of [
      ["", announced],
      [crc, {}],
      [crc + crc, announced],
      [`x-amz-checksum-sha1:AAAA\r\n${crc}`, announced],
    ] as const)
      expect(
        await unsigned(`5\r\nhello\r\n0\r\n${trailers}\r\n`, "5", headers),
        trailers,
      ).toMatchObject({ status: 400, code: "MalformedTrailerError" });
    expect(
      await failure(test.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: "bad" }))),
    ).toMatchObject({ status: 404 });
    expect((await unsigned(`5\r\nhello\r\n0\r\n${crc}\r\n`, "5", announced)).status).toBe(200);
  });
});
