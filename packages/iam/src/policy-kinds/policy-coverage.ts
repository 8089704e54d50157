/** A kind of policy that has a say in what a principal may do. */
export type CoveredKind =
  | "identity"
  | "boundary"
  | "session"
  | "serviceControl"
  | "resourceControl"
  | "resource";

/**
 * How a kind of policy took part in an answer: `evaluated` here, by IAM's simulator (`simulated`), not at all since there is none (`none`), or not
 * at all since nobody has read it (`notRead`), so that the answer may be another with it.
 */
export type CoverageState = "evaluated" | "simulated" | "none" | "notRead";

/** How one kind of policy took part in an answer. */
export interface PolicyCoverage {
  readonly kind: CoveredKind;
  readonly state: CoverageState;
  /** In a sentence: what was looked at, or why it wasn't and what to do. */
  readonly why: string;
  /** The permission that whoever runs the check lacks, where that is why. */
  readonly permission?: string;
}

/** A kind of policy of an organisation that could not be read. */
export interface UnreadPolicies {
  readonly kind: "serviceControl" | "resourceControl";
  readonly why: string;
  /** Such as `organizations:ListPoliciesForTarget`. */
  readonly permission?: string;
}
