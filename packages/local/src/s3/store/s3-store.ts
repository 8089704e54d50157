import { join } from "node:path";
import { S3Error } from "../s3-error.ts";
import { BlobStore } from "./blob-store.ts";
import { type Bucket, newBucket } from "./bucket.ts";
import { BLOBS_FOLDER, type DataFolder, takeDataFolder } from "./data-folder.ts";
import { Journal } from "./journal.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { loadDataFolder } from "./load-data-folder.ts";
import type { BucketSettings, ObjectVersion, Upload } from "./records.ts";
import { type DataDirRepair, repairDataFolder } from "./repair-data-folder.ts";
import { entriesOf } from "./replay.ts";
import { SortedMap } from "./sorted-map.ts";

/**
 * The state of the S3 server: buckets, versions, uploads and their bodies.
 *
 * Every change is made in one synchronous step, so a condition checked just before it still holds.
 */
export class S3Store {
  readonly blobs: BlobStore;
  /** What was wrong with the data folder, when it was opened to be repaired and something was. */
  readonly repair: DataDirRepair | undefined;
  readonly #buckets: SortedMap<Bucket>;
  readonly #folder: DataFolder | undefined;
  readonly #journal: Journal | undefined;

  private constructor(init: StoreInit) {
    this.blobs = init.blobs;
    this.repair = init.repair;
    this.#buckets = init.buckets ?? new SortedMap();
    this.#folder = init.folder;
    this.#journal = init.journal;
  }

  /** Open a store: in a folder whose state outlives the process, or in memory and temporary files. */
  static async open(
    dataDir: string | undefined,
    { repair = false }: { repair?: boolean | undefined } = {},
  ): Promise<S3Store> {
    if (dataDir === undefined) return new S3Store({ blobs: new BlobStore(undefined) });
    const folder = await takeDataFolder(dataDir);
    try {
      const blobs = new BlobStore(join(folder.path, BLOBS_FOLDER));
      const loaded = repair
        ? await repairDataFolder(folder.path, blobs, Date.now())
        : { buckets: await loadDataFolder(folder.path, blobs), repair: undefined };
      const opened = { op: "opened", process: process.pid } as const;
      const state = [opened, ...entriesOf(loaded.buckets)];
      const journal = await Journal.start(folder.path, state);
      return new S3Store({ ...loaded, blobs, folder, journal });
    } catch (error) {
      folder.release();
      throw error;
    }
  }

  buckets(): Iterable<Bucket> {
    return [...this.#buckets.from("")].map(([, bucket]) => bucket);
  }

  /** @throws {S3Error} NoSuchBucket */
  bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined)
      throw new S3Error("NoSuchBucket", undefined, { details: { BucketName: name } });
    return bucket;
  }

  hasBucket(name: string): boolean {
    return this.#buckets.get(name) !== undefined;
  }

  async createBucket(name: string, createdAt: number, settings: BucketSettings): Promise<void> {
    this.#buckets.set(name, newBucket(name, createdAt, settings));
    await this.#journal?.append({ op: "bucket", bucket: name, createdAt, settings });
  }

  async updateSettings(bucket: Bucket, change: Partial<BucketSettings>): Promise<void> {
    bucket.settings = { ...bucket.settings, ...change };
    const { name, createdAt, settings } = bucket;
    await this.#record(bucket, { op: "bucket", bucket: name, createdAt, settings });
  }

  async deleteBucket(bucket: Bucket): Promise<void> {
    this.#buckets.delete(bucket.name);
    const uploads = [...bucket.uploads.values()];
    await this.#journal?.append({ op: "bucket-removed", bucket: bucket.name });
    for (const upload of uploads) await this.#releaseUpload(upload);
  }

  /** Replace the versions of a key; bodies that are no longer referred to are removed. */
  async setVersions(
    bucket: Bucket,
    key: string,
    versions: readonly ObjectVersion[],
  ): Promise<void> {
    const before = bucket.objects.get(key) ?? [];
    if (versions.length === 0) bucket.objects.delete(key);
    else bucket.objects.set(key, versions);
    await this.#record(bucket, { op: "versions", bucket: bucket.name, key, versions });
    for (const version of before) {
      if (!versions.some(({ segments }) => segments === version.segments))
        await this.blobs.release(version.segments);
    }
  }

  /** Add or replace an upload; segments of parts that went are the caller's to release. */
  async setUpload(bucket: Bucket, upload: Upload): Promise<void> {
    bucket.uploads.set(upload.uploadId, upload);
    const stored = { ...upload, parts: [...upload.parts.values()] };
    await this.#record(bucket, { op: "upload", bucket: bucket.name, upload: stored });
  }

  /** Forget an upload and its parts. */
  async deleteUpload(bucket: Bucket, upload: Upload): Promise<void> {
    bucket.uploads.delete(upload.uploadId);
    const { uploadId } = upload;
    await this.#record(bucket, { op: "upload-removed", bucket: bucket.name, uploadId });
    await this.#releaseUpload(upload);
  }

  async close(): Promise<void> {
    await this.#journal?.close();
    await this.blobs.close();
    this.#folder?.release();
  }

  /** A change to a bucket that was deleted meanwhile is nothing a journal could tell of. */
  async #record(bucket: Bucket, entry: JournalEntry): Promise<void> {
    if (this.#buckets.get(bucket.name) === bucket) await this.#journal?.append(entry);
  }

  async #releaseUpload(upload: Upload): Promise<void> {
    for (const part of upload.parts.values()) await this.blobs.release(part.segments);
  }
}

interface StoreInit {
  readonly blobs: BlobStore;
  readonly repair?: DataDirRepair | undefined;
  readonly buckets?: SortedMap<Bucket>;
  readonly folder?: DataFolder;
  readonly journal?: Journal;
}
