import type { Sink } from "@cloudapi/transform";

/** How a storage is called. */
export interface StorageOptions {
  readonly signal?: AbortSignal | undefined;
}

/** How an object is written. */
export interface WriteOptions extends StorageOptions {
  /** Only if there is none yet. */
  readonly ifAbsent?: boolean | undefined;
  readonly contentType?: string | undefined;
}

/** An object of a storage. */
export interface StoredObject {
  readonly uri: string;
  readonly sizeBytes: number;
  readonly lastModified: Date;
}

/** Where a table's files are: a small port over a bucket, a folder or memory. Places are absolute: `s3://bucket/key`, `file:///path`, `memory://name/key`. */
export interface TableStorage {
  /** Below it the storage may write; ends in a slash. */
  readonly root: string;
  /** The bytes of an object; `undefined` when there is none. */
  read(uri: string, options?: StorageOptions): Promise<Uint8Array | undefined>;
  /**
   * Write an object whole, at once.
   *
   * @returns false when `ifAbsent` is set and there is one already, which stays as it is
   */
  write(uri: string, bytes: Uint8Array, options?: WriteOptions): Promise<boolean>;
  /** Whether there is an object. */
  exists(uri: string, options?: StorageOptions): Promise<boolean>;
  /** A sink over a folder, through which data files are written: its keys are relative to it (the folder's place, a slash, the key). */
  sink(uri: string): Sink;
  /** The objects below a folder, in any order. */
  list(uri: string, options?: StorageOptions): AsyncIterable<StoredObject>;
  /** Remove objects; those that are not there are passed over. */
  remove(uris: readonly string[], options?: StorageOptions): Promise<void>;
}
