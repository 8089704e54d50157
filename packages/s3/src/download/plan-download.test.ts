import fc from "fast-check";
import { expect, test } from "vitest";
import { planDownload } from "./plan-download.ts";

test("an empty object has no ranges", () => {
  expect([...planDownload(0)]).toEqual([]);
});

test.each([
  [-1, 10],
  [1.5, 10],
  [10, 0],
  [10, Number.NaN],
])("%d bytes in ranges of %d are refused at once", (sizeBytes, partSizeBytes) => {
  expect(() => planDownload(sizeBytes, partSizeBytes)).toThrow(RangeError);
});

test("ranges cover the object without gap or overlap", () => {
  const size = fc.integer({ min: 0, max: 20_000 });
  const part = fc.integer({ min: 100, max: 5000 });
  fc.assert(
    fc.property(size, part, (sizeBytes, partSizeBytes) => {
      let position = 0;
      for (const range of planDownload(sizeBytes, partSizeBytes)) {
        expect(range.start).toBe(position);
        expect(range.end - range.start).toBeLessThanOrEqual(partSizeBytes);
        expect(range.end).toBeGreaterThan(range.start);
        position = range.end;
      }
      expect(position).toBe(sizeBytes);
    }),
    { numRuns: 30 },
  );
});
