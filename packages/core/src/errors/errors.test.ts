import { describe, expect, it } from "vitest";
import { checkOptionNames } from "./check-option-names.ts";
import { CloudApiError, isCloudApiError } from "./cloud-api-error.ts";
import { didYouMean } from "./did-you-mean.ts";

describe("isCloudApiError", () => {
  it("knows an error by its brand, also one of another copy of the class", () => {
    class Other extends Error {
      readonly code = "X";
    }
    const foreign = Object.assign(new Other("m"), { [Symbol.for("@cloudapi/error")]: true });
    expect(isCloudApiError(foreign, "X")).toBe(true);
    expect(isCloudApiError(foreign, "Y")).toBe(false);
    expect(isCloudApiError(new Error("m"))).toBe(false);
    expect(isCloudApiError(null)).toBe(false);
  });

  it("keeps name, code and cause of a subclass", () => {
    class QueryError extends CloudApiError {}
    const cause = new Error("why");
    const error = new QueryError("FAILED", "It failed.", { cause });
    expect([error.name, error.code, error.cause, error instanceof CloudApiError]).toEqual([
      "QueryError",
      "FAILED",
      cause,
      true,
    ]);
  });
});

it.each([
  ["singal", ["signal", "onProgress"], "signal"],
  ["content_type", ["contentType"], "contentType"],
  ["zzz", ["signal"], undefined],
  ["", ["signal"], undefined],
  ["quite", ["quiet", "input"], "quiet"],
  ["hlep", ["help"], "help"],
  ["lhpe", ["help"], undefined],
])("didYouMean(%j, %j) is %j", (name, known, expected) => {
  expect(didYouMean(name, known)).toBe(expected);
});

it("didYouMean takes no longer for a name of megabytes", () => {
  const started = performance.now();
  expect(didYouMean("x".repeat(8_000_000), ["timestamp", "endpoint", "status_code"])).toBe(
    undefined,
  );
  expect(performance.now() - started).toBeLessThan(1_000);
});

it("checkOptionNames names the option, the nearest and all known", () => {
  expect(() => checkOptionNames("uploadFile", { singal: 1 }, ["signal", "onProgress"])).toThrow(
    new TypeError(
      'uploadFile: unknown option "singal". Did you mean "signal"? Known options: signal, onProgress.',
    ),
  );
  expect(() => checkOptionNames("f", "x" as never, [])).toThrow(
    "f: options must be an object, not a string.",
  );
  expect(() => checkOptionNames("f", null as never, [])).toThrow("an object, not null.");
  expect(() => checkOptionNames("f", [], [])).toThrow("an object, not an array.");
  expect(() => checkOptionNames("f", undefined, [])).not.toThrow();
});
