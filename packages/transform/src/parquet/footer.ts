import { CONTRACT_METADATA, type Dataset } from "@cloudapi/core";
import { ByteWriter, type SchemaElement } from "hyparquet-writer";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { unconvertStatistics } from "hyparquet-writer/src/unconvert.js";
import type { EncodedColumn, RowGroup } from "./column-chunk.ts";
import type { PageCompressor } from "./compression.ts";
import type { FileLayout } from "./file-encoder.ts";
import type { SchemaLeaf } from "./parquet-schema.ts";
import { THRIFT, ThriftBytes } from "./thrift-bytes.ts";

/** In the form that Parquet readers parse: "application version v (build b)". */
const CREATED_BY = "cloudapi version 0.1 (build hyparquet-writer)";
/** "PAR1": what a file begins and ends with. */
const MAGIC = Uint8Array.of(0x50, 0x41, 0x52, 0x31);

/** By the numbers that Parquet gives them. */
const TYPES = [
  "BOOLEAN",
  "INT32",
  "INT64",
  "INT96",
  "FLOAT",
  "DOUBLE",
  "BYTE_ARRAY",
  "FIXED_LEN_BYTE_ARRAY",
];
const CODECS: Readonly<Record<PageCompressor["codec"], number>> = { SNAPPY: 1, ZSTD: 6 };
const [PLAIN, RLE, RLE_DICTIONARY] = [0, 3, 8] as const;
const [DATA_PAGE, DICTIONARY_PAGE] = [0, 2] as const;

/** What the footers of a dataset's files have in common, as bytes: all but the row groups. */
export interface FooterParts {
  /** Up to the number of rows. */
  readonly before: Uint8Array;
  /** Behind the row groups. */
  readonly after: Uint8Array;
  readonly leaves: readonly LeafParts[];
}

interface LeafParts {
  readonly leaf: SchemaLeaf;
  /** The begin of a column chunk's metadata: its type, encodings, path and codec. */
  readonly plain: Uint8Array;
  /** The same of one that has a dictionary. */
  readonly coded: Uint8Array;
}

/** Write what footers have in common. */
export function footerParts(
  dataset: Dataset,
  schema: SchemaElement[],
  leaves: readonly SchemaLeaf[],
  { codec, keyValues }: { codec: PageCompressor["codec"]; keyValues: FileLayout["keyValues"] },
): FooterParts {
  const write = (rows: bigint) => {
    const out = new ByteWriter();
    writeMetadata(out, {
      version: 2,
      created_by: CREATED_BY,
      schema,
      num_rows: rows,
      row_groups: [],
      key_value_metadata: keyValuesOf(dataset, keyValues),
      metadata_length: 0,
    });
    // Behind it stands its length.
    return out.getBytes().slice(0, -4);
  };
  const [none, one] = [write(0n), write(1n)];
  // The number of rows is one byte, and so are the field of the row groups and their list, of which there are none.
  const at = none.findIndex((byte, i) => byte !== one[i]);
  return {
    before: none.slice(0, at),
    after: none.slice(at + 3),
    leaves: leaves.map((leaf) => ({
      leaf,
      plain: beginOf(leaf, codec, [PLAIN, RLE]),
      coded: beginOf(leaf, codec, [PLAIN, RLE, RLE_DICTIONARY]),
    })),
  };
}

function keyValuesOf(
  { name, contractHash }: Dataset,
  more: FileLayout["keyValues"] = {},
): { key: string; value: string }[] {
  return [
    { key: CONTRACT_METADATA.datasetProperty, value: name },
    { key: CONTRACT_METADATA.hashProperty, value: contractHash },
    ...Object.entries(more).map(([key, value]) => ({ key, value })),
  ];
}

function beginOf(
  { element, path }: SchemaLeaf,
  codec: PageCompressor["codec"],
  encodings: readonly number[],
): Uint8Array {
  const out = new ThriftBytes();
  out.field(THRIFT.int32, 1);
  out.number(TYPES.indexOf(element.type as string));
  out.field(THRIFT.list, 1);
  out.list(THRIFT.int32, encodings.length);
  for (const encoding of encodings) out.number(encoding);
  out.field(THRIFT.list, 1);
  out.list(THRIFT.binary, path.length);
  for (const name of path) out.binary(Buffer.from(name));
  out.field(THRIFT.int32, 1);
  out.number(CODECS[codec]);
  return out.take();
}

/** The footer of a file with these row groups, its length and magic behind it. */
export function footerOf(
  { before, after, leaves }: FooterParts,
  rowGroups: readonly RowGroup[],
): Uint8Array<ArrayBuffer> {
  const out = new ThriftBytes();
  out.raw(before);
  out.number(rowGroups.reduce((sum, { rows }) => sum + rows, 0));
  out.field(THRIFT.list, 1);
  // An empty list has the type of its elements, too, without which the Rust reader refuses the file.
  out.list(THRIFT.struct, rowGroups.length);
  for (const rowGroup of rowGroups) writeRowGroup(out, leaves, rowGroup);
  out.raw(after);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(out.length);
  out.raw(length);
  out.raw(MAGIC);
  return out.take();
}

function writeRowGroup(
  out: ThriftBytes,
  leaves: readonly LeafParts[],
  { rows, sizeBytes, columns }: RowGroup,
): void {
  out.field(THRIFT.list, 1);
  out.list(THRIFT.struct, columns.length);
  let uncompressedBytes = 0;
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i] as EncodedColumn;
    uncompressedBytes += column.uncompressedBytes;
    writeColumn(out, leaves[i] as LeafParts, column);
  }
  out.field(THRIFT.int64, 1);
  out.number(uncompressedBytes);
  out.field(THRIFT.int64, 1);
  out.number(rows);
  out.field(THRIFT.int64, 3);
  out.number(sizeBytes);
  out.stop();
}

/** Where a column chunk is, and its metadata. */
function writeColumn(out: ThriftBytes, { leaf, plain, coded }: LeafParts, column: EncodedColumn) {
  const { start, firstDataPage, entries, uncompressedBytes, sizeBytes, pages } = column;
  const hasDictionary = firstDataPage > start;
  out.field(THRIFT.int64, 2);
  out.number(start);
  out.field(THRIFT.struct, 1);
  out.raw(hasDictionary ? coded : plain);
  for (const size of [entries, uncompressedBytes, sizeBytes]) {
    out.field(THRIFT.int64, 1);
    out.number(size);
  }
  out.field(THRIFT.int64, 2);
  out.number(firstDataPage);
  if (hasDictionary) {
    out.field(THRIFT.int64, 2);
    out.number(start);
  }
  out.field(THRIFT.struct, hasDictionary ? 1 : 3);
  writeStatistics(out, leaf, column);
  out.field(THRIFT.list, 1);
  out.list(THRIFT.struct, hasDictionary ? 2 : 1);
  if (hasDictionary) writePages(out, [DICTIONARY_PAGE, PLAIN, 1]);
  writePages(out, [DATA_PAGE, hasDictionary ? RLE_DICTIONARY : PLAIN, pages]);
  out.stop();
  out.stop();
}

/** How many pages of a kind have an encoding. */
function writePages(out: ThriftBytes, numbers: readonly [number, number, number]): void {
  for (const number of numbers) {
    out.field(THRIFT.int32, 1);
    out.number(number);
  }
  out.stop();
}

/** Greatest and least value, and whether they are. */
const BOUND_FIELDS = [5, 6, 7, 8] as const;

/** Nulls and bounds; those of long texts are short ones that hold. */
function writeStatistics(out: ThriftBytes, { element }: SchemaLeaf, column: EncodedColumn): void {
  const { nulls, min, max } = column;
  out.field(THRIFT.int64, 3);
  out.number(nulls);
  const bounds = { min_value: min, max_value: max };
  const written = unconvertStatistics(bounds as Bounds, element as SchemaElement);
  let last = 3;
  for (const id of BOUND_FIELDS) {
    const value = written[`field_${id}`];
    if (value === undefined) continue;
    if (typeof value === "boolean") out.field(value ? THRIFT.true : THRIFT.false, id - last);
    else {
      out.field(THRIFT.binary, id - last);
      out.binary(value as Uint8Array);
    }
    last = id;
  }
  out.stop();
}

type Bounds = Parameters<typeof unconvertStatistics>[0];
