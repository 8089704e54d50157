import type { Collection } from "mongodb";
import { IngestError } from "../errors/ingest-error.ts";
import type { Cursor, CursorValue } from "../source/source.ts";
import { convertTo } from "./convert.ts";
import { requireOrderable } from "./cursor-value.ts";
import { extendedJson } from "./extended-json.ts";
import type { MongoColumn, MongoTable } from "./mongo-column.ts";
import { findOptions, orderColumn, type ReadInput, refuseNulls } from "./read-collection.ts";

/** The place of the last document in an order; `undefined` when there is none. */
export async function lastPlace(
  collection: Collection,
  table: MongoTable,
  {
    orderBy,
    session,
    signal,
  }: Pick<ReadInput, "session" | "signal"> & { readonly orderBy: readonly string[] },
): Promise<Cursor | undefined> {
  const columns = orderBy.map((name) => orderColumn(table, name));
  for (const column of columns) requireOrderable(column, table.name);
  for (const { name } of columns) await refuseNulls(collection, name, { session });
  const document = await collection.findOne(
    {},
    {
      ...findOptions(table, { columns: orderBy, orderBy, session }),
      sort: orderBy.map((name) => [name, -1] as [string, -1]),
      ...(signal && { signal }),
    },
  );
  if (document === null) return undefined;
  return columns.map((column) => cursorValue(document[column.name], column, table.name));
}

/** A value of another type than its column's is no place to go on from. */
function cursorValue(value: unknown, column: MongoColumn, table: string): CursorValue {
  const canonical = convertTo(column.shape)(value);
  if (typeof canonical !== "object") return canonical as CursorValue;
  throw new IngestError(
    "NO_KEY",
    `Collection "${table}": the last document in the order of "${column.name}" has a value of another type there than ${column.nativeType}, ${extendedJson(value).slice(0, 60)}. Give it one of that type, or order by another field.`,
    { table, column: column.name },
  );
}
