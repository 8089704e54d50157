import type * as z from "zod";

/** What becomes of a column's values on their way into the lake. */
export type TypeVerdict =
  /** Every value arrives as it is. */
  | "exact"
  /** Every value arrives in another form, from which it can be told. */
  | "converted"
  /** Some values can't be told from what arrives: nothing is read unless it is allowed. */
  | "lossy"
  /** There is nothing to make of it: the column has to be left out. */
  | "refused";

/** A table, view or collection of a source, as its catalog or a sample of it says. */
export interface SourceTable {
  readonly name: string;
  /** The schema or database that it is in, where the source has several. */
  readonly schema?: string | undefined;
  readonly kind: "table" | "view" | "collection";
  readonly columns: readonly SourceColumn[];
  /** Columns of the primary key, or of a unique key without nulls; none when there is no such key. */
  readonly key: readonly string[];
  readonly comment?: string | undefined;
  /** About how many rows there are, as the server estimates. */
  readonly rowEstimate?: number | undefined;
  /** What the columns were taken from where the source has no catalog of them. */
  readonly sample?: TableSample | undefined;
}

/** The documents that a collection's columns were taken from. */
export interface TableSample {
  /** Documents that were looked at. */
  readonly documents: number;
  /** What does not go with the proposed column: in how many documents, of what type, and the identifiers of some of them. */
  readonly exceptions: readonly SampleException[];
}

/** Values of a field that are not of its column's type. */
export interface SampleException {
  readonly column: string;
  readonly type: string;
  readonly documents: number;
  readonly examples: readonly string[];
}

/** The `orderType` of a field with values of several types: nobody knows what the next sample says. */
export const MIXED = "mixed";

/** A column and what becomes of it. */
export interface SourceColumn {
  /** As the source spells it. */
  readonly name: string;
  /** As the server spells it, such as `bigint unsigned` or `numeric(10,2)`. */
  readonly nativeType: string;
  /** What rows are ordered as by it, where `nativeType` says more or less than that, as that of a sample does. */
  readonly orderType?: string | undefined;
  readonly nullable: boolean;
  readonly comment?: string | undefined;
  readonly verdict: TypeVerdict;
  /** A sentence: what becomes of a value, and, where something is lost, what and what to do about it. */
  readonly how: string;
  /** What its canonical values are checked against, without null: `nullable` says that. */
  readonly schema: z.core.$ZodType;
  /** The schema as code, with `z` for zod, and `decimal` and `json` for those of `@cloudapi/core`. */
  readonly code: string;
}

/** A table's name with that of its schema, where it has one. */
export function fullName({ name, schema }: Pick<SourceTable, "name" | "schema">): string {
  return schema === undefined ? name : `${schema}.${name}`;
}
