import type { ColumnValues } from "@cloudapi/records/internal";
import type { ByteWriter } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import type { EncodedColumn } from "./column-chunk.ts";
import type { PageCompressor } from "./compression.ts";
import type { Encoding } from "./encoding.ts";
import type { FixedKind } from "./fixed-physical-values.ts";
import type { KernelBody } from "./kernel/kernel-body.ts";
import {
  type ChunkLevels,
  chunkLevels,
  type PagePlace,
  pageEnd,
  writeLevels,
} from "./page-levels.ts";
import type { LeafElement, SchemaLeaf } from "./parquet-schema.ts";
import { bitWidthOf, PAGE_VALUES, type PhysicalValues } from "./physical-values.ts";
import { ANYTHING, type SnappyContent } from "./snappy-compressor.ts";
import type { SpareBytes } from "./spare-bytes.ts";

/** What a column is written with; all is used again and again, since new ones would be garbage of megabytes. */
export interface Writers {
  /** The file's bytes; its offset is the file's. */
  readonly out: ByteWriter;
  /** For copies of row groups. */
  readonly spares: SpareBytes;
  readonly compressor: PageCompressor;
  readonly plain: Encoding<ByteWriter>;
  /** The same by the kernel, where there is one. */
  readonly kernel: Encoding<KernelBody> | undefined;
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
  const { out, plain, kernel } = writers;
  const levels = chunkLevels(column, element, rows);
  if (kernel === undefined) return encodeWith(plain, writers, { element, column, levels });
  const { index, offset } = out;
  try {
    return encodeWith(kernel, writers, { element, column, levels });
  } catch (error) {
    // The kernel gets no memory for it.
    if (!(error instanceof RangeError)) throw error;
    Object.assign(out, { index, offset });
    return encodeWith(plain, writers, { element, column, levels });
  }
}

interface ChunkParts {
  readonly element: LeafElement;
  readonly column: ColumnValues;
  readonly levels: ChunkLevels;
}

function encodeWith<Body>(
  encoding: Encoding<Body>,
  writers: Writers,
  { element, column, levels }: ChunkParts,
): EncodedColumn {
  const { out } = writers;
  const values = physicalValues(encoding, element, column);
  const start = out.offset;
  let uncompressedBytes = 0;
  const { dictionary } = values;
  if (dictionary !== undefined) {
    const dictionary_page_header = { num_values: dictionary.size, encoding: "PLAIN" as const };
    encoding.empty();
    dictionary.write(encoding.body);
    const header = { type: "DICTIONARY_PAGE" as const, dictionary_page_header };
    const content = { head: 0, kind: values.kind };
    uncompressedBytes += writePage(writers, header, { bytes: encoding.bytes(), content });
  }
  const firstDataPage = out.offset;
  const data = writeDataPages(encoding, writers, levels, values);
  return {
    start,
    firstDataPage,
    pages: data.pages,
    sizeBytes: out.offset - start,
    uncompressedBytes: uncompressedBytes + data.uncompressedBytes,
    entries: levels.entries,
    nulls: levels.entries - values.count,
    nans: values.nans,
    min: values.min,
    max: values.max,
  };
}

function physicalValues<Body>(
  encoding: Encoding<Body>,
  element: LeafElement,
  column: ColumnValues,
): PhysicalValues<Body> {
  const isDecimal = element.logical_type?.type === "DECIMAL";
  if (column.kind === "fixed") return encoding.numbers(column, fixedKind(element));
  return column.kind === "text" && isDecimal
    ? encoding.decimals(column, element.type_length ?? 0)
    : encoding.texts(column);
}

function fixedKind({ type, logical_type }: LeafElement): FixedKind {
  return {
    timeUnit:
      logical_type?.type !== "TIMESTAMP"
        ? undefined
        : logical_type.unit === "MICROS"
          ? "MICROS"
          : "MILLIS",
    isBoolean: type === "BOOLEAN",
    isDecimal: logical_type?.type === "DECIMAL",
  };
}

/** How many pages there are, and their bytes before compression, headers included. */
interface DataPages {
  readonly pages: number;
  readonly uncompressedBytes: number;
}

function writeDataPages<Body>(
  encoding: Encoding<Body>,
  writers: Writers,
  levels: ChunkLevels,
  values: PhysicalValues<Body>,
): DataPages {
  let [pages, uncompressedBytes] = [0, 0];
  let start: PagePlace = { entry: 0, value: 0 };
  for (; start.entry < levels.entries; pages++) {
    const end = pageEnd(levels, start, endOfValues(values, start.value), values.count);
    encoding.empty();
    writeLevels(encoding, levels, start.entry, end.entry);
    const content =
      values.dictionary === undefined ? { head: encoding.length, kind: values.kind } : ANYTHING;
    writeValues(encoding, values, start.value, end.value);
    const data_page_header = {
      num_values: end.entry - start.entry,
      encoding: values.dictionary === undefined ? ("PLAIN" as const) : ("RLE_DICTIONARY" as const),
      definition_level_encoding: "RLE" as const,
      repetition_level_encoding: "RLE" as const,
    };
    const header = { type: "DATA_PAGE" as const, data_page_header };
    uncompressedBytes += writePage(writers, header, { bytes: encoding.bytes(), content });
    start = end;
  }
  return { pages, uncompressedBytes };
}

/**
 * The first value that no longer fits a page, if any: pages of codes are cut by their number, others by the bytes of
 * their values.
 */
function endOfValues(values: PhysicalValues<never>, start: number): number | undefined {
  const end = values.dictionary === undefined ? values.pageEnd(start) : start + PAGE_VALUES;
  return end < values.count ? end : undefined;
}

function writeValues<Body>(
  encoding: Encoding<Body>,
  values: PhysicalValues<Body>,
  start: number,
  end: number,
): void {
  const { dictionary } = values;
  if (dictionary === undefined) return values.writePlain(encoding.body, start, end);
  const bitWidth = bitWidthOf(dictionary.size);
  encoding.writeByte(bitWidth);
  dictionary.writeCodes(encoding.body, start, end, bitWidth);
}

/** The bytes of a page, and what they are of. */
interface PageBody {
  readonly bytes: Uint8Array;
  readonly content: SnappyContent;
}

/** @returns its size uncompressed, the header included */
function writePage(
  { out, compressor }: Writers,
  header: Omit<PageHeader, "uncompressed_page_size" | "compressed_page_size">,
  { bytes: body, content }: PageBody,
): number {
  const compressed = compressor.compress(body, content);
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
