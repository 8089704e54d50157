import type { Dataset } from "@cloudapi/core";
import { quoteLiteral, quoteValue } from "@cloudapi/core/sql";
import { columnOf, quoteColumn, quoteTable } from "../metrics/column-of.ts";
import { type DaySql, dayPredicates } from "./day-predicates.ts";
import type { QualityCheck, RangeCheck, ReferencesCheck } from "./quality-check.ts";

/** Which rows are checked. */
export interface CheckedTable {
  readonly dataset: Dataset;
  /** Quoted. */
  readonly table: string;
  /** The expression of the day before or after a number of days; `undefined` where all rows are checked. */
  readonly day: ((days: number) => DaySql) | undefined;
}

/** The number that a check observes, as a query of one row and one column. */
export function observedSql(what: string, check: QualityCheck, checked: CheckedTable): string {
  switch (check.kind) {
    case "rowCount":
      return select("CAST(count(*) AS double)", checked);
    case "rowChange":
      return rowChangeSql(what, checked);
    case "freshness":
      return freshnessSql(what, checked);
    case "unique":
      return uniqueSql(what, check, checked);
    case "sql":
      return ownSql(what, check.sql, checked);
    default:
      return violationsSql(what, check, checked);
  }
}

function select(expression: string, { dataset, table, day }: CheckedTable, days = 0): string {
  const where = day === undefined ? [] : dayPredicates(dataset, day(days));
  return `SELECT ${expression} AS "observed" FROM ${table}${whereSql(where)}`;
}

function whereSql(conditions: readonly string[]): string {
  return conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
}

function rowChangeSql(what: string, checked: CheckedTable): string {
  if (checked.day === undefined)
    throw new TypeError(`${what}: rowChange compares a day with the day before; give day.`);
  const today = select("CAST(count(*) AS double)", checked);
  const before = select("CAST(count(*) AS double)", checked, -1);
  return `SELECT "now"."observed" / nullif("then"."observed", 0E0) AS "observed" FROM (${today}) AS "now" CROSS JOIN (${before}) AS "then"`;
}

function freshnessSql(what: string, checked: CheckedTable): string {
  const { dataset, day } = checked;
  if (dataset.eventTime === undefined)
    throw new TypeError(`${what}: freshness needs a dataset with an event time.`);
  // In the order in which they stand in the text, since each use of the day is a place for a value.
  const until =
    day === undefined
      ? "CAST(current_timestamp AS timestamp)"
      : `CAST(${day(0)()} AS timestamp) + INTERVAL '1' DAY`;
  const last = `CAST(max(${quoteColumn(dataset.eventTime)}) AS timestamp)`;
  const seconds = `date_diff('second', ${last}, ${until})`;
  return select(`${seconds} / 3600E0`, checked);
}

type ViolationsCheck = Exclude<
  QualityCheck,
  { kind: "rowCount" | "rowChange" | "freshness" | "unique" | "sql" }
>;

function violationsSql(what: string, check: ViolationsCheck, checked: CheckedTable): string {
  const column = quoteColumn(columnOf(what, checked.dataset, check.column).name);
  const rows = `CAST(count(CASE WHEN ${violation(what, check, column)} THEN 1 END) AS double)`;
  return select(shareOf(check.measure, rows), checked);
}

function shareOf(measure: unknown, rows: string): string {
  return measure === "share" ? `coalesce(${rows} / nullif(count(*), 0), 0E0)` : rows;
}

function violation(what: string, check: ViolationsCheck, column: string): string {
  switch (check.kind) {
    case "notNull":
      return `${column} IS NULL`;
    case "range":
      return rangeSql(what, check, column);
    case "allowedValues":
      if (check.values.length === 0 || check.values.includes(null))
        throw new TypeError(
          `${what}: values must be a list of values, at least one, without null; notNull checks nulls.`,
        );
      return `${column} NOT IN (${check.values.map((value) => quoteValue(value)).join(", ")})`;
    case "references":
      return `${column} NOT IN (${referencedSql(check)})`;
  }
}

function rangeSql(what: string, check: RangeCheck, column: string): string {
  const { min, max, minInclusive = true, maxInclusive = true } = check;
  const below = min == null ? [] : [`${column} ${minInclusive ? "<" : "<="} ${quoteValue(min)}`];
  const above = max == null ? [] : [`${column} ${maxInclusive ? ">" : ">="} ${quoteValue(max)}`];
  const ends = [...below, ...above];
  if (ends.length === 0) throw new TypeError(`${what}: range needs min, max or both.`);
  return ends.join(" OR ");
}

function referencedSql({ column, table, database, otherColumn = column }: ReferencesCheck): string {
  const other = quoteColumn(otherColumn);
  return `SELECT ${other} FROM ${quoteTable(table, database)} WHERE ${other} IS NOT NULL`;
}

function uniqueSql(
  what: string,
  { columns, measure }: QualityCheck & { kind: "unique" },
  { dataset, table, day }: CheckedTable,
): string {
  if (!Array.isArray(columns) || columns.length === 0)
    throw new TypeError(`${what}: columns must be a list of column names, at least one.`);
  const keys = columns.map((name: string) => quoteColumn(columnOf(what, dataset, name).name));
  const where = [
    ...(day === undefined ? [] : dayPredicates(dataset, day(0))),
    ...keys.map((key) => `${key} IS NOT NULL`),
  ];
  const groups = `SELECT CAST(count(*) AS double) AS "rows" FROM ${table}${whereSql(where)} GROUP BY ${keys.join(", ")}`;
  const beyond = `coalesce(sum("rows" - 1E0), 0E0)`;
  const observed = measure === "share" ? `coalesce(sum("rows" - 1E0) / sum("rows"), 0E0)` : beyond;
  return `SELECT ${observed} AS "observed" FROM (${groups}) AS "keys"`;
}

const DAY = "{{day}}";

function ownSql(what: string, sql: string, { day }: CheckedTable): string {
  if (typeof sql !== "string" || sql.trim() === "" || sql.includes(";"))
    throw new TypeError(`${what}: sql must be one query of one number, without a semicolon.`);
  if (sql.replaceAll(/'[^']*'|"[^"]*"/g, "").includes("?"))
    throw new TypeError(
      `${what}: sql can have no parameters; write ${quoteLiteral(DAY)} for the day.`,
    );
  if (sql.includes(DAY) && day === undefined)
    throw new TypeError(`${what}: sql names ${DAY}, and no day is given.`);
  const text = sql.replaceAll(DAY, () => day?.(0)() ?? "");
  return `SELECT CAST((${text}) AS double) AS "observed"`;
}
