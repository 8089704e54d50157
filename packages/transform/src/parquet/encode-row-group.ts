import type { ColumnValues } from "@cloudapi/records/internal";
import type { EncodedColumn, RowGroup } from "./column-chunk.ts";
import type { Compression } from "./compression.ts";
import { encodeColumn, type Writers } from "./encode-column.ts";
import type { SchemaLeaf } from "./parquet-schema.ts";
import { emptyWriter } from "./plain-encoding.ts";

/** "PAR1", little-endian: what a file begins and ends with. */
export const MAGIC = 0x31524150;

/** How the row groups of a file are encoded: data that can be sent to another thread. */
export interface RowGroupPlan {
  readonly compression: Compression;
  readonly leaves: readonly SchemaLeaf[];
}

/** Rows that become a row group. */
export interface RowGroupColumns {
  /** In the contract's order, nested ones as their leaves, each valid until the next is asked for. */
  readonly columns: Iterable<ColumnValues>;
  readonly rows: number;
  /** Whether it is the first of its file, which begins with {@link MAGIC}. */
  readonly isFirst: boolean;
}

/** A row group as bytes, and what is in it; places are counted from the first of these bytes. */
export interface EncodedRowGroup {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly rowGroup: RowGroup;
}

/** Encode a row group, wherever in its file it will be. */
export function encodeRowGroup(
  writers: Writers,
  { leaves }: RowGroupPlan,
  { columns, rows, isFirst }: RowGroupColumns,
): EncodedRowGroup {
  const { out, spares } = writers;
  emptyWriter(out, 0);
  if (isFirst) out.appendUint32(MAGIC);
  const start = out.offset;
  const encoded: EncodedColumn[] = [];
  for (const column of columns) {
    const leaf = leaves[encoded.length] as SchemaLeaf;
    encoded.push(encodeColumn(writers, leaf, column, rows));
  }
  const rowGroup = { rows, columns: encoded, sizeBytes: out.offset - start };
  return { bytes: spares.copyOf(out.getBytes()), rowGroup };
}
