import { cursorHasNoOrder, cursorHasNulls } from "./reading.ts";
import type { SqlColumn } from "./sql-column.ts";

/** An order that rows of a table are to be read in. */
export interface RowOrder {
  readonly source: string;
  readonly table: string;
  readonly columns: readonly SqlColumn[];
}

/**
 * Whether every row has a place in an order.
 *
 * @param haveNulls asks the server which of these columns have nulls
 * @throws {IngestError} `NO_KEY` for a column whose type has no order, `CURSOR_HAS_NULLS` for one that has nulls
 */
export async function checkOrder(
  { source, table, columns }: RowOrder,
  haveNulls: (columns: readonly SqlColumn[]) => Promise<readonly boolean[]>,
): Promise<void> {
  const unordered = columns.find(({ type }) => type.order === "none");
  if (unordered !== undefined) throw cursorHasNoOrder(source, table, unordered);
  const nullable = columns.filter((column) => column.nullable);
  if (nullable.length === 0) return;
  const answers = await haveNulls(nullable);
  const column = nullable.find((_, at) => answers[at] === true);
  if (column !== undefined) throw cursorHasNulls(source, table, column.name);
}
