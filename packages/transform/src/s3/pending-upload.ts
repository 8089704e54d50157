import { setTimeout as sleep } from "node:timers/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import type { Slots } from "@cloudapi/core/internal";
import type { Encryption, ObjectProperties } from "@cloudapi/s3";
import { putObject, type RunningUpload, s3UploadTarget, startUpload } from "@cloudapi/s3/internal";
import { sameBytes } from "../sink/same-bytes.ts";
import type { PendingObject } from "../sink/sink.ts";
import { StorageError } from "../storage-error.ts";
import { Spool, type SpoolBudget } from "./spool.ts";
import { storageFailure } from "./storage-failure.ts";

/** Where an upload goes, and how. */
export interface PendingUploadInput {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly key: string;
  readonly properties: ObjectProperties;
  /** Bytes from which a part is sent; of an object that is published conditionally none is. */
  readonly partSizeBytes: number;
  /** What is visible under the key, and its ETag. */
  readonly readCurrent: (key: string) => Promise<CurrentObject | undefined>;
  readonly signal: AbortSignal | undefined;
  /** Memory of unsent bytes, shared by all uploads of a sink. */
  readonly budget: SpoolBudget;
  /** Bounds the requests of all uploads of a sink. */
  readonly slots: Slots;
}

/** An object as it was found. */
export interface CurrentObject {
  readonly bytes: Uint8Array;
  readonly etag: string | undefined;
}

/** How often a write is tried again that met another one under way, which then did not come to be. */
const CONFLICTS = 6;
const WAIT_MS = 50;
/** What a conditional write is answered with when another one came first. */
const OVERTAKEN = ["PRECONDITION_FAILED", "CONFLICT", "NO_SUCH_KEY"];

/**
 * An object that becomes visible only when published. Bytes wait in a spool until they fill a part: of many objects that
 * are open at the same time, each would otherwise hold a part's memory.
 */
export class PendingUpload implements PendingObject {
  readonly #input: PendingUploadInput;
  readonly #spool: Spool;
  #key: string;
  #upload: RunningUpload | undefined;

  constructor(input: PendingUploadInput) {
    this.#input = input;
    this.#key = input.key;
    this.#spool = new Spool(input.budget);
  }

  /** Begun late, since an upload has its key for good. */
  #running(): RunningUpload {
    const { s3, bucket, properties, signal, partSizeBytes, slots } = this.#input;
    const object = { bucket, key: this.#key, ...properties };
    this.#upload ??= startUpload(s3UploadTarget(s3, object, signal), {
      partSizeBytes,
      slots,
      concurrency: 1,
    });
    return this.#upload;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { partSizeBytes } = this.#input;
    await this.#spool.add(bytes);
    if (this.#spool.sizeBytes < partSizeBytes) return;
    const gathered = await this.#spool.take();
    const whole = gathered.length - (gathered.length % partSizeBytes);
    await this.#failing(async () => {
      await this.#running().write(gathered.subarray(0, whole));
      // What can't be stored fails the run before anything is published, and rows come no faster than parts go.
      await this.#running().arrived();
    });
    if (whole < gathered.length) await this.#spool.add(gathered.slice(whole));
  }

  async publish(): Promise<void> {
    const rest = await this.#spool.take();
    await this.#failing(async () => {
      if (rest.length > 0) await this.#running().write(rest);
      const { encryption } = await this.#running().complete();
      this.#refuseOtherEncryption(encryption?.algorithm);
    });
  }

  async publishIf(expected: Uint8Array | undefined): Promise<boolean> {
    let current = await this.#input.readCurrent(this.#key);
    if (!sameBytes(current?.bytes, expected)) return false;
    const bytes = await this.#spool.take();
    for (let attempt = 0; ; attempt++) {
      const refused = await this.#putInPlaceOf(current, bytes);
      if (refused === undefined) return true;
      if (refused === "CONFLICT") await sleep(WAIT_MS * 2 ** attempt * Math.random());
      current = await this.#input.readCurrent(this.#key);
      // The answer to a first attempt may have been lost.
      if (sameBytes(current?.bytes, bytes)) return true;
      const isOpen = refused === "CONFLICT" && attempt < CONFLICTS;
      if (!isOpen || !sameBytes(current?.bytes, expected)) return false;
    }
  }

  /** By which code the server said that another write came first, if it did. */
  async #putInPlaceOf(
    current: CurrentObject | undefined,
    bytes: Uint8Array,
  ): Promise<string | undefined> {
    const { s3, bucket, properties, signal } = this.#input;
    const condition =
      current === undefined ? { ifNoneMatch: "*" as const } : { ifMatch: current.etag };
    const object = { bucket, key: this.#key, ...properties, ...condition };
    try {
      const { encryption } = await putObject(s3UploadTarget(s3, object, signal), bytes);
      this.#refuseOtherEncryption(encryption?.algorithm);
      return undefined;
    } catch (error) {
      const failure = storageFailure(error, { operation: "PutObject", bucket, key: this.#key });
      if (!OVERTAKEN.includes(failure.code)) throw failure;
      return failure.code;
    }
  }

  moveTo(key: string): boolean {
    if (this.#upload === undefined) this.#key = key;
    return this.#upload === undefined;
  }

  async discard(): Promise<void> {
    await this.#spool.clear();
    await this.#failing(async () => this.#upload?.abort());
  }

  /** A server that doesn't encrypt as it was asked to may say nothing of it. */
  #refuseOtherEncryption(algorithm: string | undefined): void {
    const { bucket, properties } = this.#input;
    const key = this.#key;
    const wanted = algorithmOf(properties.encryption);
    if (wanted === undefined || algorithm === wanted) return;
    throw new StorageError(
      "NOT_SUPPORTED",
      `Cannot write s3://${bucket}/${key}: the server was asked for the encryption ${wanted} and stored ${algorithm ?? "none that it reported"}. Use a server that has it, or leave encryption out.`,
      `s3://${bucket}/${key}`,
    );
  }

  async #failing<T>(action: () => Promise<T>): Promise<T> {
    const { bucket, signal } = this.#input;
    try {
      return await action();
    } catch (error) {
      signal?.throwIfAborted();
      throw storageFailure(error, { operation: "PutObject", bucket, key: this.#key });
    }
  }
}

function algorithmOf(encryption: Encryption | undefined): string | undefined {
  if (encryption === undefined || encryption === "AES256") return encryption;
  return "aws:kms";
}
