import { isBucketName } from "@cloudapi/core/internal";
import { S3Error } from "./s3-error.ts";

const MAX_KEY_BYTES = 1024;

/** @throws {S3Error} KeyTooLongError */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > MAX_KEY_BYTES)
    throw new S3Error("KeyTooLongError", undefined, {
      details: { Size: String(size), MaxSizeAllowed: String(MAX_KEY_BYTES) },
    });
}

/** Beginnings and ends that are kept for other kinds of buckets, access points and the like. */
const RESERVED = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** Whether a name follows the rules for general purpose buckets. */
export function isGeneralPurposeName(name: string): boolean {
  return isBucketName(name) && !RESERVED.test(name);
}
