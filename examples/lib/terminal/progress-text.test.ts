import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { displayWidth } from "./display-width.ts";
import { countOf, formatBytes } from "./format.ts";
import { progressText } from "./progress-text.ts";

const rows = (count: number) => countOf(count, "row");

it("shows a bar, the rows, the rate and the time left", () => {
  const progress = {
    step: "transform",
    done: 250_000,
    total: 1_000_000,
    elapsedMs: 2_000,
    format: rows,
  };
  expect(progressText(progress, 80)).toBe(
    "transform  █████░░░░░░░░░░░░░░░   25%  250,000 rows  125,000 rows/s  6 s left",
  );
  expect(progressText(progress, 60)).toBe(
    "transform   25%  250,000 rows  125,000 rows/s  6 s left",
  );
});

it("tells no rate before there is one, and never more than all", () => {
  const progress = { step: "upload", total: 1024, elapsedMs: 10, format: formatBytes };
  expect(progressText({ ...progress, done: 2048 }, 60)).toBe(
    "upload     ████████████████████  100%  2.0 KiB",
  );
  expect(progressText({ ...progress, done: 0, total: 0 }, 60)).toContain("░    0%");
});

it("fits whatever the width", () => {
  const numbers = fc.record({ done: fc.nat(), total: fc.nat(), elapsedMs: fc.nat(10_000_000) });
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 120 }), (each, width) => {
      const text = progressText({ step: "transform", format: rows, ...each }, width);
      expect(displayWidth(text)).toBeLessThanOrEqual(width);
    }),
    { numRuns: propertyRuns(200) },
  );
});
