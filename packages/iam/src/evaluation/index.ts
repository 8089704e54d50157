// What needs no SDK: for who evaluates policies and asks AWS nothing.
export type {
  Condition,
  Patterns,
  Policy,
  PolicyIssue,
  PolicyIssueCode,
  PrincipalElement,
  Statement,
} from "../document/policy.ts";
export { type PolicyReading, readPolicy } from "../document/read-policy.ts";
export {
  type Evaluation,
  type EvaluationInput,
  evaluatePolicies,
  type PolicySource,
} from "./evaluate-policies.ts";
export type { DecidingStatement, PolicyKind } from "./judge-policies.ts";
export type { EvaluationRequest } from "./read-request.ts";
export type { ContextValue, RequestContext } from "./request-context.ts";
export type { RequestPrincipal } from "./request-principal.ts";
