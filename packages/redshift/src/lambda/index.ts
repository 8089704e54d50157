export type { HandlerLogger, ObjectRef } from "@cloudapi/s3/internal";
export { EventError, ObjectError } from "@cloudapi/s3/internal";
export { createLoadHandler } from "./create-load-handler.ts";
export type { LoadHandler, LoadResult } from "./load-events.ts";
export {
  type LoadEnvironmentOptions,
  loadHandlerFromEnvironment,
} from "./load-handler-from-environment.ts";
export type { LoadHandlerOptions, PassedLoad } from "./load-handler-options.ts";
export type { LoadFigures, LoadOutcome, SkipReason } from "./load-outcome.ts";
