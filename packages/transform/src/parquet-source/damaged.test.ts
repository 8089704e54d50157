import { readFileSync } from "node:fs";
import { SourceError } from "@cloudapi/records";
import fc from "fast-check";
import { parquetMetadata } from "hyparquet";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { parquetRowsOf as rowsOf } from "../../test/support/parquet-rows-of.ts";
import { cursorOf } from "./pages/cursor.ts";
import { snappy } from "./pages/decompress.ts";
import { readPageHeader } from "./pages/page-header.ts";

const FOLDER = new URL("../../../../fixtures/parquet/", import.meta.url);
const NAMES = "snappy-v1 zstd-v2 plain-none delta-gzip-v2 delta-none-v1 brotli-v1".split(" ");
/** Those whose pages have checksums, which are of what a page holds, and not of its header. */
const SUMMED = new Set<string>(["zstd-v2", "plain-none"]);

const fileOf = (name: string) => readFileSync(new URL(`${name}.parquet`, FOLDER));
const expected = readFileSync(new URL("rows.jsonl", FOLDER), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Record<string, unknown>);

/** A row as JSON has it. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  const entries = value instanceof Map ? [...value] : undefined;
  if (entries === undefined && (typeof value !== "object" || value === null)) return value;
  const all = (entries ?? Object.entries(value as object)) as [string, unknown][];
  return Object.fromEntries(all.map(([key, item]) => [key, plain(item)]));
}

const isSourceError = (failure: unknown) => failure instanceof SourceError;
const textOf = (rows: readonly object[]) => JSON.stringify(rows.map(plain));

/** Whether a place is in what a page holds, behind its header. */
function isInPage(file: Buffer, place: number): boolean {
  const length = file.readUInt32LE(file.length - 8);
  const { row_groups: groups } = parquetMetadata(file, { geoparquet: false });
  const chunk = groups
    .flatMap(({ columns }) => columns.map(({ meta_data: found }) => found))
    .map((found) => Number(found?.dictionary_page_offset ?? found?.data_page_offset))
    .filter((start) => start <= place)
    .reduce((last, start) => Math.max(last, start), 4);
  for (const cursor = cursorOf(file, chunk, file.length - 8 - length); cursor.at <= place; ) {
    const { storedSize } = readPageHeader(cursor);
    if (place < cursor.at) return false;
    cursor.at += storedSize;
  }
  return true;
}

describe.each(NAMES)("a file of Arrow's writer, %s", (name) => {
  const bytes = fileOf(name);
  const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);

  const whole = textOf(expected);
  const isSummed = (place: number) => SUMMED.has(name) && place < footer && isInPage(bytes, place);

  it("is read as it was written", async () => {
    const { rows, failure } = await rowsOf(bytes);
    expect(failure).toBeUndefined();
    expect(rows.map(plain)).toEqual(expected);
  });

  it("gives its rows or says what is wrong, whichever byte is another", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.nat(footer - 1), fc.nat(bytes.length - 1)),
        fc.integer({ min: 1, max: 255 }),
        async (place, change) => {
          const damaged = Buffer.from(bytes);
          damaged[place] = (damaged[place] ?? 0) ^ change;
          const { rows, failure } = await rowsOf(damaged);
          const isRight = rows.length === expected.length && !isSummed(place);
          const isSame = failure === undefined && textOf(rows) === whole;
          expect(isSame || (failure === undefined ? isRight : isSourceError(failure))).toBe(true);
        },
      ),
      { numRuns: propertyRuns(30) },
    );
  });

  it("gives the rows before and says what is wrong, wherever bytes are missing", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 13),
        fc.integer({ min: 1, max: 40 }),
        async (start, count) => {
          const cut = Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + count)]);
          const { rows, failure } = await rowsOf(cut);
          // A byte may be missing that stands before one like it, or where nothing is kept.
          const isSame = failure === undefined && textOf(rows) === whole;
          expect(isSame || isSourceError(failure)).toBe(true);
          expect([0, 50, 100, 120]).toContain(rows.length);
        },
      ),
      { numRuns: propertyRuns(12) },
    );
  });
});

describe("a footer", () => {
  it.each([
    // A text that is a decimal, a timestamp or a date as well.
    ["plain-none", 12_265, 16],
    ["plain-none", 12_267, 64],
    ["plain-none", 12_389, 16],
    ["plain-none", 12_391, 64],
    ["plain-none", 12_439, 16],
    ["plain-none", 12_441, 64],
    // A date that is a UUID as well.
    ["plain-none", 12_343, 128],
  ])("of %s that says two things of a column is refused (byte %i)", async (name, place, change) => {
    const damaged = fileOf(name);
    damaged[place] = (damaged[place] ?? 0) ^ change;
    const { failure } = await rowsOf(damaged);
    expect(failure).toMatchObject({
      code: "SOURCE_CORRUPT",
      message: expect.stringContaining("damaged in its footer") as string,
    });
  });

  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
  const withFooter = (footer: readonly number[]) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    return Buffer.concat([Buffer.from("PAR1"), Buffer.from(footer), length, Buffer.from("PAR1")]);
  };

  it("that tells of more than it has takes no memory", async () => {
    const list = [0xf9, ...varint(30_000_000)];
    const many = withFooter([0x19, ...Array.from({ length: 100 }, () => list).flat()]);
    expect((await rowsOf(many)).failure).toMatchObject({
      code: "SOURCE_CORRUPT",
      message: expect.stringContaining("too deep") as string,
    });
    const long = withFooter([0x15, 2, 0x19, 0xfc, ...varint(0x7fff_ffff), 0]);
    expect((await rowsOf(long)).failure).toMatchObject({
      code: "SOURCE_CORRUPT",
      message: expect.stringContaining("it ends too early") as string,
    });
  });

  it("with groups in groups without end is refused", async () => {
    const group = [0x48, 1, 0x61, 0x15, 2, 0];
    const groups = Array.from({ length: 20_000 }, () => group).flat();
    const schema = [0x19, 0xfc, ...varint(20_000), ...groups];
    const deep = withFooter([0x15, 2, ...schema, 0x16, 0, 0x19, 0x0c, 0]);
    expect((await rowsOf(deep)).failure).toMatchObject({
      code: "SOURCE_CORRUPT",
      message: expect.stringContaining("more than 400 groups") as string,
    });
  });
});

it("a page in Snappy that tells another length takes no memory", () => {
  const told = Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0x07, 0x00, 0x61]);
  expect(() => snappy(told, 5)).toThrow("a page of 2147483647 bytes that is said to have 5");
  expect(() => snappy(told, 2_147_483_647)).toThrow(RangeError);
});
