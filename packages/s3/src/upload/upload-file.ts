import type { S3Client } from "@aws-sdk/client-s3";
import {
  checkBucket,
  checkInput,
  checkInteger,
  checkKey,
  checkOptions,
  checkPath,
} from "../internal/check-arguments.ts";
import { checkConditions, type WriteConditions } from "../internal/conditions.ts";
import {
  DEFAULT_CONCURRENCY,
  TRANSFER_OPTIONS,
  type TransferOptions,
} from "../internal/options.ts";
import { startProgress } from "../internal/progress.ts";
import { putObject } from "./engine/put-object.ts";
import type { StoredObject } from "./engine/stored-object.ts";
import { guessContentType } from "./guess-content-type.ts";
import {
  checkObjectProperties,
  OBJECT_PROPERTIES,
  type ObjectProperties,
} from "./object-properties.ts";
import { MAX_PART_BYTES, MIN_PART_BYTES, planUpload } from "./plan-upload.ts";
import { s3UploadTarget } from "./s3-upload-target.ts";
import { openSourceFile, type SourceFile } from "./source-file.ts";
import { type FileUpload, uploadParts } from "./upload-parts.ts";
import { type UploadedObject, uploadedObject } from "./uploaded-object.ts";

/** Which file goes where, and how it is stored. */
export interface UploadFileInput extends ObjectProperties, WriteConditions {
  /** The local file. */
  readonly path: string;
  readonly bucket: string;
  /** At most 1,024 bytes as UTF-8. */
  readonly key: string;
  /** The least size of a part, 5 MiB to 5 GiB; default 8 MiB. Smaller files go in one request. */
  readonly partSizeBytes?: number | undefined;
}

const INPUT = [
  "path",
  "bucket",
  "key",
  ...OBJECT_PROPERTIES,
  "ifNoneMatch",
  "ifMatch",
  "partSizeBytes",
] as const;

/**
 * Upload a local file: in one request, or in parts when it is larger than a part.
 *
 * Every part carries its CRC32, which the server verifies. A failure or an abort removes the parts that were sent;
 * the object appears whole or not at all. Memory is bounded by `concurrency` × part size (32 MiB by default; parts
 * grow for files over 80 GB). A process that is killed leaves its parts: let a bucket lifecycle rule
 * (`AbortIncompleteMultipartUpload`) remove those.
 *
 * IAM: `s3:PutObject` and `s3:AbortMultipartUpload` on the object; with KMS `kms:GenerateDataKey` and `kms:Decrypt`.
 * `s3:GetObject` and `s3:ListMultipartUploadParts` are used where granted, to tell a lost answer from a failure.
 *
 * @throws {S3Error} `FILE_NOT_FOUND`, `FILE_ACCESS_DENIED`, `NOT_A_FILE`, `FILE_CHANGED`,
 * `NO_SUCH_BUCKET`, `ACCESS_DENIED`, `PRECONDITION_FAILED`, `CONFLICT`, `CHECKSUM_MISMATCH` and the general codes
 * @throws {TypeError | RangeError} for a wrong argument, such as metadata over 2 KB
 *
 * @example
 * ```ts
 * import { writeFile } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { uploadFile } from "@cloudapi/s3";
 *
 * const s3 = new S3Client({});
 * const path = join(tmpdir(), "logs.csv");
 * await writeFile(path, "timestamp,endpoint,status_code\n2025-01-15T10:30:45Z,/api/users,200\n");
 *
 * const uploaded = await uploadFile(s3, { path, bucket: "cloudapi-logs-raw", key: "2025/01/15/logs.csv" });
 * console.log(uploaded.sizeBytes, uploaded.contentType); // => 67 text/csv
 * ```
 */
export async function uploadFile(
  s3: S3Client,
  input: UploadFileInput,
  options: TransferOptions = {},
): Promise<UploadedObject> {
  checkUpload(input, options);
  const { path, bucket, key } = input;
  const file = await openSourceFile({ path, bucket, key });
  try {
    return await upload(s3, file, input, options);
  } finally {
    await file.close();
  }
}

async function upload(
  s3: S3Client,
  file: SourceFile,
  input: UploadFileInput,
  options: TransferOptions,
): Promise<UploadedObject> {
  const { signal, concurrency = DEFAULT_CONCURRENCY, onProgress } = options;
  const { sizeBytes } = file;
  const contentType = input.contentType ?? guessContentType(input.path);
  const plan = planUpload(sizeBytes, input.partSizeBytes);
  const target = s3UploadTarget(s3, { ...input, contentType }, signal);
  const progress = startProgress(sizeBytes, onProgress);
  const job = { target, file, progress, concurrency };
  const stored = await (plan.kind === "single" ? uploadWhole(job) : uploadParts(job, plan));
  return uploadedObject(target, stored);
}

async function uploadWhole({ target, file, progress }: FileUpload): Promise<StoredObject> {
  const body = Buffer.allocUnsafe(file.sizeBytes);
  await file.fill(body, 0);
  await file.assertUnchanged();
  const stored = await putObject(target, body);
  progress.add(body.length);
  return stored;
}

function checkUpload(input: UploadFileInput, options: TransferOptions): void {
  const what = "uploadFile";
  checkInput(what, input, INPUT);
  checkOptions(what, options, TRANSFER_OPTIONS);
  checkPath(what, "path", input.path);
  checkBucket(what, input.bucket);
  checkKey(what, input.key);
  checkObjectProperties(what, input);
  checkConditions(what, input);
  if (input.partSizeBytes !== undefined) {
    checkInteger(what, "partSizeBytes", input.partSizeBytes, MIN_PART_BYTES, MAX_PART_BYTES);
  }
}
