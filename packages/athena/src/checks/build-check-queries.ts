import { type Dataset, parseDate } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { quoteTable } from "../metrics/column-of.ts";
import { keyPredicates } from "../metrics/key-predicates.ts";
import { checkSql, nameCheck } from "./check-sql.ts";
import { contractChecks } from "./contract-checks.ts";
import type { QualityCheck } from "./quality-check.ts";

/** What is checked, and by what. */
export interface CheckQueriesInput {
  /** Default those of `contractChecks`. */
  readonly checks?: readonly QualityCheck[] | undefined;
  /** Default the dataset's name. */
  readonly table?: string | undefined;
  /** Default the query's. */
  readonly database?: string | undefined;
  /** The day whose rows are checked, `2025-01-15`; `"?"`: a parameter, a text, in each of its places; without it all rows are checked. */
  readonly day?: string | undefined;
}

/** A check as a query of one row: `dataset`, `check`, `column`, `status` (`pass`, `warn` or `stop`), `observed`, `threshold`, `message`. */
export interface CheckQuery {
  readonly name: string;
  readonly sql: string;
}

const WHAT = "buildCheckQueries";

/**
 * The queries that check a table's rows, one for each check: what a batch runs each night, and what a person pastes.
 *
 * Each gives one row with what was observed and what it means: `status` is `pass`, `warn` or `stop`. With `day: "?"` the
 * day is a parameter, given once for each question mark, as the steps of `@cloudapi/orchestration` do.
 *
 * @throws {TypeError} for a check, an option or a dataset that is not such, and for two checks of one name
 * @throws {RangeError} for a day that is not in the calendar
 *
 * @example
 * ```ts
 * import { buildCheckQueries, contractChecks } from "@cloudapi/athena/checks";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const checks = [...contractChecks(apiLogs), { kind: "unique", columns: ["timestamp", "user_id"], measure: "share", warnAbove: 0.01 }] as const;
 * const queries = buildCheckQueries(apiLogs, { checks, day: "2025-01-15" });
 * console.log(queries.map(({ name }) => name).slice(0, 4)); // => ["rowCount", "rowChange", "freshness", "notNull_timestamp"]
 * ```
 */
export function buildCheckQueries(
  dataset: Dataset,
  input: CheckQueriesInput = {},
): readonly CheckQuery[] {
  checkDataset(WHAT, dataset);
  checkOptionNames(WHAT, input, ["checks", "table", "database", "day"]);
  const { checks = contractChecks(dataset), table = dataset.name, database } = input;
  const day = daySql(input.day, dataset);
  // Of an injected column Athena has to be given the values.
  keyPredicates(WHAT, dataset, { bind: String });
  const names = new Set<string>();
  return checks.map((check, index) => {
    const what = `${WHAT}: checks[${index}]`;
    checkKind(what, check);
    const { name } = nameCheck(what, check);
    if (names.has(name))
      throw new TypeError(
        `${what} is called ${JSON.stringify(name)}, as another is; give it a name.`,
      );
    names.add(name);
    const checked = { dataset, table: quoteTable(table, database), day };
    return Object.freeze({ name, sql: checkSql(what, check, checked) });
  });
}

function daySql(day: unknown, { name, eventTime }: Dataset) {
  if (day === undefined) return undefined;
  if (eventTime === undefined)
    throw new TypeError(
      `${WHAT}: the dataset "${name}" has no event time, so its rows have no day; leave day out.`,
    );
  if (day !== "?" && (typeof day !== "string" || parseDate(day) === undefined))
    throw new RangeError(
      `${WHAT}: day must be a calendar date like "2025-01-15", or "?", not ${JSON.stringify(day)}.`,
    );
  const date = day === "?" ? "CAST(? AS date)" : `DATE '${day}'`;
  return (days: number) => () => (days === 0 ? date : `(${date} + INTERVAL '${days}' DAY)`);
}

const COMMON = ["kind", "name", "warnAbove", "warnBelow", "stopAbove", "stopBelow"] as const;
const KINDS: Readonly<Record<QualityCheck["kind"], readonly string[]>> = {
  rowCount: ["equals"],
  rowChange: [],
  freshness: [],
  notNull: ["column", "measure"],
  range: ["column", "measure", "min", "max", "minInclusive", "maxInclusive"],
  unique: ["columns", "measure"],
  allowedValues: ["column", "measure", "values"],
  references: ["column", "measure", "table", "database", "otherColumn"],
  sql: ["sql"],
};

function checkKind(what: string, check: QualityCheck): void {
  const { kind } = (check as QualityCheck | undefined) ?? {};
  const own = kind !== undefined && Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (own === undefined)
    throw new TypeError(`${what}: kind must be one of ${Object.keys(KINDS).join(", ")}.`);
  checkOptionNames(what, check, [...COMMON, ...own]);
  if ("measure" in check && !["rows", "share", undefined].includes(check.measure))
    throw new TypeError(`${what}: measure must be rows or share.`);
}
