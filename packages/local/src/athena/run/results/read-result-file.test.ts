import fc from "fast-check";
import { expect, it } from "vitest";
import type { QueryResult } from "./query-result.ts";
import { readResultFile } from "./read-result-file.ts";
import { resultFile } from "./result-file.ts";

const result = (header: boolean, rows: QueryResult["rows"]): QueryResult => ({
  columns: (rows[0] ?? ["x"]).map((_, i) => ({ name: `c"${i},\n`, type: { kind: "bigint" } })),
  rows,
  header,
  updateCount: 0,
});

it("reads the rows of a query's file back, null apart from empty text", () => {
  const cell = fc.option(fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", "a", "é", "") }));
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width })));
  fc.assert(
    fc.property(table, (rows) => {
      expect(readResultFile(resultFile(result(true, rows)), true)).toEqual(rows);
    }),
  );
});

it("reads the lines of a text file back", () => {
  for (const rows of [[], [["a"]], [["a\tb"], [""], ["c"]]])
    expect(readResultFile(resultFile(result(false, rows)), false)).toEqual(rows);
});

it("refuses what is not a result", () => {
  for (const text of ['"a"\nhello', '"a"\n"b', '"a"\n"b"c'])
    expect(() => readResultFile(text, true)).toThrow(SyntaxError);
});

it("reads a cell of two million characters", () => {
  const long = '"x'.repeat(1_000_000);
  const [row] = readResultFile(resultFile(result(true, [[long]])), true);
  expect(row?.[0] === long).toBe(true);
});
