import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { toObjectError } from "../objects/to-object-error.ts";

/** Where rows are written, and with what properties. */
export interface RowsPlace {
  readonly bucket: string;
  readonly key: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly kmsKeyArn: string | undefined;
}

const PART_BYTES = 8_388_608;

/**
 * Writes lines to one object, holding one part of 8 MiB at a time: one request while they fit, else a
 * multipart upload. The object appears whole when it is finished, or not at all.
 */
export class RowsWriter {
  readonly #s3: S3Client;
  readonly #place: RowsPlace;
  readonly #signal: AbortSignal;
  readonly #parts: CompletedPart[] = [];
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #uploadId: string | undefined;
  #rows = 0;

  constructor(s3: S3Client, place: RowsPlace, signal: AbortSignal) {
    this.#s3 = s3;
    this.#place = place;
    this.#signal = signal;
  }

  /** Add a row as one line of JSON; waits while a full part is sent. */
  async add(row: unknown): Promise<void> {
    const line = Buffer.from(`${JSON.stringify(row)}\n`);
    this.#pending.push(line);
    this.#pendingBytes += line.length;
    this.#rows++;
    if (this.#pendingBytes >= PART_BYTES) await this.#tryTo(() => this.#sendPart());
  }

  /** Make the object appear, and give its key; `null` when there were no rows, and no object is made. */
  async finish(): Promise<string | null> {
    if (this.#rows === 0) return null;
    await this.#tryTo(() => (this.#uploadId === undefined ? this.#putWhole() : this.#complete()));
    return this.#place.key;
  }

  /** Remove the parts of an upload that will not be finished; what fails here is left to the bucket's lifecycle rule. */
  async abort(): Promise<void> {
    if (this.#uploadId === undefined) return;
    const command = new AbortMultipartUploadCommand({
      ...this.#object(),
      UploadId: this.#uploadId,
    });
    await this.#s3.send(command).catch(() => undefined);
  }

  async #putWhole(): Promise<void> {
    const command = new PutObjectCommand({
      ...this.#object(),
      ...this.#properties(),
      Body: this.#takePending(),
    });
    await this.#s3.send(command, { abortSignal: this.#signal });
  }

  async #sendPart(): Promise<void> {
    this.#uploadId ??= await this.#begin();
    const PartNumber = this.#parts.length + 1;
    const command = new UploadPartCommand({
      ...this.#object(),
      UploadId: this.#uploadId,
      PartNumber,
      Body: this.#takePending(),
    });
    const { ETag, ChecksumCRC32 } = await this.#s3.send(command, { abortSignal: this.#signal });
    this.#parts.push({ PartNumber, ETag, ChecksumCRC32 });
  }

  async #begin(): Promise<string | undefined> {
    const command = new CreateMultipartUploadCommand({
      ...this.#object(),
      ...this.#properties(),
      ChecksumAlgorithm: "CRC32",
    });
    return (await this.#s3.send(command, { abortSignal: this.#signal })).UploadId;
  }

  async #complete(): Promise<void> {
    if (this.#pendingBytes > 0) await this.#sendPart();
    const command = new CompleteMultipartUploadCommand({
      ...this.#object(),
      UploadId: this.#uploadId,
      MultipartUpload: { Parts: this.#parts },
    });
    await this.#s3.send(command, { abortSignal: this.#signal });
  }

  #takePending(): Buffer {
    const body = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    return body;
  }

  #object() {
    return { Bucket: this.#place.bucket, Key: this.#place.key };
  }

  #properties() {
    const { metadata, kmsKeyArn } = this.#place;
    return {
      ContentType: "application/x-ndjson",
      Metadata: { ...metadata },
      ...encryption(kmsKeyArn),
    };
  }

  async #tryTo(send: () => Promise<void>): Promise<void> {
    this.#signal.throwIfAborted();
    try {
      await send();
    } catch (error) {
      this.#signal.throwIfAborted();
      throw toObjectError(error, {
        what: "write the rejected rows to",
        ...this.#place,
        actions: ["s3:PutObject"],
      });
    }
  }
}

/** Parameters of a write under a KMS key; without one the bucket's own default holds. */
export function encryption(kmsKeyArn: string | undefined) {
  return kmsKeyArn === undefined
    ? {}
    : ({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: kmsKeyArn } as const);
}
