/** The order of rows within the files of a table; that of id 0 has no fields. */
export interface SortOrder {
  readonly "order-id": number;
  readonly fields: readonly SortField[];
}

/** A value that rows are sorted by. */
export interface SortField {
  readonly transform: string;
  /** The column's field id. */
  readonly "source-id": number;
  readonly direction: "asc" | "desc";
  readonly "null-order": "nulls-first" | "nulls-last";
}
