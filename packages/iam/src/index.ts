export type { AthenaReaderPolicyInput, ReadTable } from "./builders/athena-reader.ts";
export { type ApiPolicyInput, buildApiPolicy } from "./builders/build-api-policy.ts";
export { buildAthenaReaderPolicy } from "./builders/build-athena-reader-policy.ts";
export {
  buildDeployerPolicy,
  type DeployedFunctionUse,
  type DeployedRoles,
  type DeployerPolicyInput,
} from "./builders/build-deployer-policy.ts";
export { buildGlueJobPolicy, type GlueJobPolicyInput } from "./builders/build-glue-job-policy.ts";
export {
  buildIngesterPolicy,
  type IngesterPolicyInput,
} from "./builders/build-ingester-policy.ts";
export {
  buildCopyPolicy,
  buildLoadPolicy,
  type CopyPolicyInput,
  type LoadPolicyInput,
} from "./builders/build-load-policy.ts";
export {
  buildPermissionBoundary,
  type PermissionBoundaryInput,
} from "./builders/build-permission-boundary.ts";
export { buildPolicy, type OperationUse, type PolicyInput } from "./builders/build-policy.ts";
export {
  buildTaskExecutionPolicy,
  buildTaskSchedulePolicy,
  type TaskExecutionPolicyInput,
  type TaskSchedulePolicyInput,
} from "./builders/build-task-policies.ts";
export {
  buildTransformPolicy,
  type TransformPolicyInput,
  type TransformSource,
} from "./builders/build-transform-policy.ts";
export type { FunctionInput } from "./builders/function-platform.ts";
export type { SecretInput } from "./builders/optional-arns.ts";
export type { PolicyFrameInput } from "./builders/policy-frame.ts";
export type { RedshiftAccess } from "./builders/redshift-access.ts";
export type { PolicyPlace } from "./builders/s3-place.ts";
export type { ServiceUse } from "./builders/use-services.ts";
export {
  type Condition,
  type ContextValue,
  type DecidingStatement,
  type Evaluation,
  type EvaluationInput,
  type EvaluationRequest,
  evaluatePolicies,
  type Patterns,
  type Policy,
  type PolicyIssue,
  type PolicyIssueCode,
  type PolicyKind,
  type PolicyReading,
  type PolicySource,
  type PrincipalElement,
  type RequestContext,
  type RequestPrincipal,
  readPolicy,
  type Statement,
} from "./evaluation/index.ts";
export { diffPolicy, type PolicyChange, type PolicyDiff } from "./explain/diff-policy.ts";
export {
  type ExplainedAction,
  type ExplainedStatement,
  type ExplainPolicyOptions,
  explainPolicy,
  type PolicyExplanation,
} from "./explain/explain-policy.ts";
export type { GlueRoleInput, GlueRoleReport } from "./glue-role/check-glue-role.ts";
export { checkGlueRole } from "./glue-role/check-glue-role.ts";
export type { S3Location } from "./glue-role/glue-questions.ts";
export type { TrustDecision } from "./glue-role/trust-policy.ts";
export { buildLambdaPolicy } from "./lambda-policy/build-lambda-policy.ts";
export type { LambdaPolicyInput } from "./lambda-policy/lambda-policy-input.ts";
export { lambdaTrustPolicy } from "./lambda-policy/lambda-trust-policy.ts";
export type { OperationName, UseName } from "./needs/all-needs.ts";
export type { PolicyAttachment } from "./policy/check-policy-size.ts";
export { type FittedPolicy, fitPolicy } from "./policy/fit-policy.ts";
export type {
  PolicyConditions,
  PolicyDocument,
  PolicyPrincipal,
  PolicyStatement,
} from "./policy/policy-document.ts";
export { PolicySizeError } from "./policy/policy-error.ts";
export { splitPolicy } from "./policy/split-policy.ts";
export type { GivenPolicies, OrganisationPolicies } from "./policy-kinds/given-policies.ts";
export type {
  CoverageState,
  CoveredKind,
  PolicyCoverage,
  UnreadPolicies,
} from "./policy-kinds/policy-coverage.ts";
export {
  type BucketPolicyInput,
  buildBucketPolicy,
} from "./resource-policy/build-bucket-policy.ts";
export { buildTrustPolicy, type TrustPolicyInput } from "./resource-policy/build-trust-policy.ts";
export type {
  ExcessiveRight,
  MissingRight,
  RoleNeedsInput,
  RoleNeedsReport,
} from "./role/check-role.ts";
export { checkRole } from "./role/check-role.ts";
export type { AccessDecision, S3Access, S3AccessInput } from "./s3-access/check-s3-access.ts";
export { checkS3Access } from "./s3-access/check-s3-access.ts";
export type { ActionDecision, DeniedBy } from "./simulation/action-decision.ts";
export type { SimulationContext } from "./simulation/context.ts";
export type { AnsweredBy } from "./simulation/decide-actions.ts";
export { IamCheckError, type IamCheckErrorDetails } from "./simulation/iam-error.ts";
