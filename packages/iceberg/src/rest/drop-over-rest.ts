import type { CatalogOptions, TableName } from "../catalog/catalog.ts";
import { checkTableName, tableTitle } from "../catalog/check-table-name.ts";
import { noSuchTable } from "../catalog/table-faults.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import { sendRest } from "./rest-client.ts";
import { RestAnswerError } from "./rest-failure.ts";
import { tablePath } from "./rest-paths.ts";
import { asking, type RestTables } from "./rest-tables.ts";

/** Have the catalog take a table out. */
export async function dropOverRest(
  { connection, configured, purge }: RestTables,
  name: TableName,
  options: CatalogOptions,
): Promise<void> {
  checkTableName("restCatalog", name);
  const { signal } = options;
  const isDone = await asking({ doing: "drop", title: tableTitle(name) }, options, async () => {
    const path = tablePath(await configured(options), name);
    const query = { purgeRequested: String(purge) };
    await sendRest(connection, { method: "DELETE", path, query, signal }).catch(
      (error: unknown) => {
        throw wantsPurge(error, purge) ? onlyWithFiles(error, name) : error;
      },
    );
    return true;
  });
  if (isDone === undefined) throw noSuchTable(name);
}

/** S3 Tables says so in words alone. */
function wantsPurge(error: unknown, purge: boolean): boolean {
  return !purge && error instanceof RestAnswerError && /\bpurge/i.test(error.message);
}

function onlyWithFiles(error: unknown, name: TableName): IcebergError {
  const table = tableTitle(name);
  return new IcebergError(
    "CATALOG_REQUEST_FAILED",
    `Cannot drop ${table}: this catalog drops tables only together with their files. If those may go for ever, pass purge: true to restCatalog.`,
    { cause: error, table },
  );
}
