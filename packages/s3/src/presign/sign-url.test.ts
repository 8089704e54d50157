import { S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { presignDownload } from "./presign-download.ts";
import { presignUpload } from "./presign-upload.ts";

function client(credentials: object = {}): S3Client {
  return new S3Client({
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret", ...credentials },
  });
}

const target = { bucket: "cloudapi-logs-raw", key: "2025/01/15/a b+ü.csv" };

function query(url: string): URLSearchParams {
  return new URL(url).searchParams;
}

test("a download URL is of one key, version and moment, and overrides headers", async () => {
  const { url, method, headers, expiresAt } = await presignDownload(client(), {
    ...target,
    versionId: "v1",
    expiresInSeconds: 60,
    contentType: "text/csv",
    contentDisposition: 'attachment; filename="a.csv"',
  });
  expect(new URL(url).pathname).toBe("/2025/01/15/a%20b%2B%C3%BC.csv");
  expect([method, headers]).toEqual(["GET", {}]);
  expect(query(url).get("X-Amz-Expires")).toBe("60");
  expect(query(url).get("versionId")).toBe("v1");
  expect(query(url).get("response-content-type")).toBe("text/csv");
  expect(query(url).get("response-content-disposition")).toBe('attachment; filename="a.csv"');
  expect(Math.abs(expiresAt.getTime() - Date.now() - 60_000)).toBeLessThan(2000);
});

test("an upload URL signs as headers what it was given, and a checksum of nothing else", async () => {
  const { url, method, headers } = await presignUpload(client(), {
    ...target,
    contentType: "text/csv",
    sizeBytes: 5,
    checksum: { algorithm: "SHA256", value: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=" },
    metadata: { Owner: "me" },
    ifNoneMatch: "*",
  });
  expect(method).toBe("PUT");
  expect(headers).toEqual({
    "content-type": "text/csv",
    "content-length": "5",
    "if-none-match": "*",
    "x-amz-checksum-sha256": "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
    "x-amz-meta-owner": "me",
  });
  expect(query(url).get("X-Amz-SignedHeaders")?.split(";")).toEqual(
    [...Object.keys(headers), "host"].sort(),
  );
});

test("without a checksum none is signed: the SDK's default would be that of an empty body", async () => {
  const { url, headers } = await presignUpload(client(), target);
  expect(headers).toEqual({});
  expect(query(url).get("X-Amz-SignedHeaders")).toBe("host");
  expect(url.toLowerCase()).not.toContain("checksum");
});

test("the caller's client is not changed by it", async () => {
  const s3 = client();
  const before = s3.config.requestChecksumCalculation;
  await presignUpload(s3, target);
  expect(s3.config.requestChecksumCalculation).toBe(before);
});

test("a URL does not outlive the temporary credentials that signed it", async () => {
  const expiration = new Date(Date.now() + 10_000);
  const { expiresAt } = await presignDownload(client({ sessionToken: "t", expiration }), target);
  expect(expiresAt).toEqual(expiration);
});

test("without credentials it says so", async () => {
  const credentials = async () => {
    throw Object.assign(new Error("Could not load credentials"), {
      name: "CredentialsProviderError",
    });
  };
  const s3 = new S3Client({ region: "eu-west-1", credentials });
  await expect(presignDownload(s3, target)).rejects.toMatchObject({ code: "NO_CREDENTIALS" });
});

test.each([0, -1, 1.5, 7 * 24 * 3600 + 1, Number.NaN])(
  "an expiry of %s s is refused",
  async (expiresInSeconds) => {
    const message = /expiresInSeconds must be a whole number from 1 to 604800/;
    await expect(presignDownload(client(), { ...target, expiresInSeconds })).rejects.toThrow(
      message,
    );
    await expect(presignUpload(client(), { ...target, expiresInSeconds })).rejects.toThrow(
      RangeError,
    );
  },
);

test.each([1, 7 * 24 * 3600])("an expiry of %s s is taken", async (expiresInSeconds) => {
  const { url } = await presignUpload(client(), { ...target, expiresInSeconds });
  expect(query(url).get("X-Amz-Expires")).toBe(String(expiresInSeconds));
});

test.each([
  [{ sizeBytes: 5 * 1024 ** 3 + 1 }, /sizeBytes must be/],
  [{ checksum: { algorithm: "CRC16", value: "AAAA" } }, /checksum.algorithm must be one of CRC32/],
  [{ checksum: { algorithm: "CRC32", value: "not base64" } }, /checksum.value must be base64/],
  [{ ifNoneMatch: "x" }, /ifNoneMatch/],
  [{ contentType: "a\nb" }, /printable ASCII/],
  [{ acl: "public-read" }, /unknown option "acl"/],
])("the upload argument %o is refused", async (wrong, message) => {
  await expect(presignUpload(client(), { ...target, ...wrong } as never)).rejects.toThrow(message);
});

test("a header cannot be smuggled into a download", async () => {
  const input = { ...target, contentDisposition: "x\r\nset-cookie: a=b" };
  await expect(presignDownload(client(), input)).rejects.toThrow(/printable ASCII/);
});

test.each(["a/../b", "..", "./a", "a/.", "../../etc/passwd", "a/./b"])(
  "the key %s, which URLs can't carry, is refused with the reason",
  async (key) => {
    const message = /has the segment "\.{1,2}", which browsers and HTTP clients resolve/;
    await expect(presignDownload(client(), { ...target, key })).rejects.toThrow(message);
    await expect(presignUpload(client(), { ...target, key })).rejects.toThrow(message);
    // The reason itself: a URL parser takes the segment out.
    expect(new URL(`https://b.s3.amazonaws.com/${key}`).pathname).not.toBe(`/${key}`);
  },
);

test.each(["a..b", ".hidden", "a/...", "a//b", "%2e%2e/a", "a/.b/c."])(
  "the key %s arrives as it is",
  async (key) => {
    const { url } = await presignDownload(client(), { ...target, key });
    const { pathname } = new URL(url);
    expect(decodeURIComponent(pathname).endsWith(`/${key}`)).toBe(true);
  },
);
