/** Something about a policy that is wrong, or wider or riskier than it looks. */
export interface PolicyFinding {
  readonly code: PolicyFindingCode;
  /** `error`: it does not do what it says. `warning`: it allows more than one sees, or than is wise. */
  readonly severity: "error" | "warning";
  /** From the document's root: `["Statement", 0, "Action"]`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What a finding is about. */
export type PolicyFindingCode =
  | "invalid_document"
  | "unknown_action"
  | "unknown_condition_key"
  | "unknown_operator"
  | "resource_mismatch"
  | "unused_resource"
  | "action_wildcard"
  | "resource_wildcard"
  | "not_action"
  | "not_resource"
  | "not_principal"
  | "anyone"
  | "privilege_escalation"
  | "pass_role_without_service"
  | "variables_without_version"
  | "duplicate_sid"
  | "invalid_sid";

/** A statement's place, for the paths of what is found in it. */
export type Place = readonly (string | number)[];
