export type { GlueRoleInput, GlueRoleReport } from "./glue-role/check-glue-role.ts";
export { checkGlueRole } from "./glue-role/check-glue-role.ts";
export type { S3Location } from "./glue-role/glue-questions.ts";
export type { TrustDecision } from "./glue-role/trust-policy.ts";
export { buildLambdaPolicy } from "./lambda-policy/build-lambda-policy.ts";
export type { LambdaPolicyInput } from "./lambda-policy/lambda-policy-input.ts";
export { lambdaTrustPolicy } from "./lambda-policy/lambda-trust-policy.ts";
export type { PolicyAttachment } from "./policy/check-policy-size.ts";
export type {
  PolicyConditions,
  PolicyDocument,
  PolicyPrincipal,
  PolicyStatement,
} from "./policy/policy-document.ts";
export { PolicySizeError } from "./policy/policy-error.ts";
export type { AccessDecision, S3Access, S3AccessInput } from "./s3-access/check-s3-access.ts";
export { checkS3Access } from "./s3-access/check-s3-access.ts";
export type { ActionDecision, DeniedBy } from "./simulation/action-decision.ts";
export type { SimulationContext } from "./simulation/context.ts";
export { IamCheckError } from "./simulation/iam-error.ts";
