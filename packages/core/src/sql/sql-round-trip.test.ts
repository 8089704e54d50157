import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { anyCodePoint } from "../../../../scripts/lib/any-code-point.ts";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { escapeLike } from "./escape-like.ts";
import { quoteIdentifier } from "./quote-identifier.ts";
import { quoteLiteral } from "./quote-literal.ts";
import { quoteValue, type SqlValue } from "./quote-value.ts";

/** What is quoted is executed by DuckDB, which reads the dialect "query" as Trino does. */
let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create()).connect();
});
afterAll(() => connection.closeSync());

const NASTY = [
  "'",
  '"',
  "\\",
  "%",
  "_",
  "?",
  "$1",
  ":a",
  "--",
  "/*",
  "*/",
  ";",
  "\n",
  "\r",
  "\t",
  "\u0001",
  "`",
  " ",
  "é",
  "😀",
  "\u2028",
  "a",
  "E",
  "{",
  "}",
];
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...NASTY) }),
  fc.string({ unit: anyCodePoint }).filter((each) => !each.includes("\0") && each.isWellFormed()),
);
const name = text.filter((each) => each !== "" && Buffer.byteLength(each) <= 255);

async function evaluate(
  expression: string,
): Promise<{ value: unknown; type: string; column: string }> {
  const reader = await connection.runAndReadAll(`SELECT ${expression}`);
  return {
    value: reader.getRowsJS()[0]?.[0],
    type: String(reader.columnType(0)),
    column: reader.columnName(0),
  };
}

it("a literal evaluates to its text", async () => {
  await fc.assert(
    fc.asyncProperty(text, async (each) => {
      expect((await evaluate(quoteLiteral(each))).value).toBe(each);
    }),
    { numRuns: propertyRuns(120) },
  );
});

it("an identifier names just its column", async () => {
  await fc.assert(
    fc.asyncProperty(name, async (each) => {
      expect((await evaluate(`1 AS ${quoteIdentifier(each)}`)).column).toBe(each);
    }),
    { numRuns: propertyRuns(120) },
  );
});

it("an escaped pattern matches its text and no other", async () => {
  await fc.assert(
    fc.asyncProperty(text, text, async (each, other) => {
      const pattern = quoteLiteral(escapeLike(each));
      const matches = await evaluate(
        `[${quoteLiteral(each)} LIKE ${pattern} ESCAPE '\\', ${quoteLiteral(other)} LIKE ${pattern} ESCAPE '\\']`,
      );
      expect(matches.value).toEqual([true, each === other]);
    }),
    { numRuns: propertyRuns(120) },
  );
});

const int32 = fc.integer();
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
/** Integers that are no INTEGER, which DuckDB gives as numbers. */
const wide = int64.filter((value) => value < -(2n ** 31n) || value >= 2n ** 31n);
const date = fc.date({
  min: new Date("0001-01-01T00:00:00.000Z"),
  max: new Date("9999-12-31T23:59:59.999Z"),
  noInvalidDate: true,
});

it.each<[string, fc.Arbitrary<SqlValue>, string, (value: never) => unknown]>([
  ["string", text, "VARCHAR", (value) => value],
  ["integer", int32, "INTEGER", (value) => value],
  [
    "double",
    fc.double().filter((value) => !Number.isSafeInteger(value) || Object.is(value, -0)),
    "DOUBLE",
    (value) => value,
  ],
  ["boolean", fc.boolean(), "BOOLEAN", (value) => value],
  ["Date", date, "TIMESTAMP", (value) => value],
  [
    "int64",
    wide.map((value) => ({ type: "int64", value }) as const),
    "BIGINT",
    ({ value }: { value: bigint }) => value,
  ],
  [
    "float",
    fc.float().map((value) => ({ type: "float", value }) as const),
    "FLOAT",
    ({ value }: { value: number }) => value,
  ],
] as [string, fc.Arbitrary<SqlValue>, string, (value: never) => unknown][])(
  "a %s keeps type and value",
  async (_, arbitrary, type, expected) => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async (value) => {
        const literal = quoteValue(value);
        const found = await evaluate(literal);
        expect({ value: found.value, type: found.type }).toEqual({
          value: expected(value as never),
          type,
        });
      }),
      { numRuns: propertyRuns(80) },
    );
  },
);

it("a decimal keeps its digits", async () => {
  await fc.assert(
    fc.asyncProperty(int64, async (digits) => {
      const value = `${digits}.0625`;
      expect(
        await evaluate(`CAST(${quoteValue({ type: "decimal(30,4)", value })} AS VARCHAR)`),
      ).toMatchObject({ value });
    }),
    { numRuns: propertyRuns(80) },
  );
});

it("a date and NULL evaluate", async () => {
  expect(
    (await evaluate(`CAST(${quoteValue({ type: "date", value: "2024-02-29" })} AS VARCHAR)`)).value,
  ).toBe("2024-02-29");
  expect((await evaluate(quoteValue(null))).value).toBeNull();
});
