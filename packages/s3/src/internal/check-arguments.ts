import { checkListeners, checkOptionNames, isDirectoryBucketName } from "@cloudapi/core/internal";
import { MAX_CONCURRENCY, MAX_IDLE_TIMEOUT_MS } from "./options.ts";

const MAX_KEY_BYTES = 1024;

/** Refuse an input object that is missing or has unknown properties. */
export function checkInput(what: string, input: object, known: readonly string[]): void {
  if (typeof input !== "object" || input === null) {
    throw new TypeError(
      `${what}: the second argument must be an object with ${known.slice(0, 3).join(", ")}.`,
    );
  }
  checkOptionNames(what, input, known);
}

/** Refuse unknown options, and a signal, callback or concurrency of the wrong kind. */
export function checkOptions(
  what: string,
  options: object | undefined,
  known: readonly string[],
): void {
  checkOptionNames(what, options, known);
  checkListeners(what, options ?? {});
  const { concurrency, idleTimeoutMs } = (options ?? {}) as Record<string, unknown>;
  if (concurrency !== undefined) checkInteger(what, "concurrency", concurrency, 1, MAX_CONCURRENCY);
  if (idleTimeoutMs !== undefined) {
    checkInteger(what, "idleTimeoutMs", idleTimeoutMs, 1, MAX_IDLE_TIMEOUT_MS);
  }
}

export function checkText(what: string, name: string, value: unknown): asserts value is string {
  if (typeof value !== "string" || value === "") {
    throw new TypeError(
      `${what}: ${name} must be a string that is not empty, not ${describe(value)}.`,
    );
  }
  if (!value.isWellFormed())
    throw new TypeError(`${what}: ${name} has half of a surrogate pair; it is not valid text.`);
}

export function checkInteger(
  what: string,
  name: string,
  value: unknown,
  min: number,
  max: number,
): void {
  if (typeof value !== "number")
    throw new TypeError(`${what}: ${name} must be a number, not ${describe(value)}.`);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(
      `${what}: ${name} must be a whole number from ${min} to ${max}, not ${value}.`,
    );
  }
}

/** A bucket's name or access point ARN; the usual slips (an s3:// URL, bucket/key in one) get their own words. */
export function checkBucket(what: string, bucket: unknown): void {
  checkText(what, "bucket", bucket);
  if (bucket.includes("/") && !bucket.startsWith("arn:")) {
    throw new TypeError(
      `${what}: bucket must be the bucket's name alone, not "${bucket}"; the rest belongs in the key.`,
    );
  }
  if (isDirectoryBucketName(bucket) || bucket.endsWith("--xa-s3")) {
    throw new TypeError(
      `${what}: "${bucket}" is a directory bucket (S3 Express One Zone), or an access point of one, which are not ` +
        "supported: they list keys in no particular order and have no versions or presigned sessions. Use a general purpose bucket.",
    );
  }
}

export function checkKey(what: string, key: unknown): void {
  checkText(what, "key", key);
  const sizeBytes = Buffer.byteLength(key);
  if (sizeBytes > MAX_KEY_BYTES) {
    throw new RangeError(
      `${what}: key must be at most ${MAX_KEY_BYTES} bytes as UTF-8, not ${sizeBytes}.`,
    );
  }
}

/** A local path; a NUL would cut it short in the operating system. */
export function checkPath(what: string, name: string, path: unknown): void {
  checkText(what, name, path);
  if (path.includes("\0"))
    throw new TypeError(`${what}: ${name} must not contain a NUL character.`);
}

function describe(value: unknown): string {
  if (value === "") return "an empty one";
  return value === null ? "null" : typeof value;
}
