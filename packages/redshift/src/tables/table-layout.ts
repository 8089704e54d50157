import type { Dataset } from "@cloudapi/core";
import { isLeafType } from "@cloudapi/core/internal";
import { columnName } from "../sql/names.ts";

/** How rows are spread over the nodes: by Redshift itself, evenly, on each of them, or by a column (`distKey`). */
export type DistStyle = "auto" | "even" | "all";

/** How a table's rows lie. */
export interface LayoutInput {
  /** The columns that rows are sorted by, the first first; default the event time. An empty list: none. */
  readonly sortKey?: readonly string[] | undefined;
  /** The column whose values tell on which node a row lies: rows that are joined by it lie together. */
  readonly distKey?: string | undefined;
  /** Default `auto`; not beside `distKey`. */
  readonly distStyle?: DistStyle | undefined;
}

const STYLES: Readonly<Record<DistStyle, string>> = {
  auto: "DISTSTYLE AUTO",
  even: "DISTSTYLE EVEN",
  all: "DISTSTYLE ALL",
};
/** Source: Amazon Redshift, "CREATE TABLE". */
const MAX_SORT_COLUMNS = 400;

/** The clauses behind a table's columns, and the columns it is sorted by. */
export function tableLayout(what: string, dataset: Dataset, input: LayoutInput) {
  const sortKey = sortColumns(what, dataset, input.sortKey);
  return { sortKey, clauses: [...distClauses(what, dataset, input), ...sortClauses(sortKey)] };
}

function sortColumns(
  what: string,
  dataset: Dataset,
  sortKey: readonly string[] | undefined,
): readonly string[] {
  const { eventTime } = dataset;
  if (sortKey === undefined) return eventTime === undefined ? [] : [eventTime];
  if (!Array.isArray(sortKey) || sortKey.length > MAX_SORT_COLUMNS)
    throw new TypeError(
      `${what}: sortKey must be a list of at most ${MAX_SORT_COLUMNS} columns of "${dataset.name}".`,
    );
  if (new Set(sortKey).size < sortKey.length)
    throw new TypeError(`${what}: sortKey names a column twice.`);
  return sortKey.map((name: string) => comparableColumn(`${what}: sortKey`, dataset, name).name);
}

/**
 * A column with values that are compared: not a SUPER.
 *
 * @throws {TypeError} for another
 */
export function comparableColumn(what: string, dataset: Dataset, name: string) {
  const column = dataset.columns.find((each) => each.name === name);
  if (column === undefined)
    throw new TypeError(
      `${what}: "${name}" is not a column of "${dataset.name}"; it has ${dataset.columns.map((each) => each.name).join(", ")}.`,
    );
  if (isLeafType(column.type)) return column;
  throw new TypeError(
    `${what}: "${name}" is nested, a SUPER in Redshift, whose values aren't compared; take another column.`,
  );
}

function sortClauses(sortKey: readonly string[]): string[] {
  return sortKey.length === 0 ? [] : [`COMPOUND SORTKEY (${sortKey.map(columnName).join(", ")})`];
}

function distClauses(
  what: string,
  dataset: Dataset,
  { distKey, distStyle }: LayoutInput,
): string[] {
  if (distKey !== undefined) {
    if (distStyle !== undefined)
      throw new TypeError(`${what}: distKey and distStyle exclude each other; give one of them.`);
    const { name } = comparableColumn(`${what}: distKey`, dataset, distKey);
    return ["DISTSTYLE KEY", `DISTKEY (${columnName(name)})`];
  }
  const style = distStyle ?? "auto";
  if (!Object.hasOwn(STYLES, style))
    throw new TypeError(
      `${what}: distStyle must be one of ${Object.keys(STYLES).join(", ")}, not ${JSON.stringify(style)}.`,
    );
  return [STYLES[style]];
}
