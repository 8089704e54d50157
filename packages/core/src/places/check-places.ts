import { checkNotDirectoryBucket } from "./check-not-directory-bucket.ts";

/** What a function watches and where it writes. */
export interface Places {
  /** The watched bucket; `undefined` when the handler is not told. */
  readonly bucket: string | undefined;
  /** Prefix of the watched keys; `undefined` when the handler is not told. */
  readonly prefix: string | undefined;
  /** Where it writes; in the watched bucket when `bucket` is `undefined`. */
  readonly quarantine: { readonly bucket: string | undefined; readonly prefix: string };
}

/**
 * Refuse places in which a function would be invoked by what it writes, or watch nothing it may process, and buckets
 * that send no events.
 *
 * @throws {TypeError} naming both places and what to do
 */
export function checkPlaces(what: string, { bucket, prefix, quarantine }: Places): void {
  checkNotDirectoryBucket(what, "bucket", bucket);
  checkNotDirectoryBucket(what, "quarantine.bucket", quarantine.bucket);
  const isSameBucket = quarantine.bucket === undefined || quarantine.bucket === bucket;
  if (isSameBucket && quarantine.prefix === "") {
    throw new TypeError(
      `${what}: the quarantine needs a prefix, such as "quarantine/", or a bucket of its own.`,
    );
  }
  if (!isSameBucket || prefix === undefined) return;
  const shown = `the quarantine prefix ${JSON.stringify(quarantine.prefix)}`;
  if (quarantine.prefix.startsWith(prefix)) {
    throw new TypeError(
      `${what}: ${shown} lies inside the watched prefix ${JSON.stringify(prefix)} of the same bucket, so the function would be ` +
        "invoked by its own output. Choose another prefix, or another bucket.",
    );
  }
  if (prefix.startsWith(quarantine.prefix)) {
    throw new TypeError(
      `${what}: the watched prefix ${JSON.stringify(prefix)} lies inside ${shown} of the same bucket, where nothing is ` +
        "validated. Choose another prefix, or another bucket.",
    );
  }
}
