import { createReadStream } from "node:fs";
import type { S3Client } from "@aws-sdk/client-s3";
import {
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { TrinoError } from "@cloudapi/athena/internal/analysis";
import { storageError } from "../../scan/objects/list-files.ts";
import { parseS3Location } from "../../scan/objects/s3-location.ts";
import type { WriteInput } from "./write-input.ts";
import type { WrittenFile } from "./write-rows.ts";

/** A file and the object it becomes. */
export interface PublishedFile {
  readonly file: Pick<WrittenFile, "path" | "sizeBytes" | "rows">;
  readonly bucket: string;
  readonly key: string;
}

/**
 * Put files where they belong, once the manifest says which they are; when one can't be put, or the statement is stopped,
 * none of them stays. How many rows there are in them.
 */
export async function publishFiles(
  files: readonly PublishedFile[],
  { engine, signal, writeManifest }: WriteInput,
): Promise<number> {
  const s3 = engine.s3();
  await writeManifest(files.map(({ bucket, key }) => `s3://${bucket}/${key}`));
  const put: PublishedFile[] = [];
  try {
    for (const each of files) {
      put.push(each);
      await upload(each, s3, signal);
    }
    signal.throwIfAborted();
  } catch (error) {
    await withdrawFiles(put, s3);
    throw error;
  }
  return files.reduce((sum, { file }) => sum + file.rows, 0);
}

/** Take published files away again. */
export async function withdrawFiles(files: readonly PublishedFile[], s3: S3Client): Promise<void> {
  for (const { bucket, key } of files)
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })).catch(() => undefined);
}

/** What Athena says of a place for a table of Hive's, or for files, where there is something already. */
export function pathTaken(title: string, location: string, outputLocation: string): TrinoError {
  return new TrinoError(
    "HIVE_PATH_ALREADY_EXISTS",
    `Target directory for table '${title}' already exists: ${location}. You may need to manually clean the data at location '${outputLocation}' before retrying. Athena will not delete data in your account.`,
  );
}

async function upload(
  { file, bucket, key }: PublishedFile,
  s3: S3Client,
  signal: AbortSignal,
): Promise<void> {
  const put = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: createReadStream(file.path),
    ContentLength: file.sizeBytes,
  });
  try {
    await s3.send(put, { abortSignal: signal });
  } catch (error) {
    signal.throwIfAborted();
    throw writingError(error, `s3://${bucket}/${key}`);
  }
}

function writingError(error: unknown, path: string): unknown {
  if (error instanceof S3ServiceException && error.name === "AccessDenied")
    return new TrinoError("PERMISSION_DENIED", `Access Denied when writing ${path}`);
  return storageError(error, path);
}

/** Refuse a place where there is something already, with the error that says so. */
export async function checkEmpty(
  location: string,
  { s3, signal }: { readonly s3: S3Client; readonly signal: AbortSignal },
  taken: TrinoError,
): Promise<void> {
  const { bucket, prefix } = parseS3Location(location);
  const list = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 });
  const page = await s3.send(list, { abortSignal: signal }).catch((error: unknown) => {
    throw storageError(error, location);
  });
  if ((page.Contents ?? []).length > 0) throw taken;
}
