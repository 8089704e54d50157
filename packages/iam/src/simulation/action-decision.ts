/** Who denies, where an action is denied. */
export type DeniedBy =
  | "explicit-deny"
  | "implicit-deny"
  | "service-control-policy"
  | "resource-control-policy"
  | "session-policy"
  | "permissions-boundary"
  | "bucket-policy"
  /** It depends on what only a real request says; by our own evaluation only. */
  | "undecided";

/** The answer for one action on one resource. */
export interface ActionDecision {
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
  /** Absent when the action is allowed. */
  readonly deniedBy?: DeniedBy;
  /** The answer in a sentence that says what to change. */
  readonly explanation: string;
  /** The policies whose statements decided: `role_MyRole_MyPolicy`, or a managed policy's name. */
  readonly policies: readonly string[];
  /** Condition keys the policies ask for and the simulation had no value for; give them as `context`. */
  readonly missingContext: readonly string[];
}
