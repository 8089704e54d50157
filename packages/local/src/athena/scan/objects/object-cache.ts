import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { DataFile } from "./list-files.ts";
import { storageError } from "./list-files.ts";

interface Entry {
  readonly path: string;
  readonly size: number;
  readonly ready: Promise<void>;
  users: number;
}

/** Copies of objects on the local disk, where DuckDB reads them; the oldest go when they grow too many. */
export class ObjectCache {
  readonly #folder: string;
  readonly #limitBytes: number;
  readonly #entries = new Map<string, Entry>();
  readonly #onHit: (bucket: string, key: string) => void;
  #bytes = 0;
  #made = 0;

  /** @param onHit told of an object before its copy is given; it may throw to refuse it */
  constructor(
    folder: string,
    limitBytes: number,
    onHit: (bucket: string, key: string) => void = () => {},
  ) {
    this.#folder = folder;
    this.#limitBytes = limitBytes;
    this.#onHit = onHit;
  }

  /** A local copy of exactly this version of the object, kept until `release`. */
  async acquire(s3: S3Client, file: DataFile, signal: AbortSignal): Promise<string> {
    const id = createHash("sha256")
      .update(JSON.stringify([file.bucket, file.key, file.etag, file.size]))
      .digest("hex");
    const known = this.#entries.get(id);
    if (known !== undefined) this.#onHit(file.bucket, file.key);
    const entry = known ?? this.#begin(id, s3, file, signal);
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    entry.users++;
    try {
      await entry.ready;
    } catch (error) {
      entry.users--;
      // The query that began the download may have been cancelled; this one was not.
      if (known !== undefined && !signal.aborted) return this.acquire(s3, file, signal);
      throw error;
    }
    return entry.path;
  }

  /** Under a name of its own: a copy that is being removed is never one that is being made. */
  #begin(id: string, s3: S3Client, file: DataFile, signal: AbortSignal): Entry {
    const path = join(this.#folder, `${id}-${this.#made++}`);
    const entry = { path, size: file.size, ready: download(s3, file, path, signal), users: 0 };
    this.#bytes += file.size;
    entry.ready.catch(() => this.#forget(id));
    return entry;
  }

  /** Let go of copies, once for each time they were acquired, and remove the oldest that nobody holds while there is too much. */
  async release(paths: readonly string[]): Promise<void> {
    const byPath = new Map([...this.#entries.values()].map((entry) => [entry.path, entry]));
    for (const path of paths) {
      const entry = byPath.get(path);
      if (entry !== undefined) entry.users--;
    }
    for (const [id, entry] of this.#entries) {
      if (this.#bytes <= this.#limitBytes) return;
      if (entry.users > 0) continue;
      this.#forget(id);
      await rm(entry.path, { force: true });
    }
  }

  #forget(id: string): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined && this.#entries.delete(id)) this.#bytes -= entry.size;
  }
}

async function download(
  s3: S3Client,
  file: DataFile,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  const partial = `${path}.partial`;
  try {
    const object = await s3.send(
      new GetObjectCommand({ Bucket: file.bucket, Key: file.key, IfMatch: file.etag }),
      { abortSignal: signal },
    );
    if (!(object.Body instanceof Readable))
      throw new TypeError(`s3://${file.bucket}/${file.key} has no body.`);
    await pipeline(object.Body, createWriteStream(partial), { signal });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw storageError(error, `s3://${file.bucket}/${file.key}`);
  }
}
