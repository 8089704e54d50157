import type { Dataset } from "@cloudapi/core";
import { quoteIdentifier } from "@cloudapi/core/sql";
import { type Table, tableBeside } from "../sql/names.ts";
import { type CreateTableInput, tableSql } from "../tables/build-create-table.ts";
import { redshiftColumns } from "../tables/redshift-column.ts";
import { HISTORY_COLUMNS } from "../tables/table-columns.ts";

/** A table that is made anew. */
interface Rebuild {
  readonly table: Table;
  readonly before: Dataset;
  readonly after: Dataset;
  readonly layout: CreateTableInput;
  /** What rows that are there have in columns that are new, by the column's quoted name. */
  readonly fills: ReadonlyMap<string, string>;
}

/** The statements that copy all rows into a table of the new contract, which then takes the name. */
export function rebuildStatements({ table, before, after, layout, fills }: Rebuild): string[] {
  const next = tableBeside(table, "__next");
  const previous = tableBeside(table, "__previous");
  const there = new Set(redshiftColumns(before).map(({ sql }) => sql));
  const kept = redshiftColumns(after).filter(({ sql }) => there.has(sql));
  const history =
    layout.history === true ? HISTORY_COLUMNS.map((name) => quoteIdentifier(name)) : [];
  const columns = [...kept.map(({ sql }) => sql), ...fills.keys(), ...history].join(", ");
  const values = [
    ...kept.map(({ sql, type }) => castOf(sql, type)),
    ...fills.values(),
    ...history,
  ].join(", ");
  return [
    tableSql("buildMigration", after, { ...layout, name: next.sql, ifNotExists: false }),
    `INSERT INTO ${next.sql} (${columns}) SELECT ${values} FROM ${table.sql}`,
    `ALTER TABLE ${table.sql} RENAME TO ${quoteIdentifier(previous.name)}`,
    `ALTER TABLE ${next.sql} RENAME TO ${quoteIdentifier(table.name)}`,
    `DROP TABLE ${previous.sql}`,
  ];
}

/** A text stays as it is: a cast would cut what is too long in silence. */
function castOf(sql: string, type: string): string {
  return type.startsWith("varchar") || type === "super" ? sql : `CAST(${sql} AS ${type})`;
}
