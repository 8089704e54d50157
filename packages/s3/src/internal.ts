// What the packages of CloudAPI share with each other. It may change in any release: import from @cloudapi/s3 instead.
export { explainS3Failure } from "./errors/explain-s3-failure.ts";
export { codeOfName, failureCode } from "./errors/failure-code.ts";
export { fileFailure } from "./errors/file-failure.ts";
export type { Operation } from "./errors/operations.ts";
export type { Place } from "./errors/place.ts";
export { s3Error, toS3Error } from "./errors/to-s3-error.ts";
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
