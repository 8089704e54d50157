/** How rows of a dataset are found by the value of a column: `/api/invoices-by-customer/{id}`. */
export interface RelationInput {
  /** With one name in braces: `/api/invoices-by-customer/{customer_id}`. */
  readonly path: string;
  /** The column whose value stands in the path. */
  readonly column: string;
}

/** A dataset as endpoints. */
export interface ResourceInput {
  /** The name of one of the datasets. */
  readonly dataset: string;
  /** Default `/api/` and the dataset's name. */
  readonly path?: string;
  /** Other paths of the same endpoints, such as those of another language. */
  readonly aliases?: readonly string[];
  /** The table that has the rows; default the dataset's name. */
  readonly table?: string;
  readonly database?: string;
  /** The columns that together name one row. With one, rows are found at `{path}/{value}`. */
  readonly key?: readonly string[];
  readonly relations?: readonly RelationInput[];
  /** The columns that rows can be selected by; default all that are neither nested nor JSON. */
  readonly filters?: readonly string[];
  /** The columns that rows can be sorted by; default the same. */
  readonly sort?: readonly string[];
  /** Rows of a page. */
  readonly limit?: { readonly default?: number; readonly max?: number };
  /** Of a dataset with an event time: days that are read where a request says nothing, and at most. */
  readonly range?: { readonly defaultDays?: number; readonly maxDays?: number };
  /** Rows are seen by those alone whose claim is the value of the column. */
  readonly restrict?: { readonly column: string; readonly claim: string };
}
