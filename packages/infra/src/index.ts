export { PRICE_REGION, PRICES, type Price, type PriceTable } from "@cloudapi/core/internal";
export {
  type CostEstimate,
  type CostLine,
  type CostVolume,
  estimateCost,
} from "./cost/estimate-cost.ts";
export { DeployError } from "./deploy-error.ts";
export type { DeployedFunction } from "./function/deploy-function.ts";
export { deployFunction } from "./function/deploy-function.ts";
export type { DeployFunctionInput } from "./function/deploy-function-input.ts";
export type { Patience } from "./patience.ts";
export type { DeployedTransform, DeployTransformInput } from "./transform/deploy-transform.ts";
export { deployTransform } from "./transform/deploy-transform.ts";
export type { AllowBucketInput } from "./trigger/allow-bucket.ts";
export { allowBucket } from "./trigger/allow-bucket.ts";
export type { NotifyFunctionInput } from "./trigger/notify-function.ts";
export { notifyFunction } from "./trigger/notify-function.ts";
export type { DeployedValidator, DeployValidatorInput } from "./validator/deploy-validator.ts";
export { deployValidator } from "./validator/deploy-validator.ts";
export type {
  UndeployedValidator,
  UndeployValidatorInput,
} from "./validator/undeploy-validator.ts";
export { undeployValidator } from "./validator/undeploy-validator.ts";
