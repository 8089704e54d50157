import { checkOptionNames } from "@cloudapi/core/internal";
import { resolveTerm } from "../partition/term-transform.ts";
import { formatTransform, type Transform } from "../partition/transform.ts";
import type { IcebergStruct } from "./iceberg-schema.ts";
import type { SortOrder } from "./sort-order.ts";

/** A value that rows are sorted by within files. */
export interface SortTerm {
  /** A column, or a field of a struct, such as `customer.name`. */
  readonly column: string;
  /** Default `identity`. */
  readonly transform?: Transform["kind"] | undefined;
  /** The number of buckets, or the width that `truncate` cuts to. */
  readonly n?: number | undefined;
  /** Default `asc`. */
  readonly direction?: "asc" | "desc" | undefined;
  /** Default `first` when ascending, `last` when descending. */
  readonly nulls?: "first" | "last" | undefined;
}

/** The order of a table whose rows are in none. */
export const UNSORTED: SortOrder = { "order-id": 0, fields: [] };

/**
 * The sort order of terms, for a table that has none yet.
 *
 * @throws {TypeError} for a term that can't be
 */
export function buildSortOrder(
  caller: string,
  terms: readonly SortTerm[],
  schema: IcebergStruct,
): SortOrder {
  if (terms.length === 0) return UNSORTED;
  const fields = terms.map((term) => {
    checkOptionNames(caller, term, ["column", "transform", "n", "direction", "nulls"]);
    const { direction = "asc", nulls = direction === "asc" ? "first" : "last" } = term;
    if (!["asc", "desc"].includes(direction))
      throw new TypeError(`${caller}: direction must be asc or desc, not ${String(direction)}.`);
    if (!["first", "last"].includes(nulls))
      throw new TypeError(`${caller}: nulls must be first or last, not ${String(nulls)}.`);
    const { field, transform } = resolveTerm(caller, schema, term);
    return {
      transform: formatTransform(transform),
      "source-id": field.id,
      direction,
      "null-order": `nulls-${nulls}`,
    } as const;
  });
  return { "order-id": UNSORTED["order-id"] + 1, fields };
}
