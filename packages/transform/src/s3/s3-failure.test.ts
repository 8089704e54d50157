import { expect, it } from "vitest";
import { StorageError } from "../storage-error.ts";
import { s3Failure } from "./s3-failure.ts";

const attempt = { doing: "read", bucket: "raw", key: "a.csv", actions: "s3:GetObject" } as const;

function failure(name: string, httpStatusCode?: number): Error {
  return Object.assign(new Error("the server's words"), { name, $metadata: { httpStatusCode } });
}

it.each([
  [
    failure("NoSuchBucket", 404),
    "NO_SUCH_BUCKET",
    "Cannot read s3://raw/a.csv: the bucket does not exist; check its name, the region and the endpoint.",
  ],
  [
    failure("NoSuchKey", 404),
    "NO_SUCH_KEY",
    "Cannot read s3://raw/a.csv: the object does not exist; check the key.",
  ],
  [
    failure("AccessDenied", 403),
    "ACCESS_DENIED",
    "Cannot read s3://raw/a.csv: access denied; the caller needs s3:GetObject on arn:aws:s3:::raw/a.csv.",
  ],
  [
    failure("UnknownError", 403),
    "ACCESS_DENIED",
    "Cannot read s3://raw/a.csv: access denied; the caller needs s3:GetObject on arn:aws:s3:::raw/a.csv.",
  ],
  [
    failure("UnknownError", 412),
    "OBJECT_CHANGED",
    "Cannot read s3://raw/a.csv: the object was replaced while it was read; run again.",
  ],
  [
    failure("InternalError", 500),
    "S3_REQUEST_FAILED",
    "Cannot read s3://raw/a.csv: the request failed (the server's words).",
  ],
  [
    Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
    "S3_UNREACHABLE",
    "Cannot read s3://raw/a.csv: the server could not be reached (connect ECONNREFUSED).",
  ],
])("%s is %s", (error, code, message) => {
  expect(s3Failure(attempt, error)).toMatchObject({
    code,
    message,
    place: "s3://raw/a.csv",
    cause: error,
  });
});

it("leaves a failure that is explained already", () => {
  const explained = new StorageError("FILE_NOT_FOUND", "Cannot read x", "x");
  expect(s3Failure(attempt, explained)).toBe(explained);
});
