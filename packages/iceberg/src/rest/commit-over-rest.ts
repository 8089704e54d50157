import type { LoadedTable, TableName } from "../catalog/catalog.ts";
import { namespaceLevels, tableTitle } from "../catalog/check-table-name.ts";
import { isSameState } from "../catalog/same-state.ts";
import { noSuchTable } from "../catalog/table-faults.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { TableChange } from "../metadata/table-change.ts";
import { sendRest } from "./rest-client.ts";
import { mayHaveWorked, restFailure } from "./rest-failure.ts";
import { type RestConfig, tablePath } from "./rest-paths.ts";
import { asking, isStatus, loadOverRest, type RestTables } from "./rest-tables.ts";
import { tableOfAnswer } from "./table-of-answer.ts";

/** Have the catalog change a table. */
export async function commitOverRest(
  catalog: RestTables,
  base: LoadedTable,
  { requirements, updates }: TableChange,
): Promise<LoadedTable> {
  const { connection, configured, storageOf } = catalog;
  const { name } = base;
  const title = tableTitle(name);
  const config = await asking({ doing: "commit to", title }, {}, () => configured({}));
  const path = tablePath(config as RestConfig, name);
  const identifier = { namespace: namespaceLevels(name.namespace), name: name.name };
  const body = { identifier, requirements, updates };
  try {
    const answer = await sendRest(connection, { method: "POST", path, body });
    return { ...(await tableOfAnswer(answer, name, storageOf)), storage: base.storage };
  } catch (error) {
    if (isStatus(error, 409) || (await isBehind(catalog, base, error))) throw conflict(error, name);
    throw commitFailure(error, name);
  }
}

/**
 * Whether a commit was refused since the table has moved on. Where its requirements still hold, such as after a commit to another
 * branch, Iceberg's own server says of a sequence number that is taken by now, and of a snapshot that has expired, no more than 400.
 */
async function isBehind(catalog: RestTables, base: LoadedTable, error: unknown): Promise<boolean> {
  if (!isStatus(error, 400)) return false;
  const now = await loadOverRest(catalog, base.name, {}).catch(() => undefined);
  return now !== undefined && !isSameState(now, base);
}

function conflict(error: unknown, name: TableName): IcebergError {
  const table = tableTitle(name);
  const words = error instanceof Error ? error.message.slice(0, 300) : "";
  return new IcebergError(
    "COMMIT_CONFLICT",
    `The commit to ${table} was refused, since the table is no longer as it was loaded: ${words}. Load it again, and commit to what it is now.`,
    { cause: error, table },
  );
}

function commitFailure(error: unknown, name: TableName): IcebergError {
  const table = tableTitle(name);
  if (isStatus(error, 404)) return noSuchTable(name, error);
  if (!mayHaveWorked(error)) return restFailure(error, { doing: "commit to", title: table });
  return new IcebergError(
    "COMMIT_STATE_UNKNOWN",
    `The commit to ${table} may have worked: the catalog's answer was lost. Load the table to see whether it is part of it.`,
    { cause: error, table },
  );
}
