import type { Dataset } from "@cloudapi/core";
import { RowBuffer } from "@cloudapi/records/internal";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { expect, it } from "vitest";
import { concatBytes } from "../rows/concat-bytes.ts";
import type { FileLayout, FileSummary } from "./file-encoder.ts";
import { parquetFiles } from "./parquet-files.ts";

type Rows = readonly Record<string, unknown>[];

const LAYOUT: FileLayout = {
  columns: [
    { name: "at", type: { kind: "timestamp" }, nullable: true },
    { name: "ratio", type: { kind: "double" }, nullable: true },
    { name: "code", type: { kind: "string" }, nullable: false },
    { name: "amount", type: { kind: "decimal", precision: 30, scale: 2 }, nullable: true },
    {
      name: "items",
      nullable: true,
      type: {
        kind: "list",
        elementNullable: false,
        element: {
          kind: "struct",
          fields: [
            { name: "on", type: { kind: "date" }, nullable: false },
            {
              name: "tags",
              type: { kind: "map", value: { kind: "int64" }, valueNullable: true },
              nullable: true,
            },
          ],
        },
      },
    },
  ],
  fieldIds: [
    { id: 1 },
    { id: 12 },
    { id: 3 },
    { id: 4 },
    {
      id: 5,
      inside: [{ id: 6, inside: [{ id: 7 }, { id: 8, inside: [{ id: 9 }, { id: 10 }] }] }],
    },
  ],
};

/** The file of groups of rows, each a row group. */
function write(
  groups: readonly Rows[],
  layout = LAYOUT,
): { bytes: Uint8Array; summary: FileSummary } {
  const { columns } = layout;
  const dataset = { name: "t", contractHash: "0", columns, eventTime: "at", partition: undefined };
  const buffer = new RowBuffer(dataset);
  const file = parquetFiles("snappy", layout)(dataset as unknown as Dataset);
  const pieces = groups.map((rows) => {
    for (const row of rows) buffer.append(row, undefined);
    const piece = file.encodeRowGroup(buffer.columns(), buffer.rows);
    buffer.clear();
    return piece;
  });
  const bytes = concatBytes([...pieces, file.finish()]);
  return { bytes, summary: file.summary?.() as FileSummary };
}

function metadataOf(bytes: Uint8Array) {
  return parquetMetadata(bytes.slice().buffer);
}

it("gives every field its id, but not what only groups", () => {
  const { schema } = metadataOf(write([[{ code: "a" }]]).bytes);
  expect(schema.slice(1).map(({ name, field_id }) => [name, field_id])).toEqual([
    ["at", 1],
    ["ratio", 12],
    ["code", 3],
    ["amount", 4],
    ["items", 5],
    ["list", undefined],
    ["element", 6],
    ["on", 7],
    ["tags", 8],
    ["key_value", undefined],
    ["key", 9],
    ["value", 10],
  ]);
});

it("stores times in microseconds without a zone, to the last digit", async () => {
  const times = [
    "0001-01-01T00:00:00.001Z",
    "1969-12-31T23:59:59.999Z",
    "1970-01-01T00:00:00.000Z",
    "2025-01-15T10:30:45.123Z",
    "9999-12-31T23:59:59.999Z",
  ];
  const { bytes, summary } = write([times.map((at) => ({ at, code: "a" }))]);
  const [, element] = metadataOf(bytes).schema;
  expect(element?.logical_type).toEqual({
    type: "TIMESTAMP",
    isAdjustedToUTC: false,
    unit: "MICROS",
  });
  expect(element?.converted_type).toBeUndefined();
  const rows = await parquetReadObjects({
    file: bytes.slice().buffer,
    columns: ["at"],
    parsers: { timestampFromMicroseconds: (micros: bigint) => micros },
  } as unknown as Parameters<typeof parquetReadObjects>[0]);
  const micros = times.map((at) => BigInt(Date.parse(at)) * 1000n);
  expect(rows.map(({ at }) => at as unknown)).toEqual(micros);
  expect(summary.leaves[0]).toMatchObject({ min: micros[0], max: micros[4] });
});

it("says what is in the file, over all of its row groups", () => {
  const { bytes, summary } = write([
    [
      { code: "b", ratio: Number.NaN, amount: "-1.00" },
      { code: "é", ratio: 2.5, items: [] },
    ],
    [{ code: "a", ratio: -1, amount: "12345678901234567890123456.78" }],
    [
      {
        code: "\u{1F600}",
        items: [{ on: "2025-01-15", tags: { a: 1n, b: null } }, { on: "1969-12-31" }],
      },
    ],
  ]);
  expect(summary.rows).toBe(4);
  const { row_groups: groups } = metadataOf(bytes);
  expect(summary.rowGroupOffsets).toEqual(
    groups.map(({ columns }) => {
      const { dictionary_page_offset: first, data_page_offset: data } = columns[0]?.meta_data ?? {};
      return Number(first ?? data);
    }),
  );
  const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));
  const unsized = summary.leaves.map((leaf) => ({ ...leaf, sizeBytes: 0 }));
  expect(unsized).toEqual(
    [
      { fieldId: 1, entries: 4, nulls: 4, nans: 0 },
      { fieldId: 12, entries: 4, nulls: 1, nans: 1, min: -1, max: 2.5 },
      { fieldId: 3, entries: 4, nulls: 0, nans: 0, min: bytesOf("a"), max: bytesOf("\u{1F600}") },
      { fieldId: 4, entries: 4, nulls: 2, nans: 0, min: -100n, max: 1234567890123456789012345678n },
      { fieldId: 7, entries: 5, nulls: 3, nans: 0, min: -1, max: 20103 },
      { fieldId: 9, entries: 6, nulls: 4, nans: 0, min: bytesOf("a"), max: bytesOf("b") },
      { fieldId: 10, entries: 6, nulls: 5, nans: 0, min: 1n, max: 1n },
    ].map((leaf) => ({ ...leaf, sizeBytes: 0 })),
  );
  const sizes = summary.leaves.map(({ sizeBytes }) => sizeBytes);
  expect(sizes).toEqual(
    sizes.map((_, i) =>
      groups.reduce(
        (sum, { columns }) => sum + Number(columns[i]?.meta_data?.total_compressed_size),
        0,
      ),
    ),
  );
});

it("has no bounds where no value is a number", () => {
  const { bytes, summary } = write([[{ code: "a", ratio: Number.NaN }]]);
  expect(summary.leaves[1]).toMatchObject({ nans: 1, entries: 1, nulls: 0 });
  expect(Object.keys(summary.leaves[1] as object)).not.toContain("min");
  const [, ratio] = metadataOf(bytes).row_groups[0]?.columns ?? [];
  expect(ratio?.meta_data?.statistics?.min_value).toBeUndefined();
});
