import type { S3Client } from "@aws-sdk/client-s3";
import { ListObjectsV2Command, S3ServiceException } from "@aws-sdk/client-s3";
import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { S3Location } from "./s3-location.ts";

/** An object that holds rows. */
export interface DataFile {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly modified: Date;
}

/** The data files under a location, at any depth; none when nothing is there. */
export async function listFiles(
  s3: S3Client,
  location: S3Location,
  signal: AbortSignal,
): Promise<DataFile[]> {
  const files: DataFile[] = [];
  let token: string | undefined;
  do {
    const page = await s3
      .send(
        new ListObjectsV2Command({
          Bucket: location.bucket,
          Prefix: location.prefix,
          ContinuationToken: token,
        }),
        { abortSignal: signal },
      )
      .catch((error: unknown) => {
        throw storageError(error, `s3://${location.bucket}/${location.prefix}`);
      });
    for (const object of page.Contents ?? []) {
      const {
        Key: key = "",
        Size: size = 0,
        ETag: etag = "",
        LastModified: modified = new Date(0),
      } = object;
      if (size > 0 && !isHidden(key.slice(location.prefix.length)))
        files.push({ bucket: location.bucket, key, size, etag, modified });
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return files;
}

/** Names that begin with `_` or `.` are not data, nor is what lies in such a folder. */
function isHidden(path: string): boolean {
  return path.split("/").some((part) => part.startsWith("_") || part.startsWith("."));
}

/** What Athena says when S3 refuses. */
export function storageError(error: unknown, path: string): unknown {
  if (!(error instanceof S3ServiceException)) return error;
  if (error.name === "NoSuchBucket")
    return new TrinoError("HIVE_FILESYSTEM_ERROR", `The specified bucket does not exist (${path})`);
  if (error.name === "AccessDenied")
    return new TrinoError("PERMISSION_DENIED", `Access Denied when reading ${path}`);
  return new TrinoError(
    "HIVE_CANNOT_OPEN_SPLIT",
    `Error opening ${path}: ${error.name}: ${error.message}`,
  );
}
