import { type Cursor, type CursorValue } from "../source/source.ts";
import { type GatheredRows, rowReader, type WireRow } from "./row-batch.ts";
import type { SqlColumn } from "./sql-column.ts";

/** The place of a row among those ordered by these columns; bytes may come as hexadecimal digits. */
export function cursorOf(columns: readonly SqlColumn[], values: WireRow): Cursor {
  const gathered: GatheredRows = { rows: [], bytes: 0 };
  rowReader(columns)(values, gathered);
  return columns.map(({ name, type }) => {
    const value = gathered.rows[0]?.[name];
    if (type.isBytes !== true) return value as CursorValue;
    const digits =
      value instanceof Uint8Array
        ? Buffer.from(value).toString("hex")
        : String(value).toLowerCase();
    return `\\x${digits}`;
  });
}
