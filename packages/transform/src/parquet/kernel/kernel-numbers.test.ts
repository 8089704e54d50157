import type { Column } from "@cloudapi/core";
import type { FixedArray } from "@cloudapi/records/internal";
import * as fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { propertyRuns } from "../../../../../scripts/lib/property-runs.ts";
import {
  type Case,
  gaps,
  isSame,
  kernelOf,
  present,
  repeats,
  scattered,
} from "../../../test/support/encoded-alike.ts";

afterEach(() => vi.unstubAllGlobals());

function numbers<T extends FixedArray>(
  type: Column["type"],
  number: fc.Arbitrary<number | bigint>,
  from: (values: (number | bigint)[]) => T,
): fc.Arbitrary<Case> {
  return fc
    .tuple(fc.array(number, { maxLength: 40 }), repeats, gaps, fc.boolean())
    .map(([few, times, every, inRuns]) => {
      const count = few.length * times;
      const all = Array.from(
        { length: count },
        (_, i) => few[inRuns ? Math.floor(i / times) : i % few.length] as number,
      );
      const { present: bytes, rows } = present(count, every);
      const kept = bytes === undefined ? count : bytes.reduce((sum, bit) => sum + bit, 0);
      const values = from(all.slice(0, kept));
      return { type, rows, values: { kind: "fixed", values, present: bytes } };
    });
}

const doubles = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, Number.NaN, 1e300, Number.NEGATIVE_INFINITY),
);
const int64s = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -9n, max: 9n }),
);
const CASES: Record<string, fc.Arbitrary<Case>> = {
  doubles: numbers({ kind: "double" }, doubles, (v) => Float64Array.from(v as number[])),
  floats: numbers({ kind: "float" }, doubles, (v) => Float32Array.from(v as number[])),
  int32s: numbers({ kind: "int32" }, fc.integer(), (v) => Int32Array.from(v as number[])),
  dates: numbers({ kind: "date" }, fc.integer({ min: -9, max: 20_000 }), (v) =>
    Int32Array.from(v as number[]),
  ),
  booleans: numbers({ kind: "boolean" }, fc.nat(1), (v) => Uint8Array.from(v as number[])),
  int64s: numbers({ kind: "int64" }, int64s, (v) => BigInt64Array.from(v as bigint[])),
  "decimals of 9 digits": numbers(
    { kind: "decimal", precision: 9, scale: 2 },
    fc.integer({ min: -999_999_999, max: 999_999_999 }),
    (v) => Int32Array.from(v as number[]),
  ),
  "decimals of 18 digits": numbers(
    { kind: "decimal", precision: 18, scale: 2 },
    fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }),
    (v) => BigInt64Array.from(v as bigint[]),
  ),
  timestamps: numbers(
    { kind: "timestamp" },
    fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
    (v) => Float64Array.from(v as number[]),
  ),
};

test.each(Object.entries(CASES))("%s are encoded as without the kernel", (_, cases) => {
  fc.assert(
    fc.property(cases, (each) => isSame(each)),
    { numRuns: propertyRuns(25) },
  );
});

test.each([1, 2, 255, 256, 257, 58_000, 65_536, 65_537, 150_000])(
  "of 150,000 numbers %i are different, and they become the same bytes",
  (distinct) => {
    const values = Float64Array.from({ length: 150_000 }, (_, i) => scattered(i % distinct) / 1000);
    const longs = BigInt64Array.from(values, (value) => BigInt(Math.round(value)));
    const kernel = kernelOf();
    const type = { kind: "double" } as const;
    expect(isSame({ type, rows: 150_000, values: { kind: "fixed", values } }, kernel)).toBe(true);
    const fixed = { kind: "fixed", values: longs } as const;
    expect(isSame({ type: { kind: "int64" }, rows: 150_000, values: fixed }, kernel)).toBe(true);
  },
);
