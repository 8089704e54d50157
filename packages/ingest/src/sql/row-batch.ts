import { putField } from "@cloudapi/core/internal";
import type { SourceBatch } from "../source/source.ts";
import type { SqlColumn } from "./sql-column.ts";

/** A row as a driver gives it: texts, bytes, and nothing. */
export type WireRow = readonly (string | Uint8Array | null)[];

/** Rows of canonical values, and about how many bytes they came as, while they are gathered. */
export interface GatheredRows {
  readonly rows: Record<string, unknown>[];
  bytes: number;
}

/** Adds a row to others. */
export type RowReader = (values: WireRow, to: GatheredRows) => void;

/** What every value counts, beside its text. */
const VALUE_BYTES = 4;

/** A reader for rows of these columns. */
export function rowReader(columns: readonly SqlColumn[]): RowReader {
  const fields = columns.map(({ name, type }) => ({ name, decode: type.decode }));
  return (values, to) => {
    const row: Record<string, unknown> = {};
    let bytes = VALUE_BYTES * fields.length;
    let at = 0;
    for (const { name, decode } of fields) {
      const value = values[at++] ?? null;
      if (value !== null) bytes += value.length;
      const isText = typeof value === "string" && decode !== undefined;
      putField(row, name, isText ? decode(value) : value);
    }
    to.rows.push(row);
    to.bytes += bytes;
  };
}

/** A batch of rows as a driver gives them. */
export function batchOf(rows: readonly WireRow[], read: RowReader): SourceBatch {
  const gathered: GatheredRows = { rows: [], bytes: 0 };
  for (const values of rows) read(values, gathered);
  return gathered;
}
