import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { TrinoError } from "@cloudapi/athena/internal/analysis";
import { headFile, objectOf } from "./head-file.ts";
import { type DataFile, storageError } from "./list-files.ts";

/** The data files that symlink manifests name, one URI on each line. */
export async function resolveSymlinks(
  s3: S3Client,
  manifests: readonly DataFile[],
  signal: AbortSignal,
): Promise<DataFile[]> {
  const files: DataFile[] = [];
  for (const { bucket, key } of manifests) {
    const path = `s3://${bucket}/${key}`;
    const command = new GetObjectCommand({ Bucket: bucket, Key: key });
    const text = await s3
      .send(command, { abortSignal: signal })
      .then(({ Body }) => Body?.transformToString() ?? "")
      .catch((error: unknown) => {
        throw storageError(error, path);
      });
    const lines = text.split("\n").map((line) => line.trimEnd());
    for (const line of lines)
      if (line !== "") files.push(await resolveLine(s3, { line, path }, signal));
  }
  return files;
}

async function resolveLine(
  s3: S3Client,
  { line, path }: { readonly line: string; readonly path: string },
  signal: AbortSignal,
): Promise<DataFile> {
  const object = objectOf(line);
  if (object === undefined)
    throw new TrinoError(
      "HIVE_BAD_DATA",
      `The symlink manifest ${path} names no S3 object: ${line}`,
    );
  return headFile(s3, object, signal);
}
