import { isCloudApiError } from "@cloudapi/core";
import { expect, test } from "vitest";
import { serverError } from "../../test/fake-s3.ts";
import type { Place } from "./place.ts";
import { S3Error } from "./s3-error.ts";
import { toS3Error } from "./to-s3-error.ts";

const place: Place = { operation: "GetObject", bucket: "b", key: "k" };

test.each([
  ["AccessDenied", 403, "ACCESS_DENIED"],
  ["ExpiredToken", 400, "INVALID_CREDENTIALS"],
  ["XAmzContentChecksumMismatch", 400, "CHECKSUM_MISMATCH"],
  ["ConditionalRequestConflict", 409, "CONFLICT"],
  ["InvalidObjectState", 403, "OBJECT_ARCHIVED"],
  ["SlowDown", 503, "THROTTLED"],
  ["ServiceUnavailable", 503, "THROTTLED"],
  ["BandwidthLimitExceeded", 503, "THROTTLED"],
  ["TooManyRequests", 400, "THROTTLED"],
  // The SDK gives an error in an answer of status 200 the status 503.
  ["InternalError", 503, "S3_REQUEST_FAILED"],
  ["InternalError", 500, "S3_REQUEST_FAILED"],
  ["TemporaryRedirect", 307, "BUCKET_SETTLING"],
  ["Unknown", 307, "BUCKET_SETTLING"],
  ["OperationAborted", 409, "CONFLICT"],
  ["NotImplemented", 501, "NOT_SUPPORTED"],
  ["Unknown", 403, "ACCESS_DENIED"],
  ["Unknown", 412, "PRECONDITION_FAILED"],
  ["Unknown", 404, "S3_REQUEST_FAILED"],
  ["Teapot", 418, "S3_REQUEST_FAILED"],
])("%s (%i) is %s", (name, status, code) => {
  const cause = serverError(name, status, { requestId: "r1" });
  const error = toS3Error(cause, place);
  expect(error).toBeInstanceOf(S3Error);
  expect(isCloudApiError(error, code)).toBe(true);
  expect(error).toMatchObject({
    code,
    bucket: "b",
    key: "k",
    httpStatus: status,
    requestId: "r1",
    cause,
  });
  expect(error.message).toMatch(/^Cannot read s3:\/\/b\/k: /);
});

test.each([
  ["NotFound", "NO_SUCH_BUCKET"],
  ["KMS.NotFoundException", "S3_REQUEST_FAILED"],
])("a 404 named %s, where no object was asked for, is %s", (name, code) => {
  const put: Place = { operation: "PutBucketEncryption", bucket: "b" };
  expect(toS3Error(serverError(name, 404), put)).toMatchObject({ code });
});

test("a malformed version id is the id of no version", () => {
  const cause = serverError("InvalidArgument", 400);
  cause.message = "Invalid version id specified";
  expect(toS3Error(cause, place)).toMatchObject({ code: "NO_SUCH_VERSION" });
  cause.message = "Invalid Argument";
  expect(toS3Error(cause, place)).toMatchObject({ code: "S3_REQUEST_FAILED" });
});

test("a condition of reading is not explained as one of writing", () => {
  const cause = serverError("PreconditionFailed", 412);
  expect(toS3Error(cause, place).message).toContain(
    "the ETag of the object is not the one in ifMatch. The file was not written.",
  );
  expect(toS3Error(cause, { ...place, operation: "PutObject" }).message).toContain("ifNoneMatch");
});

test("a region is wrong in other words where the bucket is yet to be made", () => {
  const create: Place = { operation: "CreateBucket", bucket: "b" };
  const error = toS3Error(serverError("AuthorizationHeaderMalformed", 400), create);
  expect(error).toMatchObject({ code: "WRONG_REGION", message: /the endpoint is of another/ });
});

test.each([
  [
    Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" }),
    "S3_UNREACHABLE",
  ],
  [Object.assign(new Error("slow"), { name: "TimeoutError" }), "S3_UNREACHABLE"],
  [Object.assign(new Error("none"), { name: "CredentialsProviderError" }), "NO_CREDENTIALS"],
  [new Error("something else"), "S3_REQUEST_FAILED"],
  ["not even an error", "S3_REQUEST_FAILED"],
])("without an answer: %s", (cause, code) => {
  expect(toS3Error(cause, place)).toMatchObject({ code, cause });
});

test("an error that is one already stays as it is", () => {
  const error = toS3Error(new Error("x"), place);
  expect(toS3Error(error, place)).toBe(error);
});

test("the server's words are quoted, cut short, and cannot forge a line of a log", () => {
  const error = toS3Error(new Error(`bad\nERROR forged ${"x".repeat(500)}`), {
    ...place,
    key: "a\r\nb",
  });
  expect(error.message).toContain("s3://b/a\\u000d\\u000ab");
  expect(error.message).toContain("The server said: bad\\u000aERROR forged");
  expect(error.message).not.toMatch(/[\r\n]/);
  expect(error.message.length).toBeLessThan(500);
});

test("details that are not known are not there", () => {
  const error = new S3Error("X", "x", { bucket: "b" });
  expect(Object.keys(error).sort()).toEqual(["bucket", "code", "name"]);
});
