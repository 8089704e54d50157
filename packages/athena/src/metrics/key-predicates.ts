import type { Dataset, Partition, PartitionKey } from "@cloudapi/core";
import { didYouMean, partitionFaults } from "@cloudapi/core/internal";
import type { SqlValue } from "@cloudapi/core/sql";
import type { Bind } from "./binder.ts";
import { quoteColumn } from "./column-of.ts";

/** A value of a column that a dataset is partitioned by. */
export type PartitionFilterValue = string | number | bigint;

/** Of columns that a dataset is partitioned by, the value or the values that are wanted. */
export type PartitionFilter = Readonly<
  Record<string, PartitionFilterValue | readonly PartitionFilterValue[]>
>;

/** Which values are wanted, and how they get into the statement. */
export interface KeyConditions {
  readonly filter?: PartitionFilter | undefined;
  readonly bind: Bind;
  /** Whether conditions on injected columns may come from a query of what is built; default false. */
  readonly isLater?: boolean;
}

/**
 * The conditions on the columns that a dataset is partitioned by. Athena has to be given the values of an injected one.
 *
 * @throws {TypeError} for a column that rows are not partitioned by, for a list of no values, and for an injected column
 *   that has no value
 * @throws {RangeError} for a value that no partition has
 */
export function keyPredicates(
  what: string,
  { name, partition }: Dataset,
  { filter = {}, bind, isLater = false }: KeyConditions,
): string[] {
  const keys = partition?.by ?? [];
  checkNames(what, name, keys, filter);
  if (!isLater) checkInjected(what, name, keys, filter);
  return keys.flatMap((key) => {
    const given = filter[key.column];
    if (given === undefined) return [];
    const values = Array.isArray(given) ? (given as PartitionFilterValue[]) : [given];
    if (values.length === 0)
      throw new TypeError(
        `${what}: partitions.${key.column} must be a value or a list of values, at least one; leave it out to have them all.`,
      );
    const bound = values.map((value) => bind(checked(what, { key, partition, value })));
    const column = quoteColumn(key.column);
    return [bound.length === 1 ? `${column} = ${bound[0]}` : `${column} IN (${bound.join(", ")})`];
  });
}

function checkNames(
  what: string,
  dataset: string,
  keys: readonly PartitionKey[],
  filter: PartitionFilter,
): void {
  const known = keys.map(({ column }) => column);
  const unknown = Object.keys(filter).find((column) => !known.includes(column));
  if (unknown !== undefined) {
    const near = didYouMean(unknown, known);
    const columns = known.length === 0 ? "no columns" : known.join(", ");
    throw new TypeError(
      `${what}: partitions names "${unknown}", but dataset "${dataset}" is partitioned by ${columns}.${near === undefined ? "" : ` Did you mean "${near}"?`}`,
    );
  }
}

function checkInjected(
  what: string,
  dataset: string,
  keys: readonly PartitionKey[],
  filter: PartitionFilter,
): void {
  const missing = keys.find(
    ({ column, projection }) =>
      projection === "injected" &&
      (filter[column] === undefined ||
        (Array.isArray(filter[column]) && filter[column].length === 0)),
  );
  if (missing === undefined) return;
  throw new TypeError(
    `${what}: dataset "${dataset}" has a partition for each ${missing.column}, and Athena takes its values from the query: pass partitions: { ${missing.column}: ... }, a value or a list of them.`,
  );
}

interface Given {
  readonly key: PartitionKey;
  readonly partition: Partition | undefined;
  readonly value: unknown;
}

function checked(what: string, { key, partition, value }: Given): SqlValue {
  const { column, type } = key;
  const [fault] = partitionFaults({ ...(partition as Partition), by: [key] }, { [column]: value });
  if (fault !== undefined) {
    const { expected, hint } = fault.refusal;
    throw new RangeError(
      `${what}: partitions.${column} must be ${expected}, not ${JSON.stringify(String(value)).slice(0, 100)}${hint === undefined ? "" : `: ${hint}`}.`,
    );
  }
  return type.kind === "date" ? { type: "date", value: value as string } : (value as SqlValue);
}
