/** A policy as it is evaluated: read, every list a list, every fault told. See `readPolicy`. */
export interface Policy {
  /** What it is called where it decides, such as a managed policy's name. */
  readonly name: string | undefined;
  /** Variables such as `${aws:username}` are only text in the older one. */
  readonly version: "2012-10-17" | "2008-10-17";
  readonly statements: readonly Statement[];
}

/** One statement of a policy. */
export interface Statement {
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  /** Whom it is about; absent in policies of identities. */
  readonly principal: PrincipalElement | undefined;
  readonly action: Patterns;
  /** What it is about; absent in trust policies. */
  readonly resource: Patterns | undefined;
  readonly conditions: readonly Condition[];
}

/** What stands in `Action` or `NotAction`, `Resource` or `NotResource`. */
export interface Patterns {
  /** Whether everything else is meant. */
  readonly not: boolean;
  readonly patterns: readonly string[];
}

/** What stands in `Principal` or `NotPrincipal`; `"*"` is everybody, as the AWS principal `*` is. */
export interface PrincipalElement {
  readonly not: boolean;
  readonly aws: readonly string[];
  readonly service: readonly string[];
  readonly federated: readonly string[];
  readonly canonicalUser: readonly string[];
}

/** One line of a `Condition`: `StringLike`, `s3:prefix`, the values. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** What is wrong with a policy document, and where. */
export interface PolicyIssue {
  /** `invalid_json`, `duplicate_key`, `too_large`, … */
  readonly code: PolicyIssueCode;
  /** From the document's root: `["Statement", 0, "Effect"]`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What kind of fault of a document an issue is about. */
export type PolicyIssueCode =
  | "too_large"
  | "invalid_json"
  | "duplicate_key"
  | "invalid_type"
  | "unknown_element"
  | "missing_element"
  | "conflicting_elements"
  | "invalid_value";
