import type { IngestReport, TableDone } from "../run/ingest-report.ts";
import type { CatalogTable } from "../target/target.ts";

/** The tables of a run that a catalog can be told of. */
export function catalogTables(
  report: IngestReport,
): (TableDone & { readonly catalogTable: CatalogTable })[] {
  return report.tables.filter(
    (each): each is TableDone & { readonly catalogTable: CatalogTable } =>
      each.status === "done" && each.catalogTable !== undefined,
  );
}
