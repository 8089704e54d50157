import { ensureBucket, type UploadedObject, uploadFile } from "@cloudapi/s3";
import type { InputFile } from "../files/input-files.ts";
import type { Environment } from "./environment.ts";

/** Make the raw bucket if it is not there, and put a file into it. */
export async function uploadRaw(
  { s3, config }: Pick<Environment, "s3" | "config">,
  { path, name }: Pick<InputFile, "path" | "name">,
  onBytes?: (bytes: number) => void,
): Promise<UploadedObject> {
  const bucket = config.rawBucket;
  await ensureBucket(s3, { bucket });
  return uploadFile(
    s3,
    { path, bucket, key: config.rawPrefix + name },
    { onProgress: ({ transferredBytes }) => onBytes?.(transferredBytes) },
  );
}
