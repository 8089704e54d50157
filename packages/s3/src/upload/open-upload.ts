import type { S3Client } from "@aws-sdk/client-s3";
import {
  checkBucket,
  checkInput,
  checkInteger,
  checkKey,
  checkOptions,
} from "../internal/check-arguments.ts";
import { checkConditions, type WriteConditions } from "../internal/conditions.ts";
import type { CallOptions } from "../internal/options.ts";
import { startUpload } from "./engine/start-upload.ts";
import { guessContentType } from "./guess-content-type.ts";
import {
  checkObjectProperties,
  OBJECT_PROPERTIES,
  type ObjectProperties,
} from "./object-properties.ts";
import { MAX_PART_BYTES, MIN_PART_BYTES } from "./plan-upload.ts";
import { s3UploadTarget } from "./s3-upload-target.ts";
import { type UploadedObject, uploadedObject } from "./uploaded-object.ts";

/** Which object is written, and how it is stored. */
export interface OpenUploadInput extends ObjectProperties, WriteConditions {
  readonly bucket: string;
  /** At most 1,024 bytes as UTF-8. */
  readonly key: string;
  /** The size of a part, 5 MiB to 5 GiB; default 8 MiB. What fits into one goes in one request. */
  readonly partSizeBytes?: number | undefined;
}

/** How it is sent. */
export interface OpenUploadOptions extends CallOptions {
  /** Parts in flight at once, 1 to 256. Default 4. */
  readonly concurrency?: number | undefined;
}

/** An object that is being written; it appears whole when it is completed, or not at all. */
export interface ObjectUpload {
  /** Add bytes at the end; they are copied. Resolves when there is room for more: wait for it, and memory is bounded. */
  write(bytes: Uint8Array): Promise<void>;
  /** Send what is left and make the object appear. */
  complete(): Promise<UploadedObject>;
  /** Store nothing, and remove the parts that were sent; does nothing once the object is complete. Rejects if parts stay. */
  abort(): Promise<void>;
}

const INPUT = [
  "bucket",
  "key",
  ...OBJECT_PROPERTIES,
  "ifNoneMatch",
  "ifMatch",
  "partSizeBytes",
] as const;

/**
 * Write an object piece by piece, without knowing how long it will be: in one request while it fits into a part, else in
 * parts that are sent as they fill.
 *
 * Every part carries its CRC32, which the server verifies. A failure or an abort removes the parts that were sent, at
 * once; later calls reject with the same error. Memory is bounded by (`concurrency` + 1) × part size, and parts grow
 * from the 5,001st on. An upload that is neither completed nor aborted leaves its parts.
 *
 * IAM: as {@link uploadFile}.
 *
 * @throws {S3Error} while writing and completing, as {@link uploadFile} does for objects
 * @throws {TypeError | RangeError} for a wrong argument, such as metadata over 2 KB
 *
 * @example
 * ```ts
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { openUpload } from "@cloudapi/s3";
 *
 * const s3 = new S3Client({});
 * const upload = openUpload(s3, { bucket: "cloudapi-logs-raw", key: "streamed.ndjson", contentType: "application/x-ndjson" });
 * try {
 *   for (const n of [1, 2, 3]) await upload.write(Buffer.from(`{"n":${n}}\n`));
 *   const { sizeBytes } = await upload.complete();
 *   console.log(sizeBytes); // => 24
 * } finally {
 *   await upload.abort();
 * }
 * ```
 */
export function openUpload(
  s3: S3Client,
  input: OpenUploadInput,
  options: OpenUploadOptions = {},
): ObjectUpload {
  checkOpenUpload(input, options);
  const { contentType = guessContentType(input.key), partSizeBytes } = input;
  const { signal, concurrency } = options;
  const target = s3UploadTarget(s3, { ...input, contentType }, signal);
  const upload = startUpload(target, { partSizeBytes, concurrency });
  let completed: Promise<UploadedObject> | undefined;
  return {
    async write(bytes) {
      if (!(bytes instanceof Uint8Array))
        throw new TypeError("write: give a Uint8Array; Buffer.from(text) makes one of text.");
      await upload.write(bytes);
    },
    complete() {
      completed ??= upload.complete().then((stored) => uploadedObject(target, stored));
      return completed;
    },
    abort: () => upload.abort(),
  };
}

function checkOpenUpload(input: OpenUploadInput, options: OpenUploadOptions): void {
  const what = "openUpload";
  checkInput(what, input, INPUT);
  checkOptions(what, options, ["signal", "concurrency"]);
  checkBucket(what, input.bucket);
  checkKey(what, input.key);
  checkObjectProperties(what, input);
  checkConditions(what, input);
  if (input.partSizeBytes !== undefined) {
    checkInteger(what, "partSizeBytes", input.partSizeBytes, MIN_PART_BYTES, MAX_PART_BYTES);
  }
}
