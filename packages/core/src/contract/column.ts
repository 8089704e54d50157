import type { StructField } from "../types/data-type.ts";

/** A column derived from a field of the contract; nullable where a row may lack it. A field with a default is not nullable. */
export interface Column extends StructField {}
