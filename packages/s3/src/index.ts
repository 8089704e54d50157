export type { ChecksumAlgorithm, ObjectChecksum } from "./checksum/object-checksum.ts";
export { type DownloadedFile, type DownloadFileInput, downloadFile } from "./download/download-file.ts";
export { type ByteRange, planDownload } from "./download/plan-download.ts";
export { S3Error, type S3ErrorDetails } from "./errors/s3-error.ts";
export { type HeadObjectInput, headObject, type ObjectFacts } from "./head-object.ts";
export type { WriteConditions } from "./internal/conditions.ts";
export type { Encryption } from "./internal/encryption.ts";
export type { CallOptions, TransferOptions, TransferProgress } from "./internal/options.ts";
export {
  type ListedObject,
  type ListedPrefix,
  type ListObjectsInput,
  type ListObjectsOptions,
  type ListProgress,
  listObjects,
} from "./list/list-objects.ts";
export type { ObjectProperties } from "./upload/object-properties.ts";
export { planUpload, type UploadPart, type UploadPlan } from "./upload/plan-upload.ts";
export { type UploadedFile, type UploadFileInput, uploadFile } from "./upload/upload-file.ts";
