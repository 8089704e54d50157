import type { TableName } from "../catalog/catalog.ts";
import { checkTableName } from "../catalog/check-table-name.ts";

/**
 * Glue stores names in lower case, and finds a name with capitals under another than it was given; Athena takes letters, digits
 * and underscores.
 *
 * @throws {TypeError} for a name that isn't text; {@link RangeError} for one that Glue or Athena would not keep
 */
export function checkGlueName(name: TableName): void {
  checkTableName("glueCatalog", name);
  for (const part of ["namespace", "name"] as const) {
    if (!/^[a-z0-9_][a-z0-9_-]*$/.test(name[part])) {
      throw new RangeError(
        `glueCatalog: ${part} must be of lower-case letters, digits, underscores and hyphens, as Glue and Athena keep no others; it is ${JSON.stringify(name[part])}.`,
      );
    }
  }
}
