import type { ColumnInfo, Row } from "@aws-sdk/client-athena";

/** One page of a result, without the header. */
export interface ResultPage {
  readonly columns: readonly ColumnInfo[];
  readonly rows: readonly Row[];
}
