/** How the rows of a table are partitioned, or were at some time. */
export interface PartitionSpec {
  readonly "spec-id": number;
  readonly fields: readonly PartitionField[];
}

/** A value that rows are partitioned by: what a transform makes of a column. */
export interface PartitionField {
  /** The column's field id. */
  readonly "source-id": number;
  /** Its own, from 1000 on. */
  readonly "field-id": number;
  readonly name: string;
  /** `identity`, `year`, `month`, `day`, `hour`, `bucket[n]`, `truncate[n]` or `void`. */
  readonly transform: string;
}
