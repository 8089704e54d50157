import type { Dataset } from "@cloudapi/core";
import { checkCatalogName } from "../arn/check-service-names.ts";

/** Any table of a database: no name of a table has a wildcard. */
export const ANY_TABLE = "*";

/** The names of tables that are given by name or contract. @throws {TypeError} naming the one at fault */
export function checkTableNames(
  what: string,
  tables: readonly (string | Pick<Dataset, "name">)[],
  field = "tables",
): string[] {
  if (!Array.isArray(tables) || tables.length === 0)
    throw new TypeError(`${what}: ${field} must be a list of at least one table.`);
  return tables.map((table: string | Partial<Dataset> | null, index) => {
    const name = typeof table === "string" ? table : table?.name;
    checkCatalogName(what, `${field}[${index}]`, name);
    return name;
  });
}
