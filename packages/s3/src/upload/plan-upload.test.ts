import fc from "fast-check";
import { expect, test } from "vitest";
import { planUpload, type UploadPlan } from "./plan-upload.ts";

const MIB = 1024 ** 2;
const TIB = 1024 ** 4;

test("a file up to the part size goes in one request, the next byte makes it two parts", () => {
  expect(planUpload(0)).toEqual({ kind: "single", sizeBytes: 0 });
  expect(planUpload(8 * MIB).kind).toBe("single");
  const plan = planUpload(8 * MIB + 1);
  expect(plan.kind === "multipart" && plan.parts).toEqual([
    { partNumber: 1, start: 0, end: 8 * MIB },
    { partNumber: 2, start: 8 * MIB, end: 8 * MIB + 1 },
  ]);
});

test("parts cover the file without gap or overlap, within the limits of S3, whatever the size", () => {
  const size = fc.oneof(
    fc.integer({ min: 0, max: 100 * MIB }),
    fc.bigInt({ min: 0n, max: BigInt(5 * TIB) }).map(Number),
  );
  const partSize = fc.integer({ min: 5 * MIB, max: 64 * MIB });
  fc.assert(
    fc.property(size, partSize, (sizeBytes, partSizeBytes) => {
      const plan = planUpload(sizeBytes, partSizeBytes);
      const isRight = plan.kind === "single" ? sizeBytes <= partSizeBytes : covers(plan, sizeBytes);
      expect(isRight).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("5 TiB is 9,987 parts of 525 MiB", () => {
  const plan = planUpload(5 * TIB);
  expect(plan.kind === "multipart" && [plan.parts.length, plan.partSizeBytes / MIB]).toEqual([
    9987, 525,
  ]);
});

test("a size that no plan can hold is refused", () => {
  expect(() => planUpload(50 * TIB)).toThrow(/10,000 parts of 5 GiB/);
  expect(() => planUpload(-1)).toThrow(RangeError);
  expect(() => planUpload(1.5)).toThrow(RangeError);
});

test.each([1, 5 * MIB - 1, 5 * 1024 * MIB + 1, 6 * MIB + 0.5])(
  "a part of %d bytes is none of S3's",
  (partSizeBytes) => {
    expect(() => planUpload(10, partSizeBytes)).toThrow(/partSizeBytes must be a whole number/);
  },
);

function covers(plan: Extract<UploadPlan, { kind: "multipart" }>, sizeBytes: number): boolean {
  const { parts, partSizeBytes } = plan;
  const isInOrder = parts.every(({ partNumber, start, end }, index) => {
    const isLast = index === parts.length - 1;
    const isFull = end - start === partSizeBytes || (isLast && end > start);
    return partNumber === index + 1 && start === (parts[index - 1]?.end ?? 0) && isFull;
  });
  const isWithinLimits =
    parts.length <= 10_000 && partSizeBytes >= 5 * MIB && partSizeBytes <= 5 * 1024 * MIB;
  return isInOrder && isWithinLimits && parts.at(-1)?.end === sizeBytes;
}
