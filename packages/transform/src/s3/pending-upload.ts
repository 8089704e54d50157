import type { S3Client } from "@aws-sdk/client-s3";
import type { Slots } from "@cloudapi/core/internal";
import type { Encryption, ObjectProperties } from "@cloudapi/s3";
import { type RunningUpload, s3UploadTarget, startUpload } from "@cloudapi/s3/internal";
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
  /** Bytes from which a part is sent. */
  readonly partSizeBytes: number;
  readonly signal: AbortSignal | undefined;
  /** Memory of unsent bytes, shared by all uploads of a sink. */
  readonly budget: SpoolBudget;
  /** Bounds the requests of all uploads of a sink. */
  readonly slots: Slots;
}

/**
 * An object that becomes visible only when published. Bytes wait in a spool until they fill a part: of many objects that
 * are open at the same time, each would otherwise hold a part's memory.
 */
export class PendingUpload implements PendingObject {
  readonly #input: PendingUploadInput;
  readonly #spool: Spool;
  readonly #upload: RunningUpload;

  constructor(input: PendingUploadInput) {
    this.#input = input;
    this.#spool = new Spool(input.budget);
    const { s3, bucket, key, properties, signal, partSizeBytes, slots } = input;
    const target = s3UploadTarget(s3, { bucket, key, ...properties }, signal);
    this.#upload = startUpload(target, { partSizeBytes, slots, concurrency: 1 });
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { partSizeBytes } = this.#input;
    await this.#spool.add(bytes);
    if (this.#spool.sizeBytes < partSizeBytes) return;
    const gathered = await this.#spool.take();
    const whole = gathered.length - (gathered.length % partSizeBytes);
    await this.#failing(async () => {
      await this.#upload.write(gathered.subarray(0, whole));
      // What can't be stored fails the run before anything is published, and rows come no faster than parts go.
      await this.#upload.arrived();
    });
    if (whole < gathered.length) await this.#spool.add(gathered.slice(whole));
  }

  async publish(): Promise<void> {
    const rest = await this.#spool.take();
    await this.#failing(async () => {
      if (rest.length > 0) await this.#upload.write(rest);
      const { encryption } = await this.#upload.complete();
      this.#refuseOtherEncryption(encryption?.algorithm);
    });
  }

  async discard(): Promise<void> {
    await this.#spool.clear();
    await this.#failing(() => this.#upload.abort());
  }

  /** A server that doesn't encrypt as it was asked to may say nothing of it. */
  #refuseOtherEncryption(algorithm: string | undefined): void {
    const { bucket, key, properties } = this.#input;
    const wanted = algorithmOf(properties.encryption);
    if (wanted === undefined || algorithm === wanted) return;
    throw new StorageError(
      "NOT_SUPPORTED",
      `Cannot write s3://${bucket}/${key}: the server was asked for the encryption ${wanted} and stored ${algorithm ?? "none that it reported"}. Use a server that has it, or leave encryption out.`,
      `s3://${bucket}/${key}`,
    );
  }

  async #failing<T>(action: () => Promise<T>): Promise<T> {
    const { bucket, key, signal } = this.#input;
    try {
      return await action();
    } catch (error) {
      signal?.throwIfAborted();
      throw storageFailure(error, { operation: "PutObject", bucket, key });
    }
  }
}

function algorithmOf(encryption: Encryption | undefined): string | undefined {
  if (encryption === undefined || encryption === "AES256") return encryption;
  return "aws:kms";
}
