export type { AlertInput, AlertReport } from "./alert/alert-text.ts";
export type { SendAlertInput } from "./alert/publish-alert.ts";
export { sendAlert } from "./alert/send-alert.ts";
export type {
  HandlerResult,
  ValidationHandler,
} from "./create-validation-handler.ts";
export { createValidationHandler } from "./create-validation-handler.ts";
export { EventError } from "./events/event-error.ts";
export { handler } from "./handler.ts";
export type { EnvironmentHandlerOptions } from "./handler-from-environment.ts";
export { handlerFromEnvironment } from "./handler-from-environment.ts";
export type { ValidationHandlerOptions } from "./handler-options.ts";
export type { HandlerLogger } from "./log/json-logger.ts";
export { ObjectError } from "./objects/object-error.ts";
export type { ObjectRef } from "./objects/object-ref.ts";
export { rowsKey, verdictKey } from "./quarantine/quarantine-keys.ts";
export type { HandlerContext } from "./run/deadline.ts";
export type { ObjectOutcome, SkipReason } from "./run/object-outcome.ts";
export type { Verdict, VerdictIssue, VerdictObject, VerdictRejection } from "./verdict/verdict.ts";
