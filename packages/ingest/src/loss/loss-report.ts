import type { SourceColumn, SourceTable, TypeVerdict } from "../source/source-table.ts";

/** What becomes of the columns of a run, told before the first row is read. */
export interface LossReport {
  readonly tables: readonly TableLoss[];
  /** Columns by verdict. */
  readonly columns: Readonly<Record<TypeVerdict, number>>;
}

/** What becomes of a table's columns. */
export interface TableLoss {
  readonly table: string;
  readonly dataset: string;
  readonly columns: readonly ColumnLoss[];
  /** Columns that are left out, as was asked for. */
  readonly omitted: readonly string[];
}

/** What becomes of a column. */
export interface ColumnLoss extends Pick<SourceColumn, "nativeType" | "verdict" | "how"> {
  /** In the source. */
  readonly column: string;
  /** In the lake. */
  readonly name: string;
}

/** Add up what becomes of tables. */
export function lossReport(tables: readonly TableLoss[]): LossReport {
  const columns = { exact: 0, converted: 0, lossy: 0, refused: 0 };
  for (const table of tables) for (const { verdict } of table.columns) columns[verdict]++;
  return { tables, columns };
}

/** What becomes of the columns of a table that a dataset has, by the names they have there. */
export function tableLoss(
  table: SourceTable,
  dataset: string,
  names: ReadonlyMap<string, string>,
  omitted: readonly string[],
): TableLoss {
  return {
    table: table.name,
    dataset,
    omitted,
    columns: table.columns
      .filter(({ name }) => names.has(name))
      .map(({ name, nativeType, verdict, how }) => ({
        column: name,
        name: names.get(name) ?? name,
        nativeType,
        verdict,
        how,
      })),
  };
}

/**
 * A loss report as text: a line for each column that does not arrive as it is.
 *
 * @example
 * ```ts
 * import { formatLossReport } from "@cloudapi/ingest";
 *
 * const columns = [{ column: "price", name: "price", nativeType: "money", verdict: "converted" as const, how: "its text" }];
 * const tables = [{ table: "orders", dataset: "orders", columns, omitted: [] }];
 * console.log(formatLossReport({ tables, columns: { exact: 3, converted: 1, lossy: 0, refused: 0 } }).split("\n")[1]);
 * // => "orders.price (money): converted, its text"
 * ```
 */
export function formatLossReport({ tables, columns }: LossReport): string {
  const counts = Object.entries(columns).map(([verdict, count]) => `${count} ${verdict}`);
  return [
    `Columns: ${counts.join(", ")}.`,
    ...tables.flatMap(({ table, columns: list, omitted }) => [
      ...list
        .filter(({ verdict }) => verdict !== "exact")
        .map(
          ({ column, nativeType, verdict, how }) =>
            `${table}.${column} (${nativeType}): ${verdict}, ${how}`,
        ),
      ...omitted.map((column) => `${table}.${column}: left out`),
    ]),
  ].join("\n");
}
