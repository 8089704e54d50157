import type { Column, DataType } from "@cloudapi/core";
import type { NestedCase } from "./nested-cases.ts";

const string: DataType = { kind: "string" };
const int32: DataType = { kind: "int32" };
const int64: DataType = { kind: "int64" };

/** What nested encoding is easily got wrong by. */
export const nestedEdgeCases: Readonly<Record<string, NestedCase>> = {
  "a struct that is null, and one of nulls": {
    columns: [
      column("s", true, {
        kind: "struct",
        fields: [column("a", true, string), column("b", true, int32)],
      }),
    ],
    rows: [{ s: null }, { s: {} }, { s: { a: "x" } }, { s: { a: null, b: 1 } }, {}],
  },
  "a list that is null, one without elements, and one of null": {
    columns: [column("l", true, list(string, true))],
    rows: [{ l: null }, { l: [] }, { l: [null] }, { l: ["", null, "x"] }, { l: [] }, { l: ["y"] }],
  },
  "a map that is null, one without keys, and null under a key": {
    columns: [column("m", true, { kind: "map", value: int64, valueNullable: true })],
    rows: [
      { m: null },
      { m: {} },
      { m: { a: null } },
      { m: new Map([["b", 1n]]) },
      { m: { "": 2n, Ключ: 3n, "\u{1F600}": 4n, "a.b[0]": null, constructor: 5n } },
    ],
  },
  "lists of lists of lists": {
    columns: [column("l", true, list(list(list(int32, true), true), true))],
    rows: [
      { l: [[[1, 2], [3]], [[4]]] },
      { l: [[], [[]], [[], [null]]] },
      { l: [null, [null], [[null]]] },
      { l: [] },
      {},
      { l: [[[5]], null, [[6, 7], null, [], [8]]] },
    ],
  },
  "structs in maps in lists": {
    columns: [
      column(
        "l",
        false,
        list(
          {
            kind: "map",
            valueNullable: true,
            value: {
              kind: "struct",
              fields: [column("id", false, int64), column("tags", true, list(string, false))],
            },
          },
          true,
        ),
      ),
    ],
    rows: [
      { l: [] },
      { l: [{}, null, { a: null }] },
      { l: [{ a: { id: 1n, tags: ["x", "y"] }, b: { id: 2n, tags: [] } }, { c: { id: 3n } }] },
    ],
  },
  "required leaves within what may be missing": {
    columns: [
      column("s", true, {
        kind: "struct",
        fields: [
          column("id", false, int64),
          column("t", true, { kind: "struct", fields: [column("n", false, int32)] }),
          column("l", false, list({ kind: "struct", fields: [column("x", false, string)] }, false)),
        ],
      }),
    ],
    rows: [
      {},
      { s: { id: 1n, t: { n: 1 }, l: [{ x: "a" }, { x: "b" }] } },
      { s: { id: 2n, l: [] } },
    ],
  },
  "all required, without a list": {
    columns: [
      column("s", false, {
        kind: "struct",
        fields: [column("t", false, { kind: "struct", fields: [column("n", false, int32)] })],
      }),
    ],
    rows: [{ s: { t: { n: 1 } } }, { s: { t: { n: 2 } } }],
  },
  "ten levels": {
    columns: [column("deep", true, deep(10))],
    rows: [
      {},
      { deep: deepValue(10) },
      { deep: deepValue(9) },
      { deep: [] },
      { deep: deepValue(4) },
    ],
  },
  "no row": { columns: [column("l", true, list(string, true))], rows: [] },
};

/** Lists that are longer than a page, between rows that are not. */
export function longLists(elements: number): NestedCase {
  const item: DataType = {
    kind: "struct",
    fields: [column("n", true, int32), column("text", false, string)],
  };
  return {
    columns: [column("id", false, int32), column("items", true, list(item, true))],
    rows: Array.from({ length: 40 }, (_, id) => ({
      id,
      items: id % 7 === 3 ? null : items(id === 25 ? elements : id),
    })),
  };
}

function items(length: number): unknown[] {
  return Array.from({ length }, (_, i) =>
    i % 11 === 10 ? null : { n: i % 3 === 0 ? null : i, text: `a text that no other has, ${i}` },
  );
}

function column(name: string, nullable: boolean, type: DataType): Column {
  return { name, nullable, type };
}

function list(element: DataType, elementNullable: boolean): DataType {
  return { kind: "list", element, elementNullable };
}

/** Lists, structs and maps by turns, all of which may be missing. */
function deep(levels: number): DataType {
  if (levels === 0) return string;
  const within = deep(levels - 1);
  if (levels % 3 === 1) return list(within, true);
  if (levels % 3 === 2) return { kind: "map", value: within, valueNullable: true };
  return { kind: "struct", fields: [column("x", true, within), column("y", true, int32)] };
}

/** The same, with two of each where there may be several. */
function deepValue(levels: number, depth = 10): unknown {
  if (depth === 0) return "the end";
  if (levels === 0) return null;
  const within = deepValue(levels - 1, depth - 1);
  if (depth % 3 === 1) return [within, null, within];
  if (depth % 3 === 2) return { k: within, l: within, m: null };
  return { x: within, y: depth };
}
