import { readFailure } from "@cloudapi/core/internal";
import { TableError } from "../table-error.ts";

/** What was asked of the catalog. */
export interface CatalogCall {
  /** Such as `glue:GetTable`. */
  readonly action: string;
  /** Such as `table`. */
  readonly of: "database" | "table" | "partitions";
  /** `database.table`, or the database. */
  readonly table: string;
  readonly signal?: AbortSignal | undefined;
}

/** Ask the catalog; what it refuses is a {@link TableError}. */
export async function askCatalog<T>(
  call: CatalogCall,
  send: (options: { abortSignal?: AbortSignal }) => Promise<T>,
): Promise<T> {
  try {
    return await send(call.signal === undefined ? {} : { abortSignal: call.signal });
  } catch (error) {
    throw catalogFailure(error, call);
  }
}

/** Whether the catalog refused a request by this name. */
export function isRefusal(error: unknown, ...names: readonly string[]): boolean {
  const cause = error instanceof TableError ? error.cause : error;
  return names.includes(readFailure(cause).name);
}

/** What is thrown for what the catalog answered; the reason of an abort as it is. */
function catalogFailure(error: unknown, { action, of, table, signal }: CatalogCall): unknown {
  signal?.throwIfAborted();
  const { name, message, isNetwork } = readFailure(error);
  const said = [name, message].filter((text) => text !== "").join(": ") || String(error);
  const advice = isNetwork
    ? "The catalog can't be reached: check region, network and endpoint."
    : adviceOn(name, of);
  const what = of === "partitions" ? "partitions of the table" : `the ${of}`;
  return new TableError(
    "CATALOG_REQUEST_FAILED",
    `${action} of ${what} ${table} failed: ${said.replace(/\.$/, "")}.${advice === "" ? "" : ` ${advice.replace("ACTION", action)}`}`,
    { table, cause: error },
  );
}

function adviceOn(refusal: string, of: CatalogCall["of"]): string {
  if (refusal === "AccessDeniedException")
    return "Allow ACTION on the catalog, the database and the table.";
  if (refusal !== "EntityNotFoundException") return "";
  return of === "partitions"
    ? "The table was dropped meanwhile: make it again, with CREATE EXTERNAL TABLE."
    : "Make the database first: ensureDatabase, CREATE DATABASE in Athena, or glue:CreateDatabase.";
}
