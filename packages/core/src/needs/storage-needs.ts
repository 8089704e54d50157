import type { Need } from "./need.ts";

/** What is needed of a place in S3, in parts that operations put together. */
export interface StorageNeeds {
  /** The ARN of the bucket. */
  readonly bucket: string;
  /** The ARN of its objects below the prefix. */
  readonly objects: string;
  /** Listing the bucket below the prefix, and nothing else of it. */
  readonly list: Pick<Need, "action" | "resource" | "conditions">;
  /** Reading what lies under a KMS key, in the case `readKey`. */
  readonly readUnderKey: readonly Need[];
  /** Writing under one, in the case `writeKey`: the parts of an upload are decrypted when it is completed. */
  readonly writeUnderKey: readonly Need[];
}

/**
 * What reading and writing objects needs.
 *
 * @param place what comes before the names of bucket, prefix and key: `results.` for `{results.bucket}`
 */
export function storageNeeds(
  place: "" | "results." | "quarantine." | "unload." | "manifests." = "",
): StorageNeeds {
  const bucket = `arn:{partition}:s3:::{${place}bucket}`;
  const objects = `${bucket}/{${place}prefix}*`;
  const key = {
    resource: `{${place}keyArn}`,
    conditions: {
      StringEquals: { "kms:ViaService": [`s3.{${place}keyRegion}.{serviceSuffix}`] },
      // S3 says to KMS of which object or, with bucket keys, of which bucket. A policy simulator may not know.
      StringLikeIfExists: { "kms:EncryptionContext:aws:s3:arn": [bucket, objects] },
    },
    by: "kms",
  } as const;
  const read = { ...key, when: `${place}readKey`, sid: "ReadUnderKey" };
  const write = { ...key, when: `${place}writeKey`, sid: "WriteUnderKey" };
  return {
    bucket,
    objects,
    list: {
      action: "s3:ListBucket",
      resource: bucket,
      conditions: { StringLike: { "s3:prefix": [`{${place}prefix}*`] } },
    },
    readUnderKey: [{ ...read, action: "kms:Decrypt", for: "reads what lies under the key" }],
    writeUnderKey: [
      { ...write, action: "kms:Decrypt", for: "completes uploads under the key" },
      { ...write, action: "kms:GenerateDataKey", for: "encrypts what is written" },
    ],
  };
}
