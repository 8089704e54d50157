import type { ColumnValues } from "@cloudapi/records/internal";
import type { ByteWriter, SchemaElement } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import type { EncodedColumn } from "./column-chunk.ts";
import type { PageCompressor } from "./compression.ts";
import { type FixedKind, fixedPhysicalValues } from "./fixed-physical-values.ts";
import type { NumberDictionary } from "./number-dictionary.ts";
import {
  type ChunkLevels,
  chunkLevels,
  type PagePlace,
  pageEnd,
  writeLevels,
} from "./page-levels.ts";
import type { SchemaLeaf } from "./parquet-schema.ts";
import { bitWidthOf, PAGE_VALUES, type PhysicalValues } from "./physical-values.ts";
import {
  decimalPhysicalValues,
  plainPhysicalValues,
  textPhysicalValues,
} from "./text-physical-values.ts";
import { writeCodes } from "./write-codes.ts";

/** What a column is written with; all is used again and again, since new ones would be garbage of megabytes. */
export interface Writers {
  /** The file's bytes; its offset is the file's. */
  readonly out: ByteWriter;
  /** For the page at hand. */
  readonly body: ByteWriter;
  readonly compressor: PageCompressor;
  readonly numbers: NumberDictionary;
}

type PageHeader = Parameters<typeof writePageHeader>[1];

/**
 * Write one column of a row group, or one leaf of a nested column: a dictionary page where it pays, and data pages (version 1, which
 * every reader takes), compressed.
 */
export function encodeColumn(
  writers: Writers,
  { element }: SchemaLeaf,
  column: ColumnValues,
  rows: number,
): EncodedColumn {
  const { out, body } = writers;
  const levels = chunkLevels(column, element, rows);
  const values = physicalValues(element, column, writers.numbers);
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
  const pages = writeDataPages(writers, levels, values, uncompressed);
  return {
    start,
    firstDataPage,
    pages,
    sizeBytes: out.offset - start,
    uncompressedBytes: uncompressed.bytes,
    entries: levels.entries,
    nulls: levels.entries - values.count,
    nans: values.nans,
    min: values.min,
    max: values.max,
  };
}

function physicalValues(
  element: SchemaElement,
  column: ColumnValues,
  numbers: NumberDictionary,
): PhysicalValues {
  const { logical_type } = element;
  const logical = logical_type?.type;
  if (column.kind === "plain") return plainPhysicalValues(column);
  if (column.kind === "text") {
    return logical === "DECIMAL"
      ? decimalPhysicalValues(column, element.type_length ?? 0)
      : textPhysicalValues(column);
  }
  const kind: FixedKind = {
    timeUnit:
      logical_type?.type !== "TIMESTAMP"
        ? undefined
        : logical_type.unit === "MICROS"
          ? "MICROS"
          : "MILLIS",
    isBoolean: element.type === "BOOLEAN",
    isDecimal: logical === "DECIMAL",
  };
  return fixedPhysicalValues(column, kind, numbers);
}

/** @returns the number of pages */
function writeDataPages(
  writers: Writers,
  levels: ChunkLevels,
  values: PhysicalValues,
  uncompressed: { bytes: number },
): number {
  const { body } = writers;
  let pages = 0;
  let start: PagePlace = { entry: 0, value: 0 };
  for (; start.entry < levels.entries; pages++) {
    const end = pageEnd(levels, start, endOfValues(values, start.value), values.count);
    emptyWriter(body, 0);
    writeLevels(body, levels, start.entry, end.entry);
    writeValues(body, values, start.value, end.value);
    const data_page_header = {
      num_values: end.entry - start.entry,
      encoding: values.dictionary === undefined ? ("PLAIN" as const) : ("RLE_DICTIONARY" as const),
      definition_level_encoding: "RLE" as const,
      repetition_level_encoding: "RLE" as const,
    };
    uncompressed.bytes += writePage(
      writers,
      { type: "DATA_PAGE", data_page_header },
      body.getBytes(),
    );
    start = end;
  }
  return pages;
}

/**
 * The first value that no longer fits a page, if any: pages of codes are cut by their number, others by the bytes of
 * their values.
 */
function endOfValues(values: PhysicalValues, start: number): number | undefined {
  const end = values.dictionary === undefined ? values.pageEnd(start) : start + PAGE_VALUES;
  return end < values.count ? end : undefined;
}

function writeValues(body: ByteWriter, values: PhysicalValues, start: number, end: number): void {
  const { dictionary } = values;
  if (dictionary === undefined) return values.writePlain(body, start, end);
  const bitWidth = bitWidthOf(dictionary.size);
  body.appendUint8(bitWidth);
  writeCodes(body, dictionary.codes.subarray(start, end), bitWidth);
}

/** Take a writer's bytes back, and let it count from `offset`. */
export function emptyWriter(writer: ByteWriter, offset: number): void {
  writer.index = 0;
  writer.offset = offset;
}

/** @returns its size uncompressed, the header included */
function writePage(
  { out, compressor }: Writers,
  header: Omit<PageHeader, "uncompressed_page_size" | "compressed_page_size">,
  body: Uint8Array,
): number {
  const compressed = compressor.compress(body);
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
