import type { PlainValue } from "@cloudapi/core/sql";

/** From where on what was observed is worth a warning, and from where on it stops the batch. */
export interface CheckLimits {
  readonly warnAbove?: number | undefined;
  readonly warnBelow?: number | undefined;
  readonly stopAbove?: number | undefined;
  readonly stopBelow?: number | undefined;
}

/** What all checks have. Without limits of its own a check has those that its kind says. */
interface CheckBase extends CheckLimits {
  /** What the check is called in results; default its kind and its columns. */
  readonly name?: string | undefined;
}

/** How rows that break a rule are counted: the rows (default), or their share of all, 0 to 1. */
export type ViolationMeasure = "rows" | "share";

interface ViolationCheck extends CheckBase {
  readonly measure?: ViolationMeasure | undefined;
}

/** How many rows there are. Without limits: at least one. */
export interface RowCountCheck extends CheckBase {
  readonly kind: "rowCount";
  /** How many there have to be, such as the `rowsWritten` of manifests; any other number stops. */
  readonly equals?: number | undefined;
}

/** The rows of the day as a multiple of those of the day before; a day before without rows is a warning. Without limits: half to double warn. */
export interface RowChangeCheck extends CheckBase {
  readonly kind: "rowChange";
}

/** Rows without a value in a column. Without limits one stops. */
export interface NotNullCheck extends ViolationCheck {
  readonly kind: "notNull";
  readonly column: string;
}

/** Rows with a value outside of a range, whose ends are in it. Without limits one stops. */
export interface RangeCheck extends ViolationCheck {
  readonly kind: "range";
  readonly column: string;
  readonly min?: PlainValue | undefined;
  readonly max?: PlainValue | undefined;
  /** Whether `min` and `max` are values themselves; default true, and false where the contract has it so. */
  readonly minInclusive?: boolean | undefined;
  readonly maxInclusive?: boolean | undefined;
}

/** Rows beyond the first of each key; a key with a null is none. Without limits one stops. */
export interface UniqueCheck extends ViolationCheck {
  readonly kind: "unique";
  readonly columns: readonly string[];
}

/** Hours from the last event to the end of the day, or, of all rows, to now. Without limits more than 24 warn; no event stops. */
export interface FreshnessCheck extends CheckBase {
  readonly kind: "freshness";
}

/** Rows with another value than these. Without limits one stops. */
export interface AllowedValuesCheck extends ViolationCheck {
  readonly kind: "allowedValues";
  readonly column: string;
  readonly values: readonly PlainValue[];
}

/** Rows with a value that no row of another table has. Without limits one stops. */
export interface ReferencesCheck extends ViolationCheck {
  readonly kind: "references";
  readonly column: string;
  readonly table: string;
  readonly database?: string | undefined;
  /** The column of the other table; default the same name. */
  readonly otherColumn?: string | undefined;
}

/** A query of one number, your own. `{{day}}` in it is the day, as a date. Needs limits. */
export interface SqlCheck extends CheckBase {
  readonly kind: "sql";
  readonly name: string;
  readonly sql: string;
}

/** A check of a table's rows. */
export type QualityCheck =
  | RowCountCheck
  | RowChangeCheck
  | NotNullCheck
  | RangeCheck
  | UniqueCheck
  | FreshnessCheck
  | AllowedValuesCheck
  | ReferencesCheck
  | SqlCheck;
