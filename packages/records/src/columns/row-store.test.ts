import type { Column } from "@cloudapi/core";
import { expect, it } from "vitest";
import type { ByteStrings, ColumnValues } from "./column-values.ts";
import { RowStore } from "./row-store.ts";
import type { StoredRows } from "./stored-rows.ts";

const COLUMNS: readonly Column[] = [
  { name: "text", type: { kind: "string" }, nullable: true },
  { name: "ratio", type: { kind: "double" }, nullable: true },
  { name: "amount", type: { kind: "decimal", precision: 38, scale: 2 }, nullable: false },
];
const RULE = { eventTime: undefined, partition: undefined };

function storeOf(columns: readonly Column[] = COLUMNS): RowStore {
  return new RowStore({ columns, ...RULE });
}

function textAt({ sources, sourceOf, starts, ends }: ByteStrings, i: number): string {
  const source = sources[sourceOf?.[i] ?? 0] as Uint8Array;
  return Buffer.from(source.subarray(starts[i], ends[i])).toString();
}

/** A column's values by row, `undefined` where there is none. */
function valuesOf(column: ColumnValues): unknown[] {
  const { present } = column;
  let values: unknown[];
  if (column.kind === "fixed") values = [...column.values];
  else if (column.kind === "text")
    values = Array.from(column.codes, (code) => textAt(column.strings, code));
  else values = Array.from({ length: column.strings.size }, (_, i) => textAt(column.strings, i));
  if (present === undefined) return values;
  let at = 0;
  return Array.from(present, (bit) => (bit === 1 ? values[at++] : undefined));
}

function contents(store: RowStore, rows: StoredRows): unknown[][] {
  return Array.from(store.columns(rows), valuesOf);
}

it("holds the rows of several partitions that come by turns", () => {
  const store = storeOf();
  const partitions = [store.open(), store.open(), store.open()];
  const row = (i: number) => ({
    text: i % 5 === 0 ? undefined : `text ${i % 40}`,
    ratio: i % 3 === 0 ? null : i / 8,
    amount: `${i}.00`,
  });
  for (let i = 0; i < 1_000; i++) store.append(partitions[i % 3] as StoredRows, row(i), undefined);
  for (const [number, rows] of partitions.entries()) {
    const expected = Array.from({ length: 1_000 }, (_, i) => i).filter((i) => i % 3 === number);
    expect(contents(store, rows)).toEqual([
      expected.map((i) => row(i).text),
      expected.map((i) => row(i).ratio ?? undefined),
      expected.map((i) => row(i).amount),
    ]);
    store.clear(rows);
  }
  expect(store.memoryBytes).toBe(0);
});

it("numbers the texts of a row group from 0 on, in the order in which they come", () => {
  const store = storeOf([COLUMNS[0] as Column]);
  const rows = [store.open(), store.open()] as const;
  for (const text of ["a", "b", "c", "d"]) store.append(rows[0], { text }, undefined);
  for (const text of ["d", "b", "d"]) store.append(rows[1], { text }, undefined);
  const [column] = store.columns(rows[1]);
  expect(column).toMatchObject({ kind: "text", codes: Int32Array.of(0, 1, 0) });
});

it("holds long texts as their bytes, and with them those of their column in the row group", () => {
  const store = storeOf();
  const rows = store.open();
  const texts = ["short", "é".repeat(700), "", "short", "x".repeat(200_000), "y".repeat(1_024)];
  for (const text of texts) store.append(rows, { text, ratio: 1, amount: "1.00" }, undefined);
  const [column] = store.columns(rows);
  expect(column?.kind).toBe("plain");
  expect(contents(store, rows)[0]).toEqual(texts);
  expect(rows.memoryBytes).toBeGreaterThan(200_000);
});

it("looks texts up no more where most are different, but decimals always", () => {
  const store = storeOf();
  const rows = store.open();
  const count = 70_000;
  const row = (i: number) => ({ text: `text ${i}`, ratio: i, amount: `${i}.00` });
  for (let i = 0; i < count; i++) store.append(rows, row(i), undefined);
  const kinds = Array.from(store.columns(rows), ({ kind }) => kind);
  expect(kinds).toEqual(["plain", "fixed", "text"]);
  const all = Array.from({ length: count }, (_, i) => row(i));
  const [texts, , amounts] = contents(store, rows);
  expect(texts).toEqual(all.map(({ text }) => text));
  expect(amounts).toEqual(all.map(({ amount }) => amount));
});

it("begins dictionaries anew when they are full of texts that do repeat", () => {
  const store = storeOf([COLUMNS[0] as Column]);
  const rows = store.open();
  let restarts = 0;
  let since = 0;
  for (let i = 0; i < 900_000; i++) {
    store.append(rows, { text: `${Math.floor(i / 3)}` }, undefined);
    since++;
    if (!store.isFull) continue;
    const [texts] = contents(store, rows);
    expect([texts?.length, texts?.at(-1)]).toEqual([since, `${Math.floor(i / 3)}`]);
    store.clear(rows);
    store.restart();
    restarts++;
    since = 0;
  }
  expect(restarts).toBe(1);
  const [texts] = contents(store, rows);
  expect([texts?.length, texts?.at(-1)]).toEqual([since, "299999"]);
}, 60_000);
