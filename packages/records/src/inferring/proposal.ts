import type { TimestampFormat } from "../adapting/timestamps/timestamp-format.ts";

/** A type that is proposed, as zod code and what is inside. */
export type ProposedType =
  | { readonly kind: "string" | "boolean" | "json" }
  | { readonly kind: "date" | "timestamp"; readonly format?: TimestampFormat }
  | { readonly kind: "int32" | "int" | "int64" | "double" }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "struct"; readonly fields: readonly ProposedField[] }
  | { readonly kind: "list"; readonly element: ProposedValue }
  | { readonly kind: "map"; readonly value: ProposedValue };

/** A type, whether it may be absent, and what was found. */
export interface ProposedValue {
  readonly type: ProposedType;
  /** Whether null was seen, and whether nothing was. */
  readonly hasNull: boolean;
  readonly isAbsent: boolean;
  /** Sentences, such as `1,580 of 1,707 null`. */
  readonly findings: readonly string[];
}

/** A column, or a field inside one. */
export interface ProposedField extends ProposedValue {
  readonly name: string;
  /** Its name in the source, where that can't be a column's. */
  readonly alias?: string;
}
