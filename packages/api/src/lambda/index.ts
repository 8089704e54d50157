export {
  type ApiEnvironmentOptions,
  apiHandlerFromEnvironment,
} from "./api-handler-from-environment.ts";
export type { LambdaHandler } from "./lambda-handler.ts";
export { lambdaHandler } from "./lambda-handler.ts";
