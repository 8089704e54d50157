/** Something of a contract that a Spark job can't do exactly as CloudAPI's own engine does it. */
export interface SparkRefusal {
  /** The field, such as `items[].price`; empty for the record as a whole. */
  readonly path: string;
  /** The rule, such as `refine` or `json`. */
  readonly rule: string;
  readonly reason: string;
}

/** Notes that a rule can't be compiled. */
export type Refuse = (rule: string, reason: string) => undefined;
