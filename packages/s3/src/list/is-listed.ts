import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../internal/options.ts";
import { listObjects } from "./list-objects.ts";

/**
 * Whether an object is there that may not be read, as S3 has it: where the right to list is narrowed to a prefix, S3
 * answers for an object that isn't there as for one that may not be read, since reading names no prefix.
 *
 * @throws {S3Error} where the listing is denied as well
 */
export async function isListed(
  s3: S3Client,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  options: CallOptions = {},
): Promise<boolean> {
  for await (const listed of listObjects(s3, { bucket, prefix: key, pageSize: 1 }, options))
    return listed.kind === "object" && listed.key === key;
  return false;
}
