import { IngestError } from "../errors/ingest-error.ts";
import type { LastOptions, ReadOptions } from "../source/source.ts";

/** The options that `read` takes. */
export const READ_OPTIONS = [
  "columns",
  "orderBy",
  "after",
  "upTo",
  "batchBytes",
  "signal",
] as const satisfies readonly (keyof ReadOptions)[];

/** The options that `last` takes. */
export const LAST_OPTIONS = ["orderBy", "signal"] as const satisfies readonly (keyof LastOptions)[];

/** Why rows can't be ordered by a column: those without a value in it would never be read. */
export function cursorHasNulls(source: string, table: string, column: string): IngestError {
  return new IngestError(
    "CURSOR_HAS_NULLS",
    `Column ${JSON.stringify(column)} of table ${JSON.stringify(table)} of ${source} has nulls, and rows with a null have no place in an order. Choose a column without, or fill them in.`,
    { source, table, column },
  );
}

/** Why rows can't be ordered by a column: its type has no order. */
export function cursorHasNoOrder(
  source: string,
  table: string,
  { name, nativeType }: { name: string; nativeType: string },
): IngestError {
  return new IngestError(
    "NO_KEY",
    `Rows of table ${JSON.stringify(table)} of ${source} can't be ordered by column ${JSON.stringify(name)}, since ${nativeType} has no order. Choose a number, a time or a text.`,
    { source, table, column: name },
  );
}

/** Why a table can't be read as it was found. */
export function tableChanged(source: string, table: string, cause?: unknown): IngestError {
  return new IngestError(
    "TABLE_CHANGED",
    `Table ${JSON.stringify(table)} of ${source} was dropped, truncated or altered since this run began. Run it again, so that it is looked at anew.`,
    { cause, source, table },
  );
}
