/** A Parquet file to load, with what its footer says. */
export interface LoadFile {
  readonly bucket: string;
  readonly key: string;
  /** The object's version: its version id, or its ETag in a bucket without versions. A load is done once for each. */
  readonly version: string;
  readonly sizeBytes: number;
  readonly rows: number;
  /** The file's columns, in its order. */
  readonly columns: readonly string[];
  /** Values of columns that stand in the key alone, by the contract's names. */
  readonly keyValues: Readonly<Record<string, number | bigint | string>>;
}

/** A file as `s3://bucket/key`. */
export function uriOf({ bucket, key }: Pick<LoadFile, "bucket" | "key">): string {
  return `s3://${bucket}/${key}`;
}
