import { notSupported, TrinoError, VARCHAR, zonedType } from "@cloudapi/athena/internal/analysis";
import type { LoadedTable } from "@cloudapi/iceberg";
import type { ScannedTable, TableColumn } from "../catalog/lookup.ts";
import { sqlColumns } from "./column-type.ts";
import { isMetadataTable, metadataColumns } from "./metadata-tables/metadata-tables.ts";
import type { StateAsked } from "./table-state.ts";
import { tableState } from "./table-state.ts";

/** The columns of Iceberg tables that only who names them is given. */
const HIDDEN: readonly TableColumn[] = [
  { name: "$partition", type: VARCHAR },
  { name: "$path", type: VARCHAR },
  { name: "$file_modified_time", type: zonedType(3) },
];

/** Which table of the catalog, and what of it. */
export interface ScannedInput {
  readonly database: string;
  readonly name: string;
  /** `snapshots` of `"orders$snapshots"`. */
  readonly metadataTable: string | undefined;
  readonly asked: StateAsked | undefined;
}

/**
 * An Iceberg table, or one of its metadata tables, as a query sees it.
 *
 * @throws {TrinoError} for a state that it doesn't have, a metadata table that is none, or columns that can't be told apart
 */
export function scannedTable(table: LoadedTable, input: ScannedInput): ScannedTable {
  const { database, name, metadataTable, asked } = input;
  const { snapshot, schema } = tableState(table, asked);
  const iceberg = { table, snapshot, schema, metadataTable };
  const common = { database, name, partitionKeys: [], iceberg };
  if (metadataTable === undefined) {
    const columns = sqlColumns(schema.fields);
    refuseSameNames(columns, name);
    return { ...common, columns, hidden: HIDDEN };
  }
  if (!isMetadataTable(metadataTable))
    throw notSupported(`the metadata table "${name}$${metadataTable}" of Iceberg tables`);
  if (asked !== undefined)
    throw new TrinoError("NOT_SUPPORTED", "This connector does not support versioned tables");
  return {
    ...common,
    name: `${name}$${metadataTable}`,
    columns: metadataColumns(metadataTable, table),
    hidden: [],
  };
}

/** Names of SQL have no case, those of Iceberg do. */
function refuseSameNames(columns: readonly TableColumn[], table: string): void {
  const names = columns.map((column) => column.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new TrinoError(
    "ICEBERG_INVALID_METADATA",
    `The Iceberg table ${table} has several columns that differ from ${twice} in case alone; rename all but one of them`,
  );
}
