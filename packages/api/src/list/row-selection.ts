import { type Bind } from "@cloudapi/athena/internal";
import type { Column, Dataset } from "@cloudapi/core";
import { ProblemError } from "../http/problem.ts";
import type { Identity } from "../operation/exchange.ts";
import { readText } from "../operation/read-text.ts";
import type { Resource } from "../resource/resource.ts";
import { type Condition, conditionSql } from "../select/condition.ts";
import { rangeSql, type TimeRange } from "../select/time-range.ts";
import { parameterForm } from "../values/parameter-form.ts";

/** Which rows are wanted. */
export interface RowSelection {
  readonly conditions: readonly Condition[];
  readonly range: TimeRange | undefined;
}

/** A selection as SQL, its parts joined by AND. */
export function selectionSql(
  dataset: Dataset,
  { conditions, range }: RowSelection,
  bind: Bind,
): string[] {
  return [
    ...(range === undefined ? [] : rangeSql(dataset, range, bind)),
    ...conditions.map((condition) => conditionSql(condition, bind)),
  ];
}

/** `WHERE a AND b`, or nothing. */
export function whereSql(predicates: readonly string[]): string {
  return predicates.length === 0 ? "" : ` WHERE ${predicates.join(" AND ")}`;
}

/**
 * The condition that a claim puts on the rows.
 *
 * @throws {ProblemError} 403 `CLAIM_MISSING`
 */
export function restriction(
  { restrict }: Resource,
  identity: Identity | undefined,
): readonly Condition[] {
  if (restrict === undefined) return [];
  const { column, claim } = restrict;
  const given = identity?.claims[claim];
  const all: readonly unknown[] = Array.isArray(given) ? given : [given];
  const values = all.flatMap((each) => claimValue(each, column) ?? []);
  if (values.length > 0 && values.length <= MAX_CLAIM_VALUES)
    return [{ column, operator: "in", value: values }];
  const found = values.length === 0 ? "none" : `more than ${MAX_CLAIM_VALUES}`;
  throw new ProblemError({
    status: 403,
    code: "CLAIM_MISSING",
    title: "There are no rows for these credentials.",
    detail: `Rows are seen by those alone whose claim "${claim}" says which, and these credentials have ${found}. Ask for some that do.`,
  });
}

const MAX_CLAIM_VALUES = 100;

/** What a claim says, as the column's parameters are given; `undefined` where the column can't have it. */
function claimValue(given: unknown, { type }: Column): unknown {
  if (given === "" || (typeof given !== "string" && !Number.isSafeInteger(given))) return undefined;
  const form = parameterForm(type);
  const value = form && readText(String(given), form.reading);
  return form?.schema.safeParse(value).success === true ? value : undefined;
}
