import * as fc from "fast-check";
import { parquetMetadata } from "hyparquet";
import { afterEach, expect, test, vi } from "vitest";
import { propertyRuns } from "../../../../../scripts/lib/property-runs.ts";
import {
  type Case,
  datasetOf,
  fileOf,
  gaps,
  isSame,
  kernelOf,
  plainFile,
  present,
  repeats,
  scattered,
  stringsOf,
} from "../../../test/support/encoded-alike.ts";
import { parquetFiles } from "../parquet-files.ts";
import { hashOfText } from "../text-dictionary.ts";

afterEach(() => vi.unstubAllGlobals());

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom("", "a", "a\0", "aaaaaaaa", "aaaaaaaab", "aaaaaaaa\u00e9", "\u{1F600}"),
  fc.string({ maxLength: 8 }).map((end) => `https://example.com/${end}`),
  fc.constantFrom("a".repeat(14), "a".repeat(15), "a".repeat(16), "a".repeat(17)),
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

test.each([
  [1, "short"],
  [1_000, "short"],
  [30_000, "short"],
  [30_000, "in some cases longer than others"],
  [65_536, "short"],
  [65_537, "short"],
  [139_000, "short"],
])(
  "of 140,000 texts %i are different, which are %s, and they become the same bytes",
  (distinct, kind) => {
    const text = (n: number) =>
      kind === "short" || n % 2 === 0 ? `${n}.0.0` : `${n}.example.com/`;
    const texts = Array.from({ length: 140_000 }, (_, i) =>
      text(scattered(scattered(i) % distinct)),
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
    const bytes = new DataView(new TextEncoder().encode(text).buffer);
    if ((hashOfText(bytes, 0, text.length) & 1023) === 77) texts.push(text);
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
