import { HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { type DataFile, storageError } from "./list-files.ts";

const URI = /^s3[an]?:\/\/([^/]+)\/(.+)$/s;

/** The bucket and key of an object's URI; `undefined` for what is none. */
export function objectOf(
  uri: string,
): { readonly bucket: string; readonly key: string } | undefined {
  const [, bucket, key] = URI.exec(uri) ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
}

/** What S3 says of an object that is known by its place. */
export async function headFile(
  s3: S3Client,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  signal: AbortSignal,
): Promise<DataFile> {
  const command = new HeadObjectCommand({ Bucket: bucket, Key: key });
  const object = await s3.send(command, { abortSignal: signal }).catch((error: unknown) => {
    throw storageError(error, `s3://${bucket}/${key}`);
  });
  const { ContentLength: size = 0, ETag: etag = "", LastModified: modified = new Date(0) } = object;
  return { bucket, key, size, etag, modified };
}
