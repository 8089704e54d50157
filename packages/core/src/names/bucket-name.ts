/** What a bucket's name is, in the words of an error message. */
export const BUCKET_NAME_RULE = "3 to 63 lower-case letters, digits, dots and dashes";

/**
 * The form of a bucket's name, a directory bucket's among them.
 *
 * Source: Amazon S3 User Guide, "General purpose bucket naming rules" and "Directory bucket naming rules".
 */
export const BUCKET_NAME = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/;

/** Whether a value is a bucket's name. */
export function isBucketName(name: unknown): name is string {
  return typeof name === "string" && BUCKET_NAME.test(name);
}

/**
 * Whether a bucket's name is one of a directory bucket (S3 Express One Zone): `base-name--zone-id--x-s3`.
 *
 * Source: Amazon S3 User Guide, "Directory bucket naming rules".
 */
export function isDirectoryBucketName(name: string): boolean {
  return name.endsWith("--x-s3");
}
