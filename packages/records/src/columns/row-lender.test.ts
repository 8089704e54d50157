import type { Column } from "@cloudapi/core";
import { expect, it, vi } from "vitest";
import { type Kernel, openKernel } from "../kernel/kernel.ts";
import type { ByteStrings, ColumnValues } from "./column-values.ts";
import type { Lent } from "./lent-rows.ts";
import { RowStore } from "./row-store.ts";

const COLUMNS: readonly Column[] = [
  { name: "word", type: { kind: "string" }, nullable: true },
  { name: "text", type: { kind: "string" }, nullable: true },
  { name: "ratio", type: { kind: "double" }, nullable: true },
  { name: "count", type: { kind: "int32" }, nullable: false },
  { name: "flag", type: { kind: "boolean" }, nullable: true },
];

function textAt({ sources, sourceOf, starts, ends }: ByteStrings, i: number): string {
  const source = sources[sourceOf?.[i] ?? 0] as Uint8Array;
  return Buffer.from(source.subarray(starts[i], ends[i])).toString();
}

/** What an encoder sees of a column. */
function seen(column: ColumnValues): unknown {
  const present = column.present && [...column.present];
  if (column.kind === "fixed") return { present, values: [...column.values] };
  const { strings } = column;
  const texts = Array.from({ length: strings.size }, (_, i) => textAt(strings, i));
  return { present, texts, codes: column.kind === "text" ? [...column.codes] : undefined };
}

/** A store of rows, some of whose texts are long. */
function filled(kernel: Kernel) {
  const store = new RowStore(
    { columns: COLUMNS, eventTime: undefined, partition: undefined },
    { kernel },
  );
  const rows = store.open();
  for (let i = 0; i < 3_000; i++) {
    const text = i % 7 === 0 ? `${i}`.repeat(400) : `text ${i % 900}`;
    const ratio = i % 3 === 0 ? null : i / 8;
    const row = { word: `word ${i % 5}`, text, ratio, count: i, flag: i % 4 === 0 };
    store.append(rows, row, undefined);
  }
  return { store, rows };
}

it.each([0, 100, 1_000, 4_000, 13_000, 30_000, 50_000])(
  "makes the same columns of lent rows when the kernel has memory for %i more bytes",
  (most) => {
    const kernel = openKernel() as Kernel;
    const { store, rows } = filled(kernel);
    const expected = Array.from(store.columns(rows), seen);
    const lent = store.lender?.lend(rows) as Lent;
    const allocate = kernel.allocate.bind(kernel);
    let left = most;
    vi.spyOn(kernel, "allocate").mockImplementation((bytes) => {
      if (bytes > left) throw new RangeError("WebAssembly.Memory.grow(): Maximum memory size");
      left -= bytes;
      return allocate(bytes);
    });
    expect(Array.from(store.lender?.columns(lent.rows) ?? [], seen)).toEqual(expected);
    store.lender?.takeBack(lent);
  },
);

it("lends texts that the kernel has no memory for, whatever becomes of their dictionaries", () => {
  const kernel = openKernel() as Kernel;
  const { store, rows } = filled(kernel);
  store.lender?.takeBack(store.lender.lend(rows) as Lent);
  vi.spyOn(kernel, "allocate").mockImplementation(() => {
    throw new RangeError("WebAssembly.Memory.grow(): Maximum memory size");
  });
  // What the kernel has is taken, to the last piece.
  for (let length = 2 ** 20; length > 0; length /= 2)
    while (kernel.holds(store.pool.take(new Int32Array(0), length)));
  const row = (i: number) => ({
    word: `${i} word`,
    text: `${i} text`,
    ratio: i,
    count: i,
    flag: null,
  });
  for (let i = 0; i < 3_000; i++) store.append(rows, row(i), undefined);
  const expected = Array.from(store.columns(rows), seen);
  const lent = store.lender?.lend(rows) as Lent;
  const other = store.open();
  for (let i = 0; i < 12_000; i++) store.append(other, row(-i), undefined);
  // Whoever takes memory writes to it.
  for (let length = 1; length < 300_000; length *= 2) {
    for (let i = 0; i < 4; i++) store.pool.take(new Int32Array(0), length).fill(-1);
    for (let i = 0; i < 4; i++) store.pool.take(Buffer.alloc(0), length).fill(255);
  }
  expect(Array.from(store.lender?.columns(lent.rows) ?? [], seen)).toEqual(expected);
});
