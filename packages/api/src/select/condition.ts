import { type Bind, quoteColumn } from "@cloudapi/athena/internal";
import type { Column } from "@cloudapi/core";
import { escapeLike } from "@cloudapi/core/sql";
import { parameterForm } from "../values/parameter-form.ts";

/** How a column is compared. */
export type ConditionOperator = "eq" | "in" | "gt" | "gte" | "lt" | "lte" | "prefix" | "null";

/** A condition on rows: a column, and the values that a request gave for it. */
export interface Condition {
  readonly column: Column;
  readonly operator: ConditionOperator;
  /** As the request has them; a list for `in`, whether it is null for `null`. */
  readonly value: unknown;
}

const COMPARISONS = { eq: "=", gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

/** A condition as SQL; every value of it is bound. */
export function conditionSql({ column, operator, value }: Condition, bind: Bind): string {
  const name = quoteColumn(column.name);
  const bound = (each: unknown) => bind(parameterForm(column.type)?.toSql(each) ?? null);
  switch (operator) {
    case "in":
      return `${name} IN (${(value as readonly unknown[]).map(bound).join(", ")})`;
    case "prefix":
      return `${name} LIKE ${bind(`${escapeLike(value as string)}%`)} ESCAPE '\\'`;
    case "null":
      return `${name} IS ${value === true ? "" : "NOT "}NULL`;
    default:
      return `${name} ${COMPARISONS[operator]} ${bound(value)}`;
  }
}
