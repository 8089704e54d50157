import { isDirectoryBucketName } from "@cloudapi/core/internal";
import { show } from "../arn/check-names.ts";
import { type BoundNeed, bindNeeds, type NeedValues } from "../needs/bind-needs.ts";
import { ROLE_NEEDS } from "../needs/role-needs.ts";
import type { Field } from "./s3-place.ts";

/** What is done with directory buckets, by whether it writes. Versions, settings of buckets and signed URLs they don't have. */
const OPERATIONS: Readonly<Record<string, "read" | "write">> = {
  downloadFile: "read",
  headObject: "read",
  listObjects: "read",
  downloadPrefix: "read",
  uploadFile: "write",
  openUpload: "write",
  deleteObjects: "write",
  removeUnfinishedUploads: "write",
};
/** A base name, and the zone, which may be a local one: `logs--euc1-az2--x-s3`, `logs--usw2-lax1-az1--x-s3`. */
const NAME =
  /^[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?--[a-z0-9]{2,10}(?:-[a-z0-9]{2,10})?-az\d{1,2}--x-s3$/;

interface DirectoryUse {
  readonly operation: string;
  readonly bucket?: unknown;
  readonly prefix?: unknown;
  readonly kmsKeyArn?: unknown;
  readonly cases?: readonly string[];
}

/** Whether a use is of a directory bucket (S3 Express One Zone), which can be used so. @throws {TypeError} where it can't */
export function isDirectoryUse({ what, name }: Field, use: DirectoryUse): boolean {
  const { operation, bucket, prefix, kmsKeyArn, cases = [] } = use;
  if (typeof bucket !== "string" || !isDirectoryBucketName(bucket)) return false;
  const at = `${what}: ${name}`;
  if (!NAME.test(bucket))
    throw new TypeError(
      `${at}.bucket ${show(bucket)} is not the name of a directory bucket, base-name--zone-id--x-s3.`,
    );
  if (!Object.hasOwn(OPERATIONS, operation))
    throw new TypeError(
      `${at}.bucket ${show(bucket)} is a directory bucket (S3 Express One Zone), with which there is no ${operation}, but ${Object.keys(OPERATIONS).join(", ")}. Use a general purpose bucket.`,
    );
  if (prefix !== undefined || cases.length > 0 || kmsKeyArn !== undefined)
    throw new TypeError(
      `${at}: a directory bucket is opened as a whole, and its objects have no versions: leave prefix and cases out; KMS keys of directory buckets are not covered.`,
    );
  return true;
}

/** What it needs: a session of its mode. @throws {TypeError} without region and account, which are in the bucket's ARN */
export function directoryNeeds(
  { what, name }: Field,
  { operation, bucket }: { readonly operation: string; readonly bucket: string },
  frame: NeedValues,
): BoundNeed[] {
  for (const given of ["region", "accountId"])
    if (frame[given] === undefined)
      throw new TypeError(`${what}: ${name} needs ${given}, which is in a directory bucket's ARN.`);
  const mode = OPERATIONS[operation] ?? "read";
  return bindNeeds(ROLE_NEEDS.directoryBucket, { ...frame, bucket }, [mode]);
}
