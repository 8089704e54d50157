import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { patiently, toS3Error } from "@cloudapi/s3/internal";
import type { ManifestFile } from "./stage.ts";

/** Write manifests where COPY looks for them; the same files have the same one. */
export async function writeManifests(
  s3: S3Client,
  manifests: readonly ManifestFile[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const { uri, text } of manifests) {
    const [, bucket = "", key = ""] = /^s3:\/\/([^/]{3,63})\/(.{1,1100})$/.exec(uri) ?? [];
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: text,
      ContentType: "application/json",
    });
    try {
      await patiently(signal, (options) => s3.send(command, options));
    } catch (error) {
      throw signal?.aborted === true
        ? signal.reason
        : toS3Error(error, { operation: "PutObject", bucket, key });
    }
  }
}
