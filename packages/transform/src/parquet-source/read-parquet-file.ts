import { parquetSchema, type SchemaTree } from "hyparquet";
import { openRanges } from "./open-ranges.ts";
import { readFooter, rowsOfFile } from "./parquet-rows.ts";

/** A field of a Parquet file, with those inside it. */
export interface ParquetTree {
  readonly name: string;
  /** Its id, in files of a table. */
  readonly fieldId: number | undefined;
  readonly children: readonly ParquetTree[];
}

/** What a Parquet file holds. */
export interface ParquetFileRows {
  readonly fields: readonly ParquetTree[];
  /** Its rows in batches, by its own names, as `transform` reads them. */
  readonly rows: AsyncGenerator<object[]>;
}

/**
 * The rows of a Parquet file in memory.
 *
 * @throws {SourceError} `SOURCE_CORRUPT`, `SOURCE_TRUNCATED`, `SOURCE_UNSUPPORTED_FORMAT`
 */
export async function readParquetFile(bytes: Uint8Array): Promise<ParquetFileRows> {
  const ranges = await openRanges({ source: bytes, localPath: undefined, signal: undefined });
  const footer = await readFooter(ranges);
  const { children } = parquetSchema(footer.metadata);
  return {
    fields: children.map(treeOf),
    rows: rowsOfFile(ranges, footer, { bytesRead: 0, rows: 0 }),
  };
}

function treeOf({ element, children }: SchemaTree): ParquetTree {
  return { name: element.name, fieldId: element.field_id, children: children.map(treeOf) };
}
