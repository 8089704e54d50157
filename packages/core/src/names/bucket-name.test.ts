import { expect, it } from "vitest";
import { isBucketName, isDirectoryBucketName } from "./bucket-name.ts";

it.each([
  ["cloudapi-logs-raw", true],
  ["my.bucket", true],
  ["123", true],
  ["a".repeat(63), true],
  ["logs--use1-az4--x-s3", true],
  ["ab", false],
  ["a".repeat(64), false],
  ["Logs", false],
  ["a..b", false],
  ["192.168.5.4", false],
  ["-logs", false],
  ["logs-", false],
  ["logs_raw", false],
  ["s3://logs", false],
  ["", false],
  [undefined, false],
])("isBucketName(%j) is %j", (name, expected) => {
  expect(isBucketName(name)).toBe(expected);
});

it("tells a directory bucket by its ending", () => {
  expect(isDirectoryBucketName("logs--use1-az4--x-s3")).toBe(true);
  expect(isDirectoryBucketName("logs-x-s3")).toBe(false);
});
