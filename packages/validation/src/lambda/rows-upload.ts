import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from "@aws-sdk/client-s3";

/** S3 takes parts of at least 5 MiB, but for the last. */
const PART_BYTES = 5 * 1024 * 1024;

/** The object that is written, and what is said of it. */
export interface RowsObject {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Writes lines to one object as they come: a put when they fit in one part, a multipart upload otherwise. */
export class RowsUpload {
  readonly #s3: S3Client;
  readonly #object: RowsObject;
  readonly #parts: { ETag: string; PartNumber: number }[] = [];
  #chunks: Buffer[] = [];
  #size = 0;
  #uploadId: string | undefined;

  constructor(s3: S3Client, object: RowsObject) {
    this.#s3 = s3;
    this.#object = object;
  }

  /** Add a line; wait for it when it returns a promise. */
  add(line: string): Promise<void> | undefined {
    const bytes = Buffer.from(`${line}\n`);
    this.#chunks.push(bytes);
    this.#size += bytes.length;
    return this.#size >= PART_BYTES ? this.#sendPart() : undefined;
  }

  /** Make the object visible; false when nothing was added, and there is none. */
  async finish(): Promise<boolean> {
    if (this.#uploadId === undefined) {
      if (this.#size === 0) return false;
      await this.#s3.send(new PutObjectCommand({ ...this.#target(), ...this.#headers(), Body: this.#take() }));
      return true;
    }
    if (this.#size > 0) await this.#sendPart();
    await this.#s3.send(new CompleteMultipartUploadCommand({ ...this.#target(), UploadId: this.#uploadId, MultipartUpload: { Parts: this.#parts } }));
    this.#uploadId = undefined;
    return true;
  }

  /** Remove what was sent, when the work failed. */
  async discard(): Promise<void> {
    if (this.#uploadId === undefined) return;
    await this.#s3.send(new AbortMultipartUploadCommand({ ...this.#target(), UploadId: this.#uploadId }));
    this.#uploadId = undefined;
  }

  async #sendPart(): Promise<void> {
    this.#uploadId ??= await this.#begin();
    const PartNumber = this.#parts.length + 1;
    const { ETag } = await this.#s3.send(new UploadPartCommand({ ...this.#target(), UploadId: this.#uploadId, PartNumber, Body: this.#take() }));
    if (ETag === undefined) throw new Error(`S3 gave no ETag for part ${PartNumber} of ${this.#object.key}.`);
    this.#parts.push({ ETag, PartNumber });
  }

  async #begin(): Promise<string> {
    const { UploadId } = await this.#s3.send(new CreateMultipartUploadCommand({ ...this.#target(), ...this.#headers() }));
    if (UploadId === undefined) throw new Error(`S3 gave no upload id for ${this.#object.key}.`);
    return UploadId;
  }

  #take(): Buffer {
    const bytes = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#size = 0;
    return bytes;
  }

  #target() {
    return { Bucket: this.#object.bucket, Key: this.#object.key };
  }

  #headers() {
    return { ContentType: this.#object.contentType, Metadata: { ...this.#object.metadata } };
  }
}
