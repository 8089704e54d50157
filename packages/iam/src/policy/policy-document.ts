/** An IAM policy document, as `JSON.stringify` turns it into the text that IAM takes. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/** One statement of a policy; actions and resources are sorted. */
export interface PolicyStatement {
  /** What it is for, in one word. */
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  /** Only in trust policies and policies of resources. */
  readonly Principal?: PolicyPrincipal;
  readonly Action: readonly string[];
  /** Absent in trust policies. */
  readonly Resource?: readonly string[];
  readonly Condition?: PolicyConditions;
}

/** Whom a trust policy or a resource's policy is about: services, or `*`, which is everybody. */
export interface PolicyPrincipal {
  readonly Service?: readonly string[];
  readonly AWS?: readonly string[];
}

/** Operator, condition key, values: `{ StringLike: { "s3:prefix": ["raw/*"] } }`. */
export type PolicyConditions = Readonly<
  Record<string, Readonly<Record<string, readonly string[]>>>
>;
