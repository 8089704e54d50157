import { type Dataset, defineDataset, fileColumns } from "@cloudapi/core";
import { ByteWriter } from "hyparquet-writer";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { EncodedColumn, RowGroup } from "./column-chunk.ts";
import { footerOf, footerParts } from "./footer.ts";
import { parquetSchema, type SchemaLeaf, schemaLeaves } from "./parquet-schema.ts";

type Metadata = Parameters<typeof writeMetadata>[1];

/** The same footer as hyparquet-writer makes it of objects. */
function asObjects(dataset: Dataset, rowGroups: readonly RowGroup[]): Uint8Array {
  const schema = parquetSchema(fileColumns(dataset));
  const leaves = schemaLeaves(schema);
  const out = new ByteWriter();
  writeMetadata(out, {
    version: 2,
    created_by: "cloudapi version 0.1 (build hyparquet-writer)",
    schema,
    num_rows: BigInt(rowGroups.reduce((sum, { rows }) => sum + rows, 0)),
    row_groups: rowGroups.map(({ rows, sizeBytes, columns }) => ({
      columns: columns.map((column, i) => chunkOf(leaves[i] as SchemaLeaf, column)),
      num_rows: BigInt(rows),
      total_byte_size: BigInt(columns.reduce((sum, each) => sum + each.uncompressedBytes, 0)),
      total_compressed_size: BigInt(sizeBytes),
    })),
    key_value_metadata: [
      { key: "cloudapi.dataset", value: dataset.name },
      { key: "cloudapi.contract_hash", value: dataset.contractHash },
    ],
  } as unknown as Metadata);
  out.appendUint32(0x31524150);
  return out.getBytes();
}

function chunkOf({ element, path }: SchemaLeaf, column: EncodedColumn) {
  const hasDictionary = column.firstDataPage > column.start;
  const dictionary = { page_type: "DICTIONARY_PAGE", encoding: "PLAIN", count: 1 };
  const data = {
    page_type: "DATA_PAGE",
    encoding: hasDictionary ? "RLE_DICTIONARY" : "PLAIN",
    count: column.pages,
  };
  return {
    file_offset: BigInt(column.start),
    meta_data: {
      type: element.type,
      encodings: hasDictionary ? ["PLAIN", "RLE", "RLE_DICTIONARY"] : ["PLAIN", "RLE"],
      path_in_schema: [...path],
      codec: "SNAPPY",
      num_values: BigInt(column.entries),
      total_uncompressed_size: BigInt(column.uncompressedBytes),
      total_compressed_size: BigInt(column.sizeBytes),
      data_page_offset: BigInt(column.firstDataPage),
      ...(hasDictionary ? { dictionary_page_offset: BigInt(column.start) } : {}),
      statistics: {
        null_count: BigInt(column.nulls),
        ...(column.min === undefined ? {} : { min_value: column.min }),
        ...(column.max === undefined ? {} : { max_value: column.max }),
      },
      encoding_stats: hasDictionary ? [dictionary, data] : [data],
    },
  };
}

function written(dataset: Dataset, rowGroups: readonly RowGroup[]): Uint8Array {
  const schema = parquetSchema(fileColumns(dataset));
  const parts = { codec: "SNAPPY", keyValues: undefined } as const;
  return footerOf(footerParts(dataset, schema, schemaLeaves(schema), parts), rowGroups);
}

const SAMPLE = defineDataset({
  name: "sample",
  schema: z.object({
    text: z.string(),
    count: z.int32(),
    total: z.int64().optional(),
    share: z.number().optional(),
    isDone: z.boolean(),
    tags: z.array(z.object({ key: z.string() })),
  }),
}) as unknown as Dataset;

const COLUMN: EncodedColumn = {
  start: 4,
  firstDataPage: 4,
  pages: 1,
  sizeBytes: 100,
  uncompressedBytes: 200,
  entries: 10,
  nulls: 0,
  nans: 0,
  min: undefined,
  max: undefined,
};

function columnsAt(start: number): EncodedColumn[] {
  const long = Buffer.from("längster Text, der gekürzt wird");
  return [
    { ...COLUMN, start, firstDataPage: start + 70_000, min: long, max: long, pages: 20 },
    { ...COLUMN, start: start + 1, firstDataPage: start + 1, min: -5, max: 2 ** 31 - 1 },
    { ...COLUMN, start, firstDataPage: start + 1, min: -(2n ** 63n), max: 5n, nulls: 127 },
    { ...COLUMN, start, firstDataPage: start, min: -0.5, max: 1e300, nulls: 128 },
    { ...COLUMN, start, firstDataPage: start, min: false, max: true, entries: 2 ** 40 },
    { ...COLUMN, start, firstDataPage: start + 9, min: Buffer.from("a"), max: Buffer.from("b") },
  ];
}

describe("a footer has the bytes that hyparquet-writer makes of objects", () => {
  test.each([
    ["of one row group", [4]],
    ["of places beyond four gigabytes", [4, 2 ** 33, 2 ** 50]],
    ["of more row groups than a list's first byte counts", Array.from({ length: 40 }, (_, i) => i)],
  ])("%s", (_name, starts) => {
    const rowGroups = starts.map((start, i) => ({
      rows: 10 ** (i % 9),
      sizeBytes: 1_000 + i,
      columns: columnsAt(start),
    }));
    expect(Buffer.from(written(SAMPLE, rowGroups))).toEqual(
      Buffer.from(asObjects(SAMPLE, rowGroups)),
    );
  });
});

test("a footer without row groups says what would be in their list", () => {
  const [own, objects] = [written(SAMPLE, []), asObjects(SAMPLE, [])];
  const different = [...own].flatMap((byte, i) =>
    byte === objects[i] ? [] : [[byte, objects[i]]],
  );
  expect(different).toEqual([[0x0c, 0x00]]);
});
