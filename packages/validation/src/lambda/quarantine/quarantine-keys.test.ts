import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyCodePoint } from "../../../../../scripts/lib/any-code-point.ts";
import { rowsKey, verdictKey } from "./quarantine-keys.ts";

const object = fc.record({
  bucket: fc.constantFrom("raw", "lake"),
  key: fc.string({ minLength: 1, unit: anyCodePoint }),
  etag: fc.constantFrom("e1", "e2"),
});

describe("verdictKey and rowsKey", () => {
  it("show bucket, key and state as they are", () => {
    expect(
      verdictKey("q/", { bucket: "raw", key: "2025/a b+ü.csv", versionId: "v1", etag: "e1" }),
    ).toBe("q/verdicts/raw/2025/a b+ü.csv/v1.json");
    expect(rowsKey("q/", { bucket: "raw", key: "a.csv", etag: '"e1"' })).toBe(
      "q/rows/raw/a.csv/e1.ndjson",
    );
  });

  it("differ wherever the objects do", () => {
    fc.assert(
      fc.property(object, object, (a, b) => {
        const isSame = a.bucket === b.bucket && a.key === b.key && a.etag === b.etag;
        expect(verdictKey("q/", a) === verdictKey("q/", b)).toBe(isSame);
        expect(rowsKey("q/", a) === rowsKey("q/", b)).toBe(isSame);
      }),
    );
  });

  it.each([
    "a/../b",
    "..",
    "/a",
    "a//b",
    "a/",
    "./a",
    "a\nb",
    "x".repeat(701),
    `hashed/${"0".repeat(64)}`,
  ])("hash the key %j, which tools could read otherwise", (key) => {
    expect(verdictKey("q/", { bucket: "raw", key, etag: "e" })).toMatch(
      /^q\/verdicts\/raw\/hashed\/[0-9a-f]{64}\/e\.json$/,
    );
  });

  it("have room in S3's 1,024 bytes", () => {
    const key = "ü".repeat(350);
    const longest = rowsKey(`${"p".repeat(150)}/`, {
      bucket: "b".repeat(63),
      key,
      versionId: "v".repeat(40),
    });
    expect(longest).toContain(key);
    expect(Buffer.byteLength(longest)).toBeLessThanOrEqual(1024);
  });

  it.each([{}, { etag: "" }, { etag: '""' }])("refuse an object without a state: %j", (state) => {
    expect(() => verdictKey("q/", { bucket: "raw", key: "a", ...state })).toThrow(
      "give the versionId or the etag",
    );
  });
});
