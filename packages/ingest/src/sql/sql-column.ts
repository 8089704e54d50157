import type { SourceColumn } from "../source/source-table.ts";
import type { SqlType } from "./sql-type.ts";

/** A column of a SQL server, and how its values are asked for and read. */
export interface SqlColumn extends SourceColumn {
  readonly type: SqlType;
}

/** What the catalog says of a column. */
export interface CatalogColumn {
  readonly name: string;
  readonly nativeType: string;
  readonly nullable: boolean;
  readonly comment?: string | undefined;
}

/** A column of the catalog with what becomes of its type. */
export function sqlColumn(column: CatalogColumn, type: SqlType): SqlColumn {
  const { verdict, how, schema, code, givesNull = false } = type;
  return { ...column, nullable: column.nullable || givesNull, verdict, how, schema, code, type };
}

/** The columns of a table that its own source has discovered, all of them or those named. */
export function sqlColumns(
  table: { readonly name: string; readonly columns: readonly SourceColumn[] },
  names: readonly string[] | undefined,
): readonly SqlColumn[] {
  const chosen = names ?? table.columns.map(({ name }) => name);
  return chosen.map((name) => {
    const column = table.columns.find((each) => each.name === name);
    if (column === undefined)
      throw new RangeError(`read: ${table.name} has no column ${JSON.stringify(name)}.`);
    if (!isSqlColumn(column))
      throw new TypeError(
        `read: column ${JSON.stringify(name)} of ${table.name} is none that this source's discover() gave; pass its tables as they are.`,
      );
    return column;
  });
}

function isSqlColumn(column: SourceColumn): column is SqlColumn {
  return typeof (column as Partial<SqlColumn>).type?.order === "string";
}
