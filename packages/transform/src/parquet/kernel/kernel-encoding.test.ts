import type { Column, Dataset } from "@cloudapi/core";
import type { ColumnValues, FixedArray, Kernel } from "@cloudapi/records/internal";
import { hashOf, openKernel } from "@cloudapi/records/internal";
import * as fc from "fast-check";
import { parquetMetadata } from "hyparquet";
import { afterEach, expect, test, vi } from "vitest";
import { propertyRuns } from "../../../../../scripts/lib/property-runs.ts";
import { concatBytes } from "../../rows/concat-bytes.ts";
import type { FileEncoder } from "../file-encoder.ts";
import { parquetFiles } from "../parquet-files.ts";

afterEach(() => vi.unstubAllGlobals());

/** A column and its values in a row group. */
interface Case {
  readonly type: Column["type"];
  readonly rows: number;
  readonly values: ColumnValues;
}

function kernelOf(): Kernel {
  const kernel = openKernel();
  if (kernel === undefined) throw new Error("this Node has no kernel");
  return kernel;
}

function datasetOf({ type, values }: Case): Dataset {
  const columns = [{ name: "a", type, nullable: values.present !== undefined }];
  const dataset = { name: "t", contractHash: "0", columns, eventTime: "at", partition: undefined };
  return dataset as unknown as Dataset;
}

/** The file of two row groups of a column, the bounds included. */
function fileOf(file: FileEncoder, { values, rows }: Case): Uint8Array {
  const groups = [0, 1].map(() => file.encodeRowGroup([values], rows));
  return concatBytes([...groups, file.finish()]);
}

function plainFile(each: Case): Uint8Array {
  vi.stubGlobal("WebAssembly", undefined);
  const file = parquetFiles("snappy")(datasetOf(each));
  vi.unstubAllGlobals();
  return fileOf(file, each);
}

/** Whether the kernel makes the same file of values that lie elsewhere, and of those that lie in its memory. */
function isSame(each: Case, kernel = kernelOf()): boolean {
  const expected = plainFile(each);
  const start = parquetFiles("snappy", undefined, kernel);
  const placed = { ...each, values: inKernel(kernel, each.values) };
  return [each, placed].every(
    (here) => Buffer.compare(fileOf(start(datasetOf(here)), here), expected) === 0,
  );
}

/** The same values with their arrays in the kernel's memory. */
function inKernel(kernel: Kernel, values: ColumnValues): ColumnValues {
  const moved = <T extends object>(value: T): T =>
    Object.fromEntries(
      Object.entries(value).map(([key, part]) => {
        if (ArrayBuffer.isView(part)) return [key, placedArray(kernel, part as FixedArray)];
        if (Array.isArray(part))
          return [key, (part as FixedArray[]).map((each) => placedArray(kernel, each))];
        return [key, typeof part === "object" ? moved(part as object) : part];
      }),
    ) as T;
  return moved(values);
}

function placedArray(kernel: Kernel, array: FixedArray): FixedArray {
  const address = kernel.allocate(array.byteLength);
  const { buffer, byteOffset, byteLength } = array;
  kernel.bytesAt(address, byteLength).set(new Uint8Array(buffer, byteOffset, byteLength));
  if (array instanceof Uint8Array) return kernel.bytesAt(address, byteLength);
  const Numbers = array.constructor as new (
    buffer: ArrayBuffer,
    at: number,
    n: number,
  ) => FixedArray;
  return new Numbers(kernel.buffer, address, array.length);
}

function stringsOf(texts: readonly string[], pieces = 1) {
  const sources = Array.from({ length: pieces }, (_, piece) =>
    Buffer.from(texts.filter((_, i) => i % pieces === piece).join("")),
  );
  const ends = sources.map(() => 0);
  const places = texts.map((text, i) => {
    const start = ends[i % pieces] as number;
    const end = start + Buffer.byteLength(text);
    ends[i % pieces] = end;
    return { start, end };
  });
  return {
    sources,
    sourceOf: pieces === 1 ? undefined : Int32Array.from(texts, (_, i) => i % pieces),
    starts: Int32Array.from(places, ({ start }) => start),
    ends: Int32Array.from(places, ({ end }) => end),
    size: texts.length,
  };
}

function present(count: number, every: number) {
  if (every === 0) return { present: undefined, rows: count };
  // Some rows without a value in between, and a long run of them at the end.
  const rows = count + Math.ceil(count / every) + 20;
  let left = count;
  const bytes = Uint8Array.from({ length: rows }, (_, i) =>
    i % (every + 1) && left-- > 0 ? 1 : 0,
  );
  return { present: bytes, rows: left > 0 ? bytes.length : rows };
}

const gaps = fc.constantFrom(0, 1, 7, 300);
/** Few values, many times over, so that there are runs and codes, beside values that are all different. */
const repeats = fc.constantFrom(1, 2, 50, 3_000);

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

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom("", "a", "a\0", "aaaaaaaa", "aaaaaaaab", "aaaaaaaa\u00e9", "\u{1F600}"),
  fc.string({ maxLength: 8 }).map((end) => `https://example.com/${end}`),
  fc.string({ unit: "grapheme-ascii", minLength: 100, maxLength: 400 }),
);

test("texts that have codes are encoded as without the kernel", () => {
  const cases = fc
    .tuple(fc.uniqueArray(text, { maxLength: 60 }), repeats, gaps, fc.boolean(), fc.nat(99))
    .map(([texts, times, every, isDistinct, factor]): Case => {
      const { present: bytes, rows } = present(texts.length * times, every);
      const count = bytes?.reduce((sum, bit) => sum + bit, 0) ?? rows;
      const codes = Int32Array.from({ length: count }, (_, i) => (i * factor) % texts.length);
      const strings = stringsOf(texts);
      const values = { kind: "text", codes, strings, isDistinct, present: bytes } as const;
      return { type: { kind: "string" }, rows, values };
    });
  fc.assert(
    fc.property(cases, (each) => isSame(each)),
    { numRuns: propertyRuns(60) },
  );
});

test("texts where they lie are encoded as without the kernel, from one source or more", () => {
  const cases = fc
    .tuple(fc.array(text, { maxLength: 300 }), fc.constantFrom(1, 2, 5), fc.constantFrom(1, 2, 40))
    .map(([few, pieces, times]): Case => {
      const texts = Array.from({ length: times }, () => few).flat();
      const values = { kind: "plain", strings: stringsOf(texts, pieces) } as const;
      return { type: { kind: "string" }, rows: texts.length, values };
    });
  fc.assert(
    fc.property(cases, (each) => isSame(each)),
    { numRuns: propertyRuns(60) },
  );
});

test("longer decimals are encoded as without the kernel", () => {
  const integer = fc.bigInt({ min: -(10n ** 29n), max: 10n ** 29n });
  const cases = fc.uniqueArray(integer, { maxLength: 40 }).map((integers): Case => {
    const strings = stringsOf(integers.map((each) => `${each}.00`));
    const codes = Int32Array.from({ length: integers.length * 9 }, (_, i) => i % integers.length);
    const type = { kind: "decimal", precision: 38, scale: 2 } as const;
    const values = { kind: "text", codes, strings, isDistinct: true } as const;
    return { type, rows: codes.length, values };
  });
  fc.assert(
    fc.property(cases, (each) => isSame(each)),
    { numRuns: propertyRuns(20) },
  );
});

/** Different values of 32 bits, without an order. */
function scattered(i: number): number {
  return Math.imul(i + 1, 0x9e3779b1) >>> 0;
}

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

test.each([1, 1_000, 30_000, 65_536, 65_537, 139_000])(
  "of 140,000 texts %i are different, and they become the same bytes",
  (distinct) => {
    const texts = Array.from(
      { length: 140_000 },
      (_, i) => `${scattered(scattered(i) % distinct)}.0.0.1`,
    );
    const values = { kind: "plain", strings: stringsOf(texts, 2) } as const;
    expect(isSame({ type: { kind: "string" }, rows: texts.length, values })).toBe(true);
  },
);

/** Texts that all have the same place in a table of 1,024 slots. */
function textsOfOneSlot(count: number): string[] {
  const texts: string[] = [];
  for (let i = 0; texts.length < count; i++) {
    const text = `text-${i}`;
    if ((hashOf(Buffer.from(text), 0, text.length) & 1023) === 77) texts.push(text);
  }
  return texts;
}

test.each([
  [250, true],
  [300, false],
])("%i texts that were made to take many steps have a dictionary: %s", (count, hasDictionary) => {
  const few = textsOfOneSlot(count);
  const texts = Array.from({ length: 600 }, (_, i) => few[i % count] as string);
  const values = { kind: "plain", strings: stringsOf(texts) } as const;
  const each: Case = { type: { kind: "string" }, rows: texts.length, values };
  const { row_groups: groups } = parquetMetadata(plainFile(each).slice().buffer as ArrayBuffer);
  const encodings = groups[0]?.columns[0]?.meta_data?.encodings ?? [];
  expect(encodings.includes("RLE_DICTIONARY")).toBe(hasDictionary);
  expect(isSame(each)).toBe(true);
});

test("texts of many pages become the same bytes, one of more than a page among them", () => {
  const texts = Array.from({ length: 90_000 }, (_, i) => `${scattered(i) % 100_000}:user`);
  texts[70_000] = "x".repeat(1_500_000);
  const kernel = kernelOf();
  for (const pieces of [1, 3]) {
    const values = { kind: "plain", strings: stringsOf(texts, pieces) } as const;
    expect(isSame({ type: { kind: "string" }, rows: texts.length, values }, kernel)).toBe(true);
  }
});

test("a column that the kernel gets no memory for becomes the same bytes without it", () => {
  const texts = Array.from({ length: 40_000 }, (_, i) => `${scattered(i)}`);
  const values = { kind: "plain", strings: stringsOf(texts) } as const;
  const each: Case = { type: { kind: "string" }, rows: texts.length, values };
  const expected = plainFile(each);
  for (const most of [1, 100, 32_768, 100_000, 400_000, 500_000]) {
    const kernel = kernelOf();
    const allocate = kernel.allocate.bind(kernel);
    vi.spyOn(kernel, "allocate").mockImplementation((bytes) => {
      if (bytes > most) throw new RangeError("WebAssembly.Memory.grow(): Maximum memory size");
      return allocate(bytes);
    });
    const found = fileOf(parquetFiles("snappy", undefined, kernel)(datasetOf(each)), each);
    expect(Buffer.compare(found, expected)).toBe(0);
  }
});
