import { expect, test } from "vitest";
import { readFailure } from "./read-failure.ts";

function thrown(more: object, message = "the server's words"): Error {
  return Object.assign(new Error(message), more);
}

test("what a service said, and how often it was asked", () => {
  const metadata = { httpStatusCode: 404, requestId: "r1", attempts: 3 };
  expect(readFailure(thrown({ name: "NoSuchKey", $metadata: metadata }))).toEqual({
    name: "NoSuchKey",
    message: "the server's words",
    httpStatus: 404,
    requestId: "r1",
    attempts: 3,
    systemCode: undefined,
    isNetwork: false,
    isThrottling: false,
  });
});

test.each([
  { name: "Unknown", $metadata: { httpStatusCode: 403 } },
  { name: "UnknownError", $metadata: { httpStatusCode: 403 } },
  { name: "403", $metadata: { httpStatusCode: 403 } },
  { $metadata: { httpStatusCode: 403 } },
])("an answer without an error code has no name: %o", (more) => {
  expect(readFailure(thrown(more, "UnknownError"))).toMatchObject({
    name: "",
    message: "",
    httpStatus: 403,
  });
});

test.each([
  [thrown({ code: "ECONNRESET" }), "ECONNRESET"],
  [thrown({ name: "TimeoutError" }), "TimeoutError"],
  [thrown({ code: "CERT_HAS_EXPIRED" }), "CERT_HAS_EXPIRED"],
])("no answer at all is the network's: %s", (error, name) => {
  expect(readFailure(error)).toMatchObject({ name, isNetwork: true, httpStatus: undefined });
});

test("the SDK calls a broken connection a timeout; its own code stays", () => {
  const broken = thrown({ name: "TimeoutError", code: "EPIPE" }, "write EPIPE");
  expect(readFailure(broken)).toMatchObject({ name: "TimeoutError", systemCode: "EPIPE" });
});

test.each([
  { name: "SlowDown" },
  { name: "ThrottlingException" },
  { name: "Throttling" },
  { name: "RequestThrottled" },
  { name: "RequestThrottledException" },
  { name: "TooManyRequestsException" },
  { name: "RequestLimitExceeded" },
  { name: "Odd", $metadata: { httpStatusCode: 429 } },
  { name: "Odd", $retryable: { throttling: true } },
])("asking for fewer requests has many names: %o", (more) => {
  expect(readFailure(thrown(more)).isThrottling).toBe(true);
});

test.each([undefined, null, 7, "text", new Error("plain"), {}])("%o is read, too", (error) => {
  expect(readFailure(error)).toMatchObject({
    name: "",
    attempts: 1,
    isNetwork: false,
    isThrottling: false,
  });
});
