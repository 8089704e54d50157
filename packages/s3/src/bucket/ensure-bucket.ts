import type { S3Client } from "@aws-sdk/client-s3";
import { checkBucket, checkInput, checkOptions } from "../internal/check-arguments.ts";
import { checkEncryption } from "../internal/encryption.ts";
import { CALL_OPTIONS, type CallOptions } from "../internal/options.ts";
import { BUCKET_SETTINGS, type BucketSetting, type SettingName } from "./bucket-settings.ts";
import { claimBucket } from "./claim-bucket.ts";
import type { EnsureBucketInput } from "./ensure-bucket-input.ts";
import { retryWhileSettling } from "./retry-while-settling.ts";

/** The bucket as it is now, and what was changed. */
export interface EnsuredBucket {
  readonly bucket: string;
  /** Whether this call created it. */
  readonly created: boolean;
  /** The settings that this call changed; none when all were right. */
  readonly changed: readonly SettingName[];
}

const INPUT = [
  "bucket",
  "versioning",
  "encryption",
  "blockPublicAccess",
  "ownerEnforced",
  "expectedBucketOwner",
] as const;

/**
 * Create a bucket if it is not there, in the client's region, and bring its settings in order: owner enforced, public
 * access blocked, encrypted, versioned. Run again it changes nothing.
 *
 * A bucket of another account is refused, even one that lets the caller in: without `expectedBucketOwner`, creating
 * it once more is how S3 is asked whose it is. (In us-east-1 that resets the ACL of a bucket that still uses ACLs.)
 *
 * IAM, on the bucket: `s3:ListBucket`, `s3:CreateBucket`, `s3:GetBucketOwnershipControls`,
 * `s3:PutBucketOwnershipControls`, `s3:GetBucketPublicAccessBlock`, `s3:PutBucketPublicAccessBlock`,
 * `s3:GetEncryptionConfiguration`, `s3:PutEncryptionConfiguration`, `s3:GetBucketVersioning`, `s3:PutBucketVersioning`.
 *
 * @throws {S3Error} `BUCKET_OWNED_BY_ANOTHER`, `WRONG_REGION`, `INVALID_BUCKET_NAME`, `ACCESS_DENIED`,
 * `NOT_SUPPORTED` (a server without one of the settings: give `false` for it) and the general codes
 *
 * @example
 * ```ts
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { ensureBucket } from "@cloudapi/s3";
 *
 * const s3 = new S3Client({});
 * const first = await ensureBucket(s3, { bucket: "ensured-once" });
 * const again = await ensureBucket(s3, { bucket: "ensured-once" });
 * console.log(first.created, again.created, again.changed); // => true false []
 * ```
 */
export async function ensureBucket(
  s3: S3Client,
  input: EnsureBucketInput,
  options: CallOptions = {},
): Promise<EnsuredBucket> {
  checkEnsure(input, options);
  const created = await claimBucket(s3, input, options.signal);
  const changed: SettingName[] = [];
  for (const setting of BUCKET_SETTINGS) {
    if (await ensureSetting(s3, setting, input, options.signal)) changed.push(setting.name);
  }
  return { bucket: input.bucket, created, changed };
}

/** Whether it had to be changed. */
async function ensureSetting(
  s3: S3Client,
  setting: BucketSetting,
  input: EnsureBucketInput,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (!setting.isWanted(input)) return false;
  return retryWhileSettling(signal, async () => {
    if (await setting.isRight(s3, input, signal)) return false;
    await setting.put(s3, input, signal);
    return true;
  });
}

function checkEnsure(input: EnsureBucketInput, options: CallOptions): void {
  const what = "ensureBucket";
  checkInput(what, input, INPUT);
  checkOptions(what, options, CALL_OPTIONS);
  checkBucket(what, input.bucket);
  for (const name of ["versioning", "blockPublicAccess", "ownerEnforced"] as const) {
    if (input[name] !== undefined && typeof input[name] !== "boolean") {
      throw new TypeError(`${what}: ${name} must be true, or false to leave it as it is.`);
    }
  }
  if (input.encryption !== false) checkEncryption(what, input.encryption);
  const owner: unknown = input.expectedBucketOwner;
  if (owner !== undefined && !(typeof owner === "string" && /^\d{12}$/.test(owner))) {
    throw new TypeError(
      `${what}: expectedBucketOwner must be an account id of 12 digits, as a string.`,
    );
  }
}
