import type { writeMetadata } from "hyparquet-writer/src/metadata.js";
import type { PageCompressor } from "./compression.ts";
import type { LeafElement, SchemaLeaf } from "./parquet-schema.ts";
import type { StatisticValue } from "./physical-values.ts";

/**
 * A column chunk that was written. A run of many files holds one for every column of all of their row groups until they
 * are closed, so that it is as little as can be.
 */
export interface EncodedColumn {
  /** Where in the file it begins. */
  readonly start: number;
  /** Where its values begin: behind the dictionary, if it has one. */
  readonly firstDataPage: number;
  /** Data pages. */
  readonly pages: number;
  readonly sizeBytes: number;
  readonly uncompressedBytes: number;
  /** Values, and places without one. */
  readonly entries: number;
  readonly nulls: number;
  /** Values that are not a number. */
  readonly nans: number;
  /** Least and greatest value; `undefined` when there are none. */
  readonly min: StatisticValue | undefined;
  readonly max: StatisticValue | undefined;
}

/** A row group that was written. */
export interface RowGroup {
  readonly rows: number;
  readonly sizeBytes: number;
  readonly columns: readonly EncodedColumn[];
}

/** A column chunk's entry in the file's footer, as hyparquet-writer takes it. */
export type ColumnChunk = Parameters<
  typeof writeMetadata
>[1]["row_groups"][number]["columns"][number];

/** What the footer says of a column chunk. */
export function columnChunk(
  { element, path }: SchemaLeaf,
  codec: PageCompressor["codec"],
  encoded: EncodedColumn,
): ColumnChunk {
  const { start, firstDataPage, pages, entries, min, max } = encoded;
  const hasDictionary = firstDataPage > start;
  return {
    file_offset: BigInt(start),
    meta_data: {
      type: element.type as NonNullable<LeafElement["type"]>,
      encodings: hasDictionary ? ["PLAIN", "RLE", "RLE_DICTIONARY"] : ["PLAIN", "RLE"],
      path_in_schema: [...path],
      codec,
      num_values: BigInt(entries),
      total_uncompressed_size: BigInt(encoded.uncompressedBytes),
      total_compressed_size: BigInt(encoded.sizeBytes),
      data_page_offset: BigInt(firstDataPage),
      ...(hasDictionary ? { dictionary_page_offset: BigInt(start) } : {}),
      statistics: {
        null_count: BigInt(encoded.nulls),
        ...(min === undefined ? {} : { min_value: min }),
        ...(max === undefined ? {} : { max_value: max }),
      },
      encoding_stats: [
        ...(hasDictionary
          ? [{ page_type: "DICTIONARY_PAGE" as const, encoding: "PLAIN" as const, count: 1 }]
          : []),
        {
          page_type: "DATA_PAGE" as const,
          encoding: hasDictionary ? "RLE_DICTIONARY" : "PLAIN",
          count: pages,
        },
      ],
    },
  };
}
