// What the packages of CloudAPI share with each other. It may change in any release: import from @cloudapi/s3 instead.
export { explainS3Failure } from "./errors/explain-s3-failure.ts";
export { codeOfName, failureCode } from "./errors/failure-code.ts";
export { fileFailure } from "./errors/file-failure.ts";
export type { Operation } from "./errors/operations.ts";
export type { Place } from "./errors/place.ts";
export { s3Error, toS3Error } from "./errors/to-s3-error.ts";
export {
  checkEnvironment,
  clientOf,
  configuredLater,
  type FunctionEnvironment,
} from "./events/handler/configured-later.ts";
export type { HandlerContext } from "./events/handler/deadline.ts";
export type { EventHandler, EventResult, EventWork } from "./events/handler/handle-events.ts";
export { handleEvents } from "./events/handler/handle-events.ts";
export type { HandlerLogger, LogLevel } from "./events/handler/json-logger.ts";
export { jsonLogger } from "./events/handler/json-logger.ts";
export { compareSequencers } from "./events/message/compare-sequencers.ts";
export { EventError } from "./events/message/event-error.ts";
export type { EventMessage, ObjectEvent } from "./events/message/object-event.ts";
export { isContested, isMissing } from "./events/object/missing.ts";
export { ObjectError } from "./events/object/object-error.ts";
export type { ObjectRef } from "./events/object/object-ref.ts";
export { objectUri, refOf } from "./events/object/object-ref.ts";
export type { OpenState } from "./events/object/open-state.ts";
export { openState } from "./events/object/open-state.ts";
export { skipReason } from "./events/object/skip-reason.ts";
export { isPermanent, toObjectError } from "./events/object/to-object-error.ts";
export { checkSize, wholeBody } from "./events/object/whole-body.ts";
export { isListed } from "./list/is-listed.ts";
export { patiently, type SendOptions } from "./request/patiently.ts";
export { request } from "./request/request.ts";
export { putObject } from "./upload/engine/put-object.ts";
export {
  type RunningUpload,
  startUpload,
  type UploadOptions,
} from "./upload/engine/start-upload.ts";
export type { StoredObject } from "./upload/engine/stored-object.ts";
export type { LeftParts, UploadStep, UploadTarget } from "./upload/engine/upload-target.ts";
export { checkObjectProperties, toPutProperties } from "./upload/object-properties.ts";
export { s3UploadTarget } from "./upload/s3-upload-target.ts";
