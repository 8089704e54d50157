import { checkInteger } from "../internal/check-arguments.ts";

const MIB = 1024 ** 2;
export const MIN_PART_BYTES = 5 * MIB;
export const MAX_PART_BYTES = 5 * 1024 * MIB;
export const DEFAULT_PART_BYTES = 8 * MIB;
const MAX_PARTS = 10_000;

/** One part of an upload: bytes `start` up to, not including, `end` of the file. */
export interface UploadPart {
  /** 1 to 10,000. */
  readonly partNumber: number;
  readonly start: number;
  readonly end: number;
}

/** How a file of a known size is sent: in one request, or in parts. */
export type UploadPlan =
  | { readonly kind: "single"; readonly sizeBytes: number }
  | {
      readonly kind: "multipart";
      readonly sizeBytes: number;
      readonly partSizeBytes: number;
      readonly parts: readonly UploadPart[];
    };

/**
 * Decide how to send a file: in one request up to the part size, else in equal parts (the last one smaller).
 *
 * Parts grow with the file, in whole MiB, so that there are never more than 10,000.
 *
 * @param sizeBytes the file's size
 * @param partSizeBytes the least size of a part, 5 MiB to 5 GiB; default 8 MiB
 * @throws {RangeError} for a size that 10,000 parts of 5 GiB cannot hold, or a part size that S3 does not take
 *
 * @example
 * ```ts
 * import { planUpload } from "@cloudapi/s3";
 *
 * console.log(planUpload(1000)); // => { kind: "single", sizeBytes: 1000 }
 * const plan = planUpload(20 * 1024 ** 2);
 * console.log(plan.kind === "multipart" && plan.parts.length); // => 3
 * ```
 */
export function planUpload(
  sizeBytes: number,
  partSizeBytes: number = DEFAULT_PART_BYTES,
): UploadPlan {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0 || sizeBytes > MAX_PARTS * MAX_PART_BYTES) {
    throw new RangeError(
      `planUpload: sizeBytes must be a whole number up to ${MAX_PARTS * MAX_PART_BYTES} (10,000 parts of 5 GiB), not ${sizeBytes}.`,
    );
  }
  checkInteger("planUpload", "partSizeBytes", partSizeBytes, MIN_PART_BYTES, MAX_PART_BYTES);
  if (sizeBytes <= partSizeBytes) return { kind: "single", sizeBytes };
  const partSize = Math.max(partSizeBytes, wholeMib(Math.ceil(sizeBytes / MAX_PARTS)));
  const count = Math.ceil(sizeBytes / partSize);
  const parts = Array.from({ length: count }, (_, index) => ({
    partNumber: index + 1,
    start: index * partSize,
    end: Math.min((index + 1) * partSize, sizeBytes),
  }));
  return { kind: "multipart", sizeBytes, partSizeBytes: partSize, parts };
}

function wholeMib(bytes: number): number {
  return Math.ceil(bytes / MIB) * MIB;
}
