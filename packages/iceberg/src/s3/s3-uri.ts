import { IcebergError } from "../errors/iceberg-error.ts";

/** An object of a bucket. */
export interface S3Place {
  readonly bucket: string;
  readonly key: string;
}

/** Hadoop's file systems write `s3a` and `s3n`. */
const S3_URI = /^s3[an]?:\/\/([^/]+)\/(.*)$/s;

/**
 * The bucket and key of a place, which is taken as it is written: nothing in it is decoded.
 *
 * @throws {IcebergError} `OUTSIDE_STORAGE` for a place that is none of S3
 */
export function s3Place(uri: string): S3Place {
  const [, bucket, key] = S3_URI.exec(uri) ?? [];
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  throw new IcebergError(
    "OUTSIDE_STORAGE",
    `${JSON.stringify(uri)} is not a place in S3 (s3://bucket/key): load the table with the storage that has its files.`,
  );
}

/** The same place as this package writes it. */
export function s3Uri(uri: string): string {
  const { bucket, key } = s3Place(uri);
  return `s3://${bucket}/${key}`;
}
