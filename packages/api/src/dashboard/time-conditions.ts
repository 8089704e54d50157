import { type Bind, quoteTable } from "@cloudapi/athena/internal";
import type { Dataset } from "@cloudapi/core";
import { quoteIdentifier, type SqlValue } from "@cloudapi/core/sql";
import { bindTo } from "../select/bind-values.ts";
import { rangeSql } from "../select/time-range.ts";

/** Conditions of a WHERE, and the values of their `?`, in order. */
export class Conditions {
  readonly #conditions: string[] = [];
  readonly parameters: SqlValue[] = [];
  /** What stands for a value in a condition that is added next. */
  readonly bind: Bind = bindTo(this.parameters);

  /** Add a condition, with the values of its `?`. */
  and(condition: string, ...values: readonly SqlValue[]): this {
    this.#conditions.push(condition);
    this.parameters.push(...values);
    return this;
  }

  /** Add that a column has a value, if one is wanted. */
  andEqual(column: string, value: SqlValue | undefined): this {
    return value === undefined ? this : this.and(`${quoteIdentifier(column)} = ?`, value);
  }

  /** As part of a statement. */
  get sql(): string {
    return this.#conditions.length === 0 ? "" : `WHERE ${this.#conditions.join(" AND ")}`;
  }
}

/** The rows of a dataset from one instant to another: on its partitions, so that no others are read, and on its event time. */
export function withinRange(dataset: Dataset, { from, to }: { from: Date; to: Date }): Conditions {
  const made = new Conditions();
  const range = { fromMs: from.getTime(), toMs: to.getTime(), isDefault: false };
  for (const condition of rangeSql(dataset, range, made.bind)) made.and(condition);
  return made;
}

/** A table's name with its database, quoted. */
export function tableSql({
  table,
  database,
}: {
  table: string;
  database?: string | undefined;
}): string {
  return quoteTable(table, database);
}
