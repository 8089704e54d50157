import type { ColumnValues } from "@cloudapi/records/internal";
import { ByteWriter, type SchemaElement } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { writeRleBitPackedHybrid } from "hyparquet-writer/src/encoding.js";
import type { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { fixedPhysicalValues } from "./fixed-physical-values.ts";
import { bitWidthOf, PAGE_VALUES, type PhysicalValues } from "./physical-values.ts";
import type { SnappyCompressor } from "./snappy-compressor.ts";
import { decimalPhysicalValues, textPhysicalValues } from "./text-physical-values.ts";

/** A column chunk's entry in the file's footer, as hyparquet-writer takes it. */
export type ColumnChunk = Parameters<
  typeof writeMetadata
>[1]["row_groups"][number]["columns"][number];

/** What a column is written with; all is used again and again, since new ones would be garbage of megabytes. */
export interface Writers {
  /** The file's bytes; its offset is the file's. */
  readonly out: ByteWriter;
  /** For the page at hand. */
  readonly body: ByteWriter;
  readonly snappy: SnappyCompressor;
}

type PageHeader = Parameters<typeof writePageHeader>[1];

/**
 * Write one column of a row group: a dictionary page where it pays, and data pages (version 1, which
 * every reader takes), compressed with Snappy.
 */
export function encodeColumn(
  writers: Writers,
  element: SchemaElement,
  column: ColumnValues,
  rows: number,
): ColumnChunk {
  const { out, body } = writers;
  const values = physicalValues(element, column);
  const start = out.offset;
  const uncompressed = { bytes: 0 };
  const { dictionary } = values;
  if (dictionary !== undefined) {
    const dictionary_page_header = { num_values: dictionary.size, encoding: "PLAIN" as const };
    emptyWriter(body, 0);
    dictionary.write(body);
    uncompressed.bytes += writePage(
      writers,
      { type: "DICTIONARY_PAGE", dictionary_page_header },
      body.getBytes(),
    );
  }
  const firstDataPage = out.offset;
  const pages = writeDataPages(writers, element, column, values, rows, uncompressed);
  const valueEncoding = dictionary === undefined ? "PLAIN" : "RLE_DICTIONARY";
  return {
    file_offset: BigInt(start),
    meta_data: {
      type: element.type as NonNullable<SchemaElement["type"]>,
      encodings: dictionary === undefined ? ["PLAIN", "RLE"] : ["PLAIN", "RLE", "RLE_DICTIONARY"],
      path_in_schema: [element.name],
      codec: "SNAPPY",
      num_values: BigInt(rows),
      total_uncompressed_size: BigInt(uncompressed.bytes),
      total_compressed_size: BigInt(out.offset - start),
      data_page_offset: BigInt(firstDataPage),
      ...(dictionary === undefined ? {} : { dictionary_page_offset: BigInt(start) }),
      statistics: {
        null_count: BigInt(column.nulls),
        ...(values.min === undefined ? {} : { min_value: values.min }),
        ...(values.max === undefined ? {} : { max_value: values.max }),
      },
      encoding_stats: [
        ...(dictionary === undefined
          ? []
          : [{ page_type: "DICTIONARY_PAGE" as const, encoding: "PLAIN" as const, count: 1 }]),
        { page_type: "DATA_PAGE" as const, encoding: valueEncoding, count: pages },
      ],
    },
  };
}

function physicalValues(element: SchemaElement, column: ColumnValues): PhysicalValues {
  const logical = element.logical_type?.type;
  if (column.kind === "text") {
    return logical === "DECIMAL"
      ? decimalPhysicalValues(column, element.type_length ?? 0)
      : textPhysicalValues(column);
  }
  return fixedPhysicalValues(column, {
    isTimestamp: logical === "TIMESTAMP",
    isBoolean: element.type === "BOOLEAN",
    isDecimal: logical === "DECIMAL",
  });
}

/** @returns the number of pages */
function writeDataPages(
  writers: Writers,
  element: SchemaElement,
  column: ColumnValues,
  values: PhysicalValues,
  rows: number,
  uncompressed: { bytes: number },
): number {
  const { body } = writers;
  const levels = element.repetition_type === "OPTIONAL" ? levelsOf(column, rows) : undefined;
  let pages = 0;
  let firstValue = 0;
  for (let firstRow = 0; firstRow < rows; pages++) {
    const endValue = pageEnd(values, firstValue);
    const endRow =
      endValue === values.count ? rows : rowAfter(levels, firstRow, endValue - firstValue);
    emptyWriter(body, 0);
    if (levels !== undefined) writeLevels(body, levels.subarray(firstRow, endRow));
    writeValues(body, values, firstValue, endValue);
    const data_page_header = {
      num_values: endRow - firstRow,
      encoding: values.dictionary === undefined ? ("PLAIN" as const) : ("RLE_DICTIONARY" as const),
      definition_level_encoding: "RLE" as const,
      repetition_level_encoding: "RLE" as const,
    };
    uncompressed.bytes += writePage(
      writers,
      { type: "DATA_PAGE", data_page_header },
      body.getBytes(),
    );
    [firstRow, firstValue] = [endRow, endValue];
  }
  return pages;
}

/** Pages of codes are cut by their number, others by the bytes of their values. */
function pageEnd(values: PhysicalValues, start: number): number {
  return values.dictionary === undefined
    ? values.pageEnd(start)
    : Math.min(values.count, start + PAGE_VALUES);
}

/** 1 for each row with a value, 0 for each without. */
function levelsOf(column: ColumnValues, rows: number): Uint8Array {
  if (column.nulls === 0) return new Uint8Array(rows).fill(1);
  if (column.kind === "fixed") return column.present ?? new Uint8Array(rows).fill(1);
  const levels = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) levels[row] = (column.codes[row] as number) < 0 ? 0 : 1;
  return levels;
}

/** The row behind the one with the n-th value from `firstRow` on. */
function rowAfter(levels: Uint8Array | undefined, firstRow: number, values: number): number {
  if (levels === undefined) return firstRow + values;
  let row = firstRow;
  for (let seen = 0; seen < values; row++) seen += levels[row] as number;
  return row;
}

/** Definition levels, with their length before them. */
function writeLevels(body: ByteWriter, levels: Uint8Array): void {
  const encoded = new ByteWriter(64);
  writeRleBitPackedHybrid(encoded, levels, 1);
  body.appendUint32(encoded.offset);
  body.appendBytes(encoded.getBytes());
}

function writeValues(body: ByteWriter, values: PhysicalValues, start: number, end: number): void {
  const { dictionary } = values;
  if (dictionary === undefined) return values.writePlain(body, start, end);
  const bitWidth = bitWidthOf(dictionary.size);
  body.appendUint8(bitWidth);
  writeRleBitPackedHybrid(body, dictionary.codes.subarray(start, end), bitWidth);
}

/** Take a writer's bytes back, and let it count from `offset`. */
export function emptyWriter(writer: ByteWriter, offset: number): void {
  writer.index = 0;
  writer.offset = offset;
}

/** @returns its size uncompressed, the header included */
function writePage(
  { out, snappy }: Writers,
  header: Omit<PageHeader, "uncompressed_page_size" | "compressed_page_size">,
  body: Uint8Array,
): number {
  const compressed = snappy.compress(body);
  const start = out.offset;
  writePageHeader(out, {
    ...header,
    uncompressed_page_size: body.length,
    compressed_page_size: compressed.length,
  });
  const headerBytes = out.offset - start;
  out.appendBytes(compressed);
  return headerBytes + body.length;
}
