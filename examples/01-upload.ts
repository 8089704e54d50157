import { basename } from "node:path";
import { ensureBucket, type UploadedFile, uploadFile } from "@cloudapi/s3";
import { type Environment, runExample } from "./lib/environment.ts";
import { sampleFile } from "./lib/sample-file.ts";

/** Make the raw bucket if it is not there, and put a log file into it. */
export async function upload(
  { s3, config }: Environment,
  path: string,
  {
    name = basename(path),
    onProgress,
  }: { name?: string; onProgress?: (share: number) => void } = {},
): Promise<UploadedFile> {
  await ensureBucket(s3, { bucket: config.rawBucket });
  return uploadFile(
    s3,
    { path, bucket: config.rawBucket, key: config.rawPrefix + name },
    {
      onProgress: ({ transferredBytes, totalBytes }) =>
        onProgress?.(transferredBytes / Math.max(1, totalBytes)),
    },
  );
}

if (import.meta.main) {
  await runExample(async (environment) => {
    const sample = await sampleFile();
    const object = await upload(environment, sample.path);
    await sample.remove();
    console.log(
      `s3://${object.bucket}/${object.key}: ${object.sizeBytes} bytes, ${object.checksum.algorithm} ${object.checksum.value}`,
    );
  });
}
