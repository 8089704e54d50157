import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { fakeS3, serverError } from "../test/fake-s3.ts";
import { headObject } from "./head-object.ts";

function failing(head: Error, get: Error) {
  return fakeS3({
    HeadObject: () => {
      throw head;
    },
    GetObject: () => {
      throw get;
    },
  });
}

test("facts are given in the library's names", async () => {
  const LastModified = new Date(0);
  const { s3, calls } = fakeS3({
    HeadObject: () => ({
      ContentLength: 3,
      ETag: '"e"',
      LastModified,
      ContentType: "text/csv",
      Metadata: { a: "1" },
      VersionId: "v",
      ChecksumSHA256: "abc=",
      ChecksumType: "FULL_OBJECT",
    }),
  });
  expect(await headObject(s3, { bucket: "b", key: "k", versionId: "v" })).toEqual({
    bucket: "b",
    key: "k",
    sizeBytes: 3,
    etag: '"e"',
    lastModified: LastModified,
    contentType: "text/csv",
    metadata: { a: "1" },
    versionId: "v",
    checksum: { algorithm: "SHA256", value: "abc=" },
  });
  expect(calls[0]?.input).toMatchObject({ ChecksumMode: "ENABLED", VersionId: "v" });
});

test.each([
  ["NoSuchBucket", 404, "NO_SUCH_BUCKET", /the bucket "b" does not exist/],
  ["NoSuchKey", 404, "NO_SUCH_KEY", /the bucket exists, the object does not/],
  ["NoSuchVersion", 404, "NO_SUCH_VERSION", /no such version/],
  ["AccessDenied", 403, "ACCESS_DENIED", /s3:GetObjectVersion on arn:aws:s3:::b\/k/],
  ["InvalidAccessKeyId", 403, "INVALID_CREDENTIALS", /credentials are not accepted/],
])("a HEAD without a reason is asked again as GET: %s", async (name, status, code, message) => {
  const { s3, operations } = failing(serverError("NotFound", 404), serverError(name, status));
  await expect(headObject(s3, { bucket: "b", key: "k", versionId: "v" })).rejects.toMatchObject({
    code,
    message,
    bucket: "b",
    key: "k",
  });
  expect(operations()).toEqual(["HeadObject", "GetObject"]);
});

test("an object that comes into being between the two questions is not a missing bucket", async () => {
  const { s3 } = fakeS3({
    HeadObject: () => {
      throw serverError("NotFound", 404);
    },
    GetObject: () => ({ Body: Readable.from([]) }),
  });
  await expect(headObject(s3, { bucket: "b", key: "k" })).rejects.toMatchObject({
    code: "S3_REQUEST_FAILED",
  });
});

test("a failure of the server is not asked about", async () => {
  const { s3, operations } = failing(serverError("InternalError", 500), new Error("unused"));
  await expect(headObject(s3, { bucket: "b", key: "k" })).rejects.toMatchObject({
    code: "S3_REQUEST_FAILED",
  });
  expect(operations()).toEqual(["HeadObject"]);
});

test("an answer that is not one of S3 is refused", async () => {
  const { s3 } = fakeS3({ HeadObject: () => ({}) });
  await expect(headObject(s3, { bucket: "b", key: "k" })).rejects.toMatchObject({
    code: "INVALID_RESPONSE",
    message: /Check that the endpoint is an S3 server/,
  });
});

test("an abort rejects with the reason", async () => {
  const signal = AbortSignal.abort(new Error("stop"));
  await expect(headObject(fakeS3({}).s3, { bucket: "b", key: "k" }, { signal })).rejects.toThrow(
    "stop",
  );
});

test("an object that appears between HEAD and GET is there", async () => {
  let asked = 0;
  const { s3, operations } = fakeS3({
    HeadObject: () => {
      asked++;
      if (asked === 1) throw serverError("NotFound", 404);
      return { ContentLength: 3, ETag: '"e"', LastModified: new Date(0) };
    },
    GetObject: () => ({ Body: undefined }),
  });
  expect(await headObject(s3, { bucket: "b", key: "k" })).toMatchObject({ sizeBytes: 3 });
  expect(operations()).toEqual(["HeadObject", "GetObject", "HeadObject"]);
});
