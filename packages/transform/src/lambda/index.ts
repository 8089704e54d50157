export type { HandlerLogger, ObjectRef } from "@cloudapi/s3/internal";
export { EventError, ObjectError } from "@cloudapi/s3/internal";
export type { RoomContext } from "./check-room.ts";
export { createTransformHandler } from "./create-transform-handler.ts";
export type {
  PassedOptions,
  PublishedObject,
  TableDestination,
  TransformHandlerOptions,
} from "./handler-options.ts";
export type { TransformHandler, TransformResult } from "./transform-events.ts";
export type { EnvironmentOptions } from "./transform-handler-from-environment.ts";
export { transformHandlerFromEnvironment } from "./transform-handler-from-environment.ts";
export type { TransformFigures, TransformOutcome } from "./transform-outcome.ts";
