/**
 * One right that an operation uses, as data that policies are composed of. `{bucket}`, `{prefix}` and the like stand
 * for what the caller of the operation names.
 */
export interface Need {
  /** Service and action, `s3:GetObject`. */
  readonly action: string;
  /** The ARN, `arn:{partition}:s3:::{bucket}/{prefix}*`. */
  readonly resource: string;
  /** Operator, condition key, values: what each request is known to say. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** The case in which it is used at all, such as `versioned`; always when left out. */
  readonly when?: string;
  /** Of several cases any one of which brings it, such as the statements that write; beside `when`, if both are given. */
  readonly within?: readonly string[];
  /** What it is for, in one word: the id of the statement. */
  readonly sid: string;
  /** What it is for, said of the operation: "reads the object". */
  readonly for: string;
  /** The service that makes the call with the caller's rights, where no request of ours does. */
  readonly by?: "athena" | "ecs" | "glue" | "kms" | "lambda" | "logs" | "redshift" | "scheduler";
}

/** All that one operation uses. */
export interface OperationNeeds {
  /** The exported function. */
  readonly operation: string;
  readonly needs: readonly Need[];
}
