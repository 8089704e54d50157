export type { SettingName } from "./bucket/bucket-settings.ts";
export {
  type EnsuredBucket,
  ensureBucket,
} from "./bucket/ensure-bucket.ts";
export type { EnsureBucketInput } from "./bucket/ensure-bucket-input.ts";
export type { ChecksumAlgorithm, ObjectChecksum } from "./checksum/object-checksum.ts";
export type { ObjectId } from "./delete/batches-of.ts";
export type { DeleteFailure } from "./delete/delete-batch.ts";
export {
  type DeleteObjectsInput,
  type DeleteObjectsOptions,
  type DeleteObjectsResult,
  type DeleteProgress,
  deleteObjects,
} from "./delete/delete-objects.ts";
export {
  type DownloadFileInput,
  downloadFile,
} from "./download/download-file.ts";
export { type ByteRange, planDownload } from "./download/plan-download.ts";
export type { DownloadedFile } from "./download/transfer-object.ts";
export { S3Error, type S3ErrorDetails } from "./errors/s3-error.ts";
export { type HeadObjectInput, headObject, type ObjectFacts } from "./head-object.ts";
export type { WriteConditions } from "./internal/conditions.ts";
export type { Encryption } from "./internal/encryption.ts";
export type {
  CallOptions,
  DownloadOptions,
  TransferOptions,
  TransferProgress,
} from "./internal/options.ts";
export {
  type ListedObject,
  type ListedPrefix,
  type ListObjectsInput,
  type ListObjectsOptions,
  type ListProgress,
  listObjects,
} from "./list/list-objects.ts";
export {
  type DownloadedPrefix,
  type DownloadPrefixInput,
  type DownloadPrefixOptions,
  downloadPrefix,
} from "./prefix/download-prefix.ts";
export type { RefusalCode } from "./prefix/local-name.ts";
export type { RefusedKey } from "./prefix/place-objects.ts";
export type { PrefixProgress } from "./prefix/prefix-tally.ts";
export { type PresignDownloadInput, presignDownload } from "./presign/presign-download.ts";
export { type PresignUploadInput, presignUpload } from "./presign/presign-upload.ts";
export type { PresignedRequest } from "./presign/sign-url.ts";
export {
  listUnfinishedUploads,
  type UnfinishedUpload,
  type UnfinishedUploadsInput,
} from "./unfinished/list-unfinished-uploads.ts";
export {
  type RemovalFailure,
  type RemovedUploads,
  type RemoveUnfinishedUploadsInput,
  type RemoveUnfinishedUploadsOptions,
  removeUnfinishedUploads,
} from "./unfinished/remove-unfinished-uploads.ts";
export type { StoredEncryption, StoredObject } from "./upload/engine/stored-object.ts";
export type { ObjectProperties } from "./upload/object-properties.ts";
export {
  type ObjectUpload,
  type OpenUploadInput,
  type OpenUploadOptions,
  openUpload,
} from "./upload/open-upload.ts";
export { planUpload, type UploadPart, type UploadPlan } from "./upload/plan-upload.ts";
export { type UploadFileInput, uploadFile } from "./upload/upload-file.ts";
export type { UploadedObject } from "./upload/uploaded-object.ts";
