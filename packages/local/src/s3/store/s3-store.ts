import { join } from "node:path";
import { S3Error } from "../s3-error.ts";
import { BlobStore } from "./blob-store.ts";
import { type DataFolder, takeDataFolder } from "./data-folder.ts";
import { Journal, type JournalEntry } from "./journal.ts";
import type { BucketSettings, ObjectVersion, Segment, Upload } from "./records.ts";
import { SortedMap } from "./sorted-map.ts";

/** A bucket with everything in it. */
export interface Bucket {
  readonly name: string;
  readonly createdAt: number;
  settings: BucketSettings;
  /** Versions by key, newest first; never an empty list. */
  readonly objects: SortedMap<readonly ObjectVersion[]>;
  readonly uploads: Map<string, Upload>;
}

/**
 * The state of the S3 server: buckets, versions, uploads and their bodies.
 *
 * Every change is made in one synchronous step, so a condition checked just before it still holds.
 */
export class S3Store {
  readonly blobs: BlobStore;
  readonly #buckets = new SortedMap<Bucket>();
  readonly #folder: DataFolder | undefined;
  #journal: Journal | undefined;

  private constructor(folder: DataFolder | undefined) {
    this.#folder = folder;
    this.blobs = new BlobStore(folder && join(folder.path, "blobs"));
  }

  /** Open a store: in a folder whose state outlives the process, or in memory and temporary files. */
  static async open(dataDir: string | undefined): Promise<S3Store> {
    if (dataDir === undefined) return new S3Store(undefined);
    const folder = await takeDataFolder(dataDir);
    try {
      const store = new S3Store(folder);
      for (const entry of await Journal.read(folder.path)) store.#replay(entry);
      await store.blobs.adopt(store.#segments());
      store.#journal = await Journal.start(folder.path, store.#entries());
      return store;
    } catch (error) {
      await folder.release();
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
    this.#buckets.set(name, {
      name,
      createdAt,
      settings,
      objects: new SortedMap(),
      uploads: new Map(),
    });
    await this.#journal?.append({ op: "bucket", bucket: name, createdAt, settings });
  }

  async updateSettings(bucket: Bucket, change: Partial<BucketSettings>): Promise<void> {
    bucket.settings = { ...bucket.settings, ...change };
    await this.#journal?.append({
      op: "bucket",
      bucket: bucket.name,
      createdAt: bucket.createdAt,
      settings: bucket.settings,
    });
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
    await this.#journal?.append({ op: "versions", bucket: bucket.name, key, versions });
    for (const version of before) {
      if (!versions.some(({ segments }) => segments === version.segments))
        await this.blobs.release(version.segments);
    }
  }

  /** Add or replace an upload; segments of parts that went are the caller's to release. */
  async setUpload(bucket: Bucket, upload: Upload): Promise<void> {
    bucket.uploads.set(upload.uploadId, upload);
    const stored = { ...upload, parts: [...upload.parts.values()] };
    await this.#journal?.append({ op: "upload", bucket: bucket.name, upload: stored });
  }

  /** Forget an upload and its parts. */
  async deleteUpload(bucket: Bucket, upload: Upload): Promise<void> {
    bucket.uploads.delete(upload.uploadId);
    await this.#journal?.append({
      op: "upload-removed",
      bucket: bucket.name,
      uploadId: upload.uploadId,
    });
    await this.#releaseUpload(upload);
  }

  async close(): Promise<void> {
    await this.#journal?.close();
    await this.blobs.close();
    await this.#folder?.release();
  }

  async #releaseUpload(upload: Upload): Promise<void> {
    for (const part of upload.parts.values()) await this.blobs.release(part.segments);
  }

  #replay(entry: JournalEntry): void {
    if (entry.op === "bucket-removed") return this.#buckets.delete(entry.bucket);
    if (entry.op === "bucket") return this.#replayBucket(entry);
    const bucket = this.bucket(entry.bucket);
    if (entry.op === "upload-removed") bucket.uploads.delete(entry.uploadId);
    else if (entry.op === "upload") {
      const parts = new Map(entry.upload.parts.map((part) => [part.partNumber, part]));
      bucket.uploads.set(entry.upload.uploadId, { ...entry.upload, parts });
    } else if (entry.versions.length === 0) bucket.objects.delete(entry.key);
    else bucket.objects.set(entry.key, entry.versions);
  }

  #replayBucket(entry: Extract<JournalEntry, { op: "bucket" }>): void {
    const known = this.#buckets.get(entry.bucket);
    if (known !== undefined) {
      known.settings = entry.settings;
      return;
    }
    const { bucket: name, createdAt, settings } = entry;
    this.#buckets.set(name, {
      name,
      createdAt,
      settings,
      objects: new SortedMap(),
      uploads: new Map(),
    });
  }

  *#entries(): Generator<JournalEntry> {
    for (const { name, createdAt, settings, objects, uploads } of this.#buckets.values()) {
      yield { op: "bucket", bucket: name, createdAt, settings };
      for (const [key, versions] of objects.entries())
        yield { op: "versions", bucket: name, key, versions };
      for (const upload of uploads.values()) {
        yield {
          op: "upload",
          bucket: name,
          upload: { ...upload, parts: [...upload.parts.values()] },
        };
      }
    }
  }

  *#segments(): Generator<Segment> {
    for (const { objects, uploads } of this.#buckets.values()) {
      for (const versions of objects.values())
        for (const version of versions) yield* version.segments;
      for (const upload of uploads.values())
        for (const part of upload.parts.values()) yield* part.segments;
    }
  }
}
