import { quoteLiteral, quoteValue } from "@cloudapi/core/sql";
import { type CheckedTable, observedSql } from "./observed-sql.ts";
import type { CheckLimits, QualityCheck } from "./quality-check.ts";

const LIMITS = ["stopAbove", "stopBelow", "warnAbove", "warnBelow"] as const;

/** A check with its name and its limits. */
export interface NamedCheck {
  readonly name: string;
  readonly columns: readonly string[];
  readonly limits: CheckLimits;
  /** What becomes of it when nothing could be observed. */
  readonly withoutValue: "warn" | "stop";
}

/**
 * Name a check and give it its limits.
 *
 * @throws {TypeError} for limits that are not such, and a check of one's own without any
 */
export function nameCheck(what: string, check: QualityCheck): NamedCheck {
  const columns = columnsOf(check);
  const name = check.name ?? [check.kind, ...columns].join("_");
  if (typeof name !== "string" || name === "" || name.length > 200)
    throw new TypeError(`${what}: name must be a text of 1 to 200 characters.`);
  const given = Object.fromEntries(
    LIMITS.filter((limit) => check[limit] !== undefined).map((limit) => [limit, check[limit]]),
  ) as CheckLimits;
  for (const [limit, value] of Object.entries(given))
    if (!Number.isFinite(value)) throw new TypeError(`${what}: ${limit} must be a number.`);
  const limits = Object.keys(given).length > 0 ? given : defaultLimits(what, check);
  return { name, columns, limits, withoutValue: check.kind === "rowChange" ? "warn" : "stop" };
}

function columnsOf(check: QualityCheck): readonly string[] {
  if ("columns" in check) return check.columns;
  return "column" in check ? [check.column] : [];
}

function defaultLimits(what: string, check: QualityCheck): CheckLimits {
  switch (check.kind) {
    case "rowCount":
      return check.equals === undefined
        ? { stopBelow: 1 }
        : { stopBelow: check.equals, stopAbove: check.equals };
    case "rowChange":
      return { warnBelow: 0.5, warnAbove: 2 };
    case "freshness":
      return { warnAbove: 24 };
    case "sql":
      throw new TypeError(
        `${what}: a check of your own needs a limit: warnAbove, warnBelow, stopAbove or stopBelow.`,
      );
    default:
      return { stopAbove: 0 };
  }
}

/** The query of one row that judges a check: dataset, check, column, status, observed, threshold, message. */
export function checkSql(what: string, check: QualityCheck, checked: CheckedTable): string {
  const { name, columns, limits, withoutValue } = nameCheck(what, check);
  const threshold = thresholdText(limits);
  const column = columns.length === 0 ? "CAST(NULL AS varchar)" : quoteLiteral(columns.join(", "));
  const shown = `CAST(CAST("observed" AS decimal(38, 4)) AS varchar)`;
  const words = quoteLiteral(`${describe(check)}: `);
  return `SELECT
  ${quoteLiteral(checked.dataset.name)} AS "dataset",
  ${quoteLiteral(name)} AS "check",
  ${column} AS "column",
  ${statusSql(limits, withoutValue)} AS "status",
  "observed",
  ${quoteLiteral(threshold)} AS "threshold",
  ${words} || coalesce(${shown}, 'nothing could be measured') || ${quoteLiteral(`; ${threshold}`)} AS "message"
FROM (${observedSql(what, check, checked)}) AS "measured"`;
}

function statusSql(limits: CheckLimits, withoutValue: "warn" | "stop"): string {
  const cases = [`WHEN "observed" IS NULL THEN '${withoutValue}'`];
  for (const limit of LIMITS) {
    const value = limits[limit];
    if (value === undefined) continue;
    const sign = limit.endsWith("Above") ? ">" : "<";
    cases.push(
      `WHEN "observed" ${sign} ${quoteValue({ type: "double", value })} THEN '${limit.slice(0, 4)}'`,
    );
  }
  return `CASE ${cases.join(" ")} ELSE 'pass' END`;
}

function thresholdText(limits: CheckLimits): string {
  const texts = LIMITS.flatMap((limit) => {
    const value = limits[limit];
    const verb = limit.startsWith("stop") ? "stops" : "warns";
    return value === undefined
      ? []
      : [`${verb} ${limit.endsWith("Above") ? "above" : "below"} ${value}`];
  });
  return texts.join(", ");
}

function describe(check: QualityCheck): string {
  const measured = "measure" in check && check.measure === "share" ? "share of rows" : "rows";
  switch (check.kind) {
    case "rowCount":
      return "rows";
    case "rowChange":
      return "rows as a multiple of those of the day before";
    case "freshness":
      return "hours since the last event";
    case "sql":
      return check.name;
    case "unique":
      return `${measured} beyond the first of a key in ${check.columns.join(", ")}`;
    case "notNull":
      return `${measured} without a value in ${check.column}`;
    case "range":
      return `${measured} with a value of ${check.column} outside of its range`;
    case "allowedValues":
      return `${measured} with another value of ${check.column} than those allowed`;
    case "references":
      return `${measured} with a value of ${check.column} that ${check.table} doesn't have`;
  }
}
