/** What a field's values become, by which documents are converted. */
export type Shape =
  | { readonly kind: LeafShape }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "list"; readonly element: Shape; readonly hasNull: boolean }
  | { readonly kind: "map"; readonly value: Shape }
  | { readonly kind: "struct"; readonly fields: readonly ShapeField[] };

/**
 * `number-text` is a number as text, `json` any value as Extended JSON, `time` a date, `clock` MongoDB's own
 * timestamp, and the others are BSON's.
 */
export type LeafShape =
  | "string"
  | "boolean"
  | "int32"
  | "int64"
  | "double"
  | "number-text"
  | "time"
  | "clock"
  | "objectId"
  | "uuid"
  | "bytes"
  | "regex"
  | "code"
  | "symbol"
  | "json";

/** A field of a nested document. */
export interface ShapeField {
  /** In the document. */
  readonly source: string;
  /** In the lake, where names are letters, digits and underscores. */
  readonly name: string;
  readonly shape: Shape;
}
