import { expect, it } from "vitest";
import { dropNulls } from "./drop-nulls.ts";

it("keeps rows that have a value in every column", () => {
  const rows = [
    { a: 1, b: "x" },
    { a: 2, b: null },
    { a: 3, b: undefined },
  ];
  expect(dropNulls(rows)).toEqual([{ a: 1, b: "x" }]);
});

it("counts a column that only other rows have as null", () => {
  expect(dropNulls<{ a: number; b?: number }>([{ a: 1 }, { a: 2, b: 3 }])).toEqual([
    { a: 2, b: 3 },
  ]);
});

it("looks at the named columns only", () => {
  const rows = [
    { a: 1, b: null },
    { a: null, b: 2 },
  ];
  expect(dropNulls(rows, { columns: ["a"] })).toEqual([{ a: 1, b: null }]);
  expect(dropNulls(rows, { columns: [] })).toEqual(rows);
});

it("drops every row when no row has a named column", () => {
  expect(dropNulls<{ a: number; b?: number }>([{ a: 1 }, { a: 2 }], { columns: ["b"] })).toEqual(
    [],
  );
});

it("takes an empty text, zero and false for values", () => {
  const rows = [{ a: "", b: 0, c: false }];
  expect(dropNulls(rows)).toEqual(rows);
});

it("does not take an inherited property for a value", () => {
  expect(dropNulls<object>([{}], { columns: ["toString" as never] })).toEqual([]);
});

it("passes the rows themselves on and leaves the input alone", () => {
  const rows = Object.freeze([Object.freeze({ a: 1 }), Object.freeze({ a: null })]);
  expect(dropNulls(rows)[0]).toBe(rows[0]);
});

it("takes any iterable", () => {
  expect(dropNulls(new Set([{ a: 1 }, { a: null }]))).toEqual([{ a: 1 }]);
});

it("refuses an unknown option and rows that are not objects", () => {
  expect(() => dropNulls([], { column: ["a"] } as never)).toThrow(
    /unknown option "column".*Did you mean "columns"/,
  );
  expect(() => dropNulls([{ a: 1 }, 2] as never)).toThrow("row 2 is not an object");
  expect(() => dropNulls(undefined as never)).toThrow("dropNulls: rows must be an iterable");
  expect(() => dropNulls([{ a: 1 }], { columns: "a" as never })).toThrow("must be a list");
});
