export type { S3SinkInput } from "./s3-sink.ts";
export { s3Sink } from "./s3-sink.ts";
export type { S3SourceInput, S3SourceOptions } from "./s3-source.ts";
export { s3Source } from "./s3-source.ts";
