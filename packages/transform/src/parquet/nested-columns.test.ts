import type { Column, DataType } from "@cloudapi/core";
import { RowBuffer } from "@cloudapi/records/internal";
import { parquetMetadata } from "hyparquet";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { nestedCases } from "../../test/support/nested-cases.ts";
import { longLists, nestedEdgeCases } from "../../test/support/nested-edge-cases.ts";
import { asReadByHyparquet, readNested } from "../../test/support/read-nested.ts";
import { writeNested } from "../../test/support/write-nested.ts";

it("reads back generated rows of generated nested columns, over several row groups", async () => {
  for (const nested of nestedCases(propertyRuns(40), 30, 20_250_115))
    expect(await readNested(nested, writeNested(nested, 11))).toEqual(asReadByHyparquet(nested));
});

it.each(Object.entries(nestedEdgeCases))("reads back %s", async (_, nested) => {
  expect(await readNested(nested, writeNested(nested))).toEqual(asReadByHyparquet(nested));
});

it("cuts pages between rows, however long a row's list is", async () => {
  const nested = longLists(100_000);
  const bytes = writeNested(nested);
  // As text, for which a million values are compared in no time.
  expect(JSON.stringify(await readNested(nested, bytes))).toBe(
    JSON.stringify(asReadByHyparquet(nested)),
  );
  const [group] = parquetMetadata(bytes.slice().buffer).row_groups;
  const pages = group?.columns.map(({ meta_data }) => meta_data?.encoding_stats?.at(-1)?.count);
  expect(pages).toEqual([1, 1, 3]);
});

const item: DataType = {
  kind: "struct",
  fields: [
    { name: "sku", type: { kind: "string" }, nullable: false },
    { name: "qty", type: { kind: "int32" }, nullable: true },
  ],
};
const order: readonly Column[] = [
  { name: "id", type: { kind: "int64" }, nullable: false },
  {
    name: "items",
    type: { kind: "list", element: item, elementNullable: false },
    nullable: true,
  },
  {
    name: "tags",
    type: { kind: "map", value: { kind: "double" }, valueNullable: true },
    nullable: false,
  },
];

it("describes each leaf: its path, entries, nulls and bounds", () => {
  const bytes = writeNested({
    columns: order,
    rows: [
      { id: 1n, items: [{ sku: "b", qty: 2 }, { sku: "a" }], tags: { x: 1.5, y: null } },
      { id: 2n, items: [], tags: {} },
      { id: 3n, tags: { z: -1 } },
    ],
  });
  const [group] = parquetMetadata(bytes.slice().buffer).row_groups;
  const leaves = group?.columns.map(({ meta_data }) => {
    const { min_value, max_value, null_count } = meta_data?.statistics ?? {};
    const path = meta_data?.path_in_schema.join(".");
    return [path, meta_data?.num_values, null_count, min_value, max_value];
  });
  expect(leaves).toEqual([
    ["id", 3n, 0n, 1n, 3n],
    ["items.list.element.sku", 4n, 2n, "a", "b"],
    ["items.list.element.qty", 4n, 3n, 2, 2],
    ["tags.key_value.key", 4n, 1n, "x", "z"],
    ["tags.key_value.value", 4n, 2n, -1, 1.5],
  ]);
});

it.each([
  [{ items: "sku" }, "Column items was given a string where it takes a list"],
  [{ items: { 0: {} } }, "Column items was given an object where it takes a list"],
  [{ items: [["a"]] }, "Column items[] was given a list where it takes an object"],
  [{ items: [null] }, "Column items[] was given nothing where it takes a value"],
  [{ items: [{ qty: 1 }] }, "Column items[].sku was given nothing where it takes a value"],
  [{ tags: null }, "Column tags was given nothing where it takes a value"],
  [{ tags: ["x"] }, "Column tags was given a list where it takes a Map or an object"],
  [{ tags: new Map([[1, 1]]) }, "Column tags was given a number where it takes texts as keys"],
  [{ items: [new Map()] }, "Column items[] was given a Map where it takes an object"],
])("refuses %j, which no check lets through", (wrong, message) => {
  const row = { id: 1n, items: [], tags: {}, ...wrong };
  expect(() => writeNested({ columns: order, rows: [row] })).toThrow(TypeError);
  expect(() => writeNested({ columns: order, rows: [row] })).toThrow(message);
});

it("refuses a struct without fields, and levels past what is stored", () => {
  const empty: Column = { name: "s", type: { kind: "struct", fields: [] }, nullable: true };
  expect(() => writeNested({ columns: [empty], rows: [] })).toThrow("a struct without fields");
  let type: DataType = { kind: "string" };
  for (let depth = 0; depth < 128; depth++)
    type = { kind: "list", element: type, elementNullable: true };
  expect(() => writeNested({ columns: [{ name: "l", type, nullable: true }], rows: [] })).toThrow(
    "deeper than the 255 levels",
  );
});

it("counts at least the memory that values and levels take", () => {
  const { columns, rows } = longLists(20_000);
  const buffer = new RowBuffer({ columns, eventTime: undefined, partition: undefined });
  for (const row of rows) buffer.append(row, undefined);
  const counted = buffer.memoryBytes;
  let held = 0;
  for (const { levels, ...leaf } of buffer.columns()) {
    held +=
      (levels?.definition?.buffer.byteLength ?? 0) + (levels?.repetition?.buffer.byteLength ?? 0);
    if (leaf.kind === "fixed") held += leaf.values.buffer.byteLength;
    if (leaf.kind !== "text") continue;
    held += leaf.codes.buffer.byteLength + (leaf.strings.sources[0]?.buffer.byteLength ?? 0);
  }
  expect(held).toBeGreaterThan(1_000_000);
  expect(counted).toBeGreaterThanOrEqual(held);
  expect(counted).toBeLessThan(4 * held);
});
