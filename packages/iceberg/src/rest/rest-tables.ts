import type { CatalogOptions, LoadedTable, TableName } from "../catalog/catalog.ts";
import { checkTableName, tableTitle } from "../catalog/check-table-name.ts";
import { type RestConnection, sendRest } from "./rest-client.ts";
import { RestAnswerError, type RestRequest, restFailure } from "./rest-failure.ts";
import { type RestConfig, tablePath } from "./rest-paths.ts";
import { type StorageOfTable, tableOfAnswer } from "./table-of-answer.ts";

/** A catalog that is in use. */
export interface RestTables {
  readonly connection: RestConnection;
  readonly configured: (options: CatalogOptions) => Promise<RestConfig>;
  readonly storageOf: StorageOfTable;
  readonly purge: boolean;
}

/** Ask something; nothing where the catalog says that what is asked for is not there. */
export async function asking<T>(
  request: RestRequest,
  { signal }: CatalogOptions,
  send: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await send();
  } catch (error) {
    signal?.throwIfAborted();
    if (isStatus(error, 404)) return undefined;
    throw restFailure(error, request);
  }
}

/** Whether an error is an answer of this status. */
export function isStatus(error: unknown, status: number): error is RestAnswerError {
  return error instanceof RestAnswerError && error.status === status;
}

/** The table as it is now; `undefined` when there is none. */
export async function loadOverRest(
  { connection, configured, storageOf }: RestTables,
  name: TableName,
  options: CatalogOptions,
): Promise<LoadedTable | undefined> {
  checkTableName("restCatalog", name);
  const { signal } = options;
  const answer = await asking({ doing: "load", title: tableTitle(name) }, options, async () => {
    const path = tablePath(await configured(options), name);
    return sendRest(connection, { method: "GET", path, signal });
  });
  return answer === undefined ? undefined : tableOfAnswer(answer, name, storageOf);
}
