import type { CatalogTable } from "../catalog/catalog-types.ts";
import type { Scan } from "../sql/compilation.ts";
import { notSupported } from "../sql/trino-error.ts";
import type { LocalFile, PrepareContext, RowSource } from "./prepare-scan.ts";

/** Rows of text files, by the table's SerDe. */
export function textSource(_scan: Scan, table: CatalogTable, _files: readonly LocalFile[], _context: PrepareContext): Promise<RowSource> {
  return Promise.reject(notSupported(`the SerDe ${table.storage.serde}`));
}
