export type { LambdaHandler } from "./lambda-handler.ts";
export { lambdaHandler } from "./lambda-handler.ts";
