import { type Dataset, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import type { TypeCatalog } from "../src/postgres/catalog/type-catalog.ts";
import { scanCopy } from "../src/postgres/copy/scan-copy.ts";
import { postgresType } from "../src/postgres/types/postgres-type.ts";
import type { Source, SourceSnapshot } from "../src/source/source.ts";
import type { SourceTable } from "../src/source/source-table.ts";
import { batchOf, rowReader } from "../src/sql/row-batch.ts";
import { type SqlColumn, sqlColumn } from "../src/sql/sql-column.ts";
import { TextRowBuffer } from "../src/texts/text-row-buffer.ts";
import { loaded } from "./support/both-ways.ts";
import { copyText } from "./support/copy-text.ts";

type Texts = (string | null)[];

/** The modifier of `numeric(p,s)`. */
const numeric = (precision: number, scale: number) => ((precision << 16) | (scale & 0x7ff)) + 4;
const digits = (most: number) =>
  fc.bigInt({ min: -(10n ** BigInt(most)), max: 10n ** BigInt(most) });
const fixed = (most: number, scale: number) =>
  digits(most).map((value) => {
    const text = String(value < 0n ? -value : value).padStart(scale + 1, "0");
    const point = text.length - scale;
    return `${value < 0n ? "-" : ""}${text.slice(0, point)}${scale > 0 ? `.${text.slice(point)}` : ""}`;
  });
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom("\\", "\t", "\n", "\r", "\b", '"', "N", "\u0001", "é", "日") }),
);
const double = fc.double({ noNaN: true }).map((value) => {
  const [mantissa = "", exponent] = String(value).split("e");
  // As PostgreSQL has it, with two digits at least.
  return exponent === undefined
    ? mantissa
    : `${mantissa}e${exponent.replace(/^([+-])(\d)$/, "$10$2")}`;
});
const day = fc
  .date({ noInvalidDate: true, min: new Date("0001-01-01"), max: new Date("9999-12-31T23:59:59Z") })
  .map((date) => date.toISOString());
const fraction = fc.oneof(fc.constant(""), fc.stringMatching(/^\.\d{0,5}[1-9]$/));
const instant = fc
  .tuple(day, fraction)
  .map(([date, rest]) => `${date.slice(0, 10)} ${date.slice(11, 19)}${rest}`);
const odd = fc.constantFrom(
  "infinity",
  "-infinity",
  "0044-03-15 10:00:00 BC",
  "10000-01-01 00:00:00",
);

/** Types of PostgreSQL, and texts that are of them, or of no row that fits. */
const TYPES: readonly (readonly [name: string, modifier: number, fc.Arbitrary<string>])[] = [
  ["int2", -1, fc.integer({ min: -32768, max: 32767 }).map(String)],
  ["int4", -1, fc.integer().map(String)],
  [
    "int8",
    -1,
    fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.integer()).map(String),
  ],
  ["oid", -1, fc.nat({ max: 0xffffffff }).map(String)],
  ["numeric", numeric(12, 2), fc.oneof(fixed(12, 2), fc.constantFrom("NaN", "0.00", "-0.01"))],
  ["numeric", numeric(9, 0), fixed(9, 0)],
  ["numeric", numeric(18, 17), fixed(18, 17)],
  ["numeric", numeric(5, 5), fixed(5, 5)],
  ["numeric", numeric(38, 10), fixed(38, 10)],
  ["numeric", -1, fixed(30, 12)],
  ["float4", -1, fc.oneof(double, fc.constantFrom("0.1", "16777216", "3.4028235e+38", "NaN"))],
  [
    "float8",
    -1,
    fc.oneof(double, fc.constantFrom("-0", "Infinity", "1e-07", "123456789012345680")),
  ],
  ["bool", -1, fc.constantFrom("t", "f")],
  [
    "timestamptz",
    3,
    fc.oneof(
      instant.map((each) => `${each}+00`),
      odd,
    ),
  ],
  [
    "timestamptz",
    -1,
    fc.oneof(
      instant.map((each) => `${each}+00`),
      odd,
    ),
  ],
  ["timestamp", 0, fc.oneof(instant, odd)],
  [
    "date",
    -1,
    fc.oneof(
      day.map((each) => each.slice(0, 10)),
      odd,
    ),
  ],
  ["timetz", -1, fc.constantFrom("13:45:00+02", "24:00:00-03:30")],
  ["text", -1, text],
  ["uuid", -1, fc.uuid()],
  ["bytea", -1, fc.uint8Array().map((bytes) => `\\x${Buffer.from(bytes).toString("hex")}`)],
  ["jsonb", -1, fc.json()],
  ["mood", -1, fc.constantFrom("sad", 'it\'s "x"', "glad")],
  ["int4[]", -1, fc.constantFrom("{}", "{1,NULL,3}", "{{1,2},{3,4}}")],
];

const catalog: TypeCatalog = new Map(
  TYPES.map(([name]) => {
    const kind = name === "mood" ? "enum" : name.endsWith("[]") ? "array" : "base";
    const type = { kind, name, labels: ["sad", 'it\'s "x"'], element: "int4", delimiter: "," };
    return [name, { ...type, oid: name, fields: [], base: "", baseModifier: -1 }] as never;
  }),
);

/** What a run does with the rows. */
interface Case {
  readonly table: SourceTable;
  readonly rows: readonly Texts[];
  readonly batchRows: number;
}

function tableOf(
  types: typeof TYPES,
  microseconds: "text" | "cut",
  isNullable: boolean,
): SourceTable {
  const context = { catalog, microseconds, moneyScale: 2 };
  const columns = types.map(([name, modifier], at) =>
    sqlColumn(
      { name: `c${at}`, nativeType: name, nullable: isNullable || at % 3 !== 0 },
      postgresType({ oid: name, modifier }, context),
    ),
  );
  return { name: "things", kind: "table", columns, key: [] };
}

/** The rows as objects; in batches of bytes, too, if the source has texts. */
function sourceOf({ table, rows, batchRows }: Case, hasTexts: boolean): Source {
  const read = rowReader(table.columns as readonly SqlColumn[]);
  const snapshot: SourceSnapshot = {
    consistency: { kind: "snapshot", text: "As of one moment." },
    async *read() {
      yield batchOf(rows, read);
    },
    last: () => Promise.resolve(undefined),
    close: () => Promise.resolve(),
  };
  async function* readTexts() {
    for (let at = 0; at < rows.length; at += batchRows)
      yield textsOf(rows.slice(at, at + batchRows), table.columns.length);
  }
  return {
    kind: "postgres",
    name: "shop",
    discover: () => Promise.resolve([table]),
    open: () => Promise.resolve(hasTexts ? { ...snapshot, readTexts } : snapshot),
  };
}

function textsOf(rows: readonly Texts[], width: number): TextRowBuffer {
  const bytes = copyText(rows);
  const scanned = new TextRowBuffer(width);
  scanned.open(bytes, true);
  scanCopy(scanned, bytes.length);
  return scanned;
}

it("writes the same files by the bytes of texts as by rows, and says the same", async () => {
  const inputs = fc
    .uniqueArray(fc.nat({ max: TYPES.length - 1 }), { minLength: 1, maxLength: 4 })
    .map((places) => places.map((place) => TYPES[place] as (typeof TYPES)[number]))
    .chain((types) => {
      const row = fc.tuple(...types.map(([, , value]) => fc.option(value, { freq: 8 })));
      return fc.record({
        table: fc
          .tuple(fc.constantFrom("text" as const, "cut" as const), fc.boolean())
          .map(([microseconds, isNullable]) => tableOf(types, microseconds, isNullable)),
        rows: fc.array(row, { maxLength: 20 }),
        batchRows: fc.integer({ min: 1, max: 20 }),
      });
    });
  const kinds = fc.constantFrom("ndjson" as const, "parquet" as const, "raw" as const);
  await fc.assert(
    fc.asyncProperty(inputs, kinds, async (input, kind) => {
      const byTexts = await loaded(sourceOf(input, true), kind);
      expect(byTexts).toEqual(await loaded(sourceOf(input, false), kind));
    }),
    { numRuns: propertyRuns(200) },
  );
}, 120_000);

it("writes every character wherever it stands in a text", async () => {
  const characters = [
    ...Array.from({ length: 0x7f }, (_, at) => String.fromCharCode(at + 1)),
    "\u0080",
    "\u00dc",
    "\u07ff",
    "\u20ac",
    "\ufffd",
    "\u{10348}",
  ];
  const rows = characters.flatMap((each) =>
    Array.from({ length: 10 }, (_, place) => [`${"a~".repeat(5).slice(0, place)}${each}b d`]),
  );
  const table = tableOf([["text", -1, text]], "text", false);
  const input = { table, rows, batchRows: 100 };
  const byTexts = await loaded(sourceOf(input, true), "ndjson");
  expect(byTexts.rowsWritten).toBe(rows.length);
  expect(byTexts).toEqual(await loaded(sourceOf(input, false), "ndjson"));
});

it("has times as they are in rows where their bytes don't say whether they fit", async () => {
  const times = TYPES.filter(([name, modifier]) => name.startsWith("timestamp") && modifier >= 0);
  const table = tableOf([...times, ...times], "text", false);
  const rows = ["2024-03-10 02:30:00.5", "1999-12-31 23:59:59"].map((time) => {
    const [withZone, withoutZone] = [`${time}+00`, time];
    return [withZone, withoutZone, withZone, withoutZone];
  });
  const text = z.string().min(15);
  const time = z.iso.datetime({ offset: true }).min(20);
  const schema = z.object({ c0: text, c1: text, c2: time, c3: time });
  const things = defineDataset({ name: "things", schema }) as unknown as Dataset;
  const options = { datasets: { things } };
  const input = { table, rows, batchRows: 2 };
  const byTexts = await loaded(sourceOf(input, true), "ndjson", options);
  expect(byTexts.rowsWritten).toBe(2);
  expect(byTexts).toEqual(await loaded(sourceOf(input, false), "ndjson", options));
});
