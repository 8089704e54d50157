import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { ObjectProperties, PendingObject } from "../sink/sink.ts";
import { s3Failure } from "./s3-failure.ts";
import { Spool, type SpoolBudget } from "./spool.ts";

/** Where an upload goes. */
export interface UploadTarget {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly key: string;
  readonly properties: ObjectProperties;
  /** Bytes from which a part is sent. */
  readonly partBytes: number;
}

/**
 * An object that becomes visible only when published: small ones by a single put, larger ones by a
 * multipart upload whose parts are sent as they fill, and which is completed at the end.
 */
export class PendingUpload implements PendingObject {
  readonly #target: UploadTarget;
  readonly #spool: Spool;
  readonly #parts: CompletedPart[] = [];
  #uploadId: string | undefined;

  constructor(target: UploadTarget, budget: SpoolBudget) {
    this.#target = target;
    this.#spool = new Spool(budget);
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#spool.add(bytes);
    if (this.#spool.sizeBytes >= this.#target.partBytes)
      await this.#failing(() => this.#sendPart());
  }

  async publish(): Promise<void> {
    await this.#failing(() =>
      this.#uploadId === undefined ? this.#put() : this.#complete(this.#uploadId),
    );
  }

  async discard(): Promise<void> {
    await this.#spool.clear();
    const UploadId = this.#uploadId;
    if (UploadId === undefined) return;
    await this.#failing(() =>
      this.#target.s3.send(new AbortMultipartUploadCommand({ ...this.#place(), UploadId })),
    );
    this.#uploadId = undefined;
  }

  async #put(): Promise<void> {
    const { contentType, metadata } = this.#target.properties;
    const Body = await this.#spool.take();
    await this.#target.s3.send(
      new PutObjectCommand({
        ...this.#place(),
        Body,
        ContentType: contentType,
        Metadata: { ...metadata },
      }),
    );
  }

  async #sendPart(): Promise<void> {
    const UploadId = (this.#uploadId ??= await this.#begin());
    const PartNumber = this.#parts.length + 1;
    const Body = await this.#spool.take();
    const command = new UploadPartCommand({
      ...this.#place(),
      UploadId,
      PartNumber,
      Body,
      ChecksumAlgorithm: "CRC32",
    });
    const { ETag, ChecksumCRC32 } = await this.#target.s3.send(command);
    this.#parts.push({ PartNumber, ETag, ChecksumCRC32 });
  }

  async #begin(): Promise<string> {
    const { contentType, metadata } = this.#target.properties;
    const command = new CreateMultipartUploadCommand({
      ...this.#place(),
      ContentType: contentType,
      Metadata: { ...metadata },
      ChecksumAlgorithm: "CRC32",
    });
    const { UploadId } = await this.#target.s3.send(command);
    if (UploadId === undefined) throw new Error("the answer has no UploadId");
    return UploadId;
  }

  async #complete(UploadId: string): Promise<void> {
    if (this.#spool.sizeBytes > 0) await this.#sendPart();
    const command = new CompleteMultipartUploadCommand({
      ...this.#place(),
      UploadId,
      MultipartUpload: { Parts: this.#parts },
    });
    await this.#target.s3.send(command);
    this.#uploadId = undefined;
  }

  #place(): { Bucket: string; Key: string } {
    return { Bucket: this.#target.bucket, Key: this.#target.key };
  }

  async #failing<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      const { bucket, key } = this.#target;
      throw s3Failure(
        { doing: "write", bucket, key, actions: "s3:PutObject and s3:AbortMultipartUpload" },
        error,
      );
    }
  }
}
