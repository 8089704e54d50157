import { expect, it } from "vitest";
import { emptyMetadata } from "../../test/empty-metadata.ts";
import { memoryStorage } from "../storage/memory-storage.ts";
import { literalOf } from "./literal.ts";
import { planScan } from "./plan-scan.ts";

it("takes a Date for a timestamp, also before 1970, and for nothing else", () => {
  const at = new Date("1969-12-31T23:59:59.999Z");
  expect(literalOf("at", { kind: "timestamp" }, at)).toBe(-1000n);
  expect(literalOf("at", { kind: "timestamptz_ns" }, at)).toBe(-1_000_000n);
  expect(() => literalOf("day", { kind: "date" }, at)).toThrow("day is date; the Date ");
  const none = new Date(Number.NaN);
  expect(() => literalOf("at", { kind: "timestamp" }, none)).toThrow("the Date Invalid Date");
});

it.each([
  {},
  { snapshotId: undefined },
  { snapshotId: 1 },
  { ref: "a", snapshotId: 1n },
  { time: "2025-01-01" },
  { time: new Date(Number.NaN) },
  { tag: "a" },
])("refuses to plan at %o, which names no state of a table", async (at) => {
  const table = { metadata: emptyMetadata("memory://t"), storage: memoryStorage() };
  await expect(planScan(table, { at: at as never })).rejects.toThrow(TypeError);
});
