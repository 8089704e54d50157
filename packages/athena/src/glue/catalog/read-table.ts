import { GetTableCommand, type GlueClient, type Table } from "@aws-sdk/client-glue";
import { TableError } from "../table-error.ts";
import { askCatalog, isRefusal } from "./catalog-failure.ts";

/** Which table, and how long to wait for it. */
export interface TablePlace {
  readonly database: string;
  readonly table: string;
  readonly signal: AbortSignal | undefined;
}

/** A table or view of the catalog. Its answer may not say whether the table or the database is missing. */
export async function readTable(glue: GlueClient, place: TablePlace): Promise<Table | undefined> {
  const { database, table, signal } = place;
  const command = new GetTableCommand({ DatabaseName: database, Name: table });
  const call = { action: "glue:GetTable", of: "table", table: titleOf(place), signal } as const;
  try {
    return (await askCatalog(call, (sent) => glue.send(command, sent))).Table;
  } catch (error) {
    if (isRefusal(error, "EntityNotFoundException")) return undefined;
    throw error;
  }
}

/** A table that has to be there. */
export async function requireTable(glue: GlueClient, place: TablePlace): Promise<Table> {
  const table = await readTable(glue, place);
  if (table !== undefined) return table;
  throw noSuchTable(place);
}

function noSuchTable(place: TablePlace): TableError {
  return new TableError(
    "NO_SUCH_TABLE",
    `There is no table ${titleOf(place)} in the catalog. Make it first, with CREATE EXTERNAL TABLE.`,
    { table: titleOf(place) },
  );
}

export function titleOf({ database, table }: Pick<TablePlace, "database" | "table">): string {
  return `${database}.${table}`;
}
