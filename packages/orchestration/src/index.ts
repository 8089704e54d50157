export { PRICE_REGION, PRICES, type Price } from "@cloudapi/core/internal";
export type { JsonObject, State, StateMachineDefinition } from "./asl/asl.ts";
export type {
  BatchCatalog,
  BatchCheck,
  BatchInput,
  BatchPlace,
  BatchSchedule,
  BatchSource,
  BatchSteps,
  FunctionTransform,
  GlueTransform,
} from "./batch/batch-input.ts";
export { type Batch, type BatchMachine, defineBatch } from "./batch/define-batch.ts";
export type { BatchJob } from "./batch/job.ts";
export { checkDefinition } from "./definition/check-definition.ts";
export type { DefinitionIssue, DefinitionIssueCode } from "./definition/definition-issue.ts";
export type { EngineEstimate, EngineName, SqlRefusal, SqlVerdict } from "./plan/engine-estimate.ts";
export { planTransform, type TransformPlan } from "./plan/plan-transform.ts";
export type { TransformLoad } from "./plan/read-load.ts";
export type { BatchRole, BatchRoles } from "./roles/batch-roles.ts";
export { type NextRuns, type NextRunsInput, nextRuns } from "./schedule/next-runs.ts";
