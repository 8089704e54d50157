export type { S3StorageInput } from "./s3-storage.ts";
export { s3Storage } from "./s3-storage.ts";
