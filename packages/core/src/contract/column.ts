import type { LogicalType } from "../types/logical-type.ts";

/** A column derived from a field of the contract. */
export interface Column {
  readonly name: string;
  readonly type: LogicalType;
  /** Whether a row may lack it: the field is optional or nullable. A field with a default is not nullable. */
  readonly nullable: boolean;
}
