import type { S3Client } from "@aws-sdk/client-s3";
import {
  type RunningUpload,
  startUpload,
  toObjectError,
  toPutProperties,
  type UploadStep,
} from "@cloudapi/s3/internal";

/** Where rows are written, and with what properties. */
export interface RowsPlace {
  readonly bucket: string;
  readonly key: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly kmsKeyArn: string | undefined;
}

/**
 * Writes lines to one object, holding at most two parts of 8 MiB: one on its way, one being filled. The object appears
 * whole when it is finished, or not at all.
 */
export class RowsWriter {
  readonly #key: string;
  readonly #upload: RunningUpload;
  #rows = 0;

  constructor(s3: S3Client, { kmsKeyArn, metadata, ...place }: RowsPlace, signal: AbortSignal) {
    this.#key = place.key;
    const encryption = kmsKeyArn === undefined ? undefined : { kmsKeyId: kmsKeyArn };
    const properties = { contentType: "application/x-ndjson", metadata, encryption };
    const target = {
      s3,
      ...place,
      properties: toPutProperties(properties),
      conditions: {},
      signal,
      toError: (error: unknown, { operation }: UploadStep) =>
        toObjectError(error, { ...place, operation }),
    };
    this.#upload = startUpload(target, { concurrency: 1 });
  }

  /** Add a row as one line of JSON; waits while a full part is sent. */
  async add(row: unknown): Promise<void> {
    this.#rows++;
    await this.#upload.write(Buffer.from(`${JSON.stringify(row)}\n`));
  }

  /** Make the object appear, and give its key; `null` when there were no rows, and no object is made. */
  async finish(): Promise<string | null> {
    if (this.#rows === 0) return null;
    await this.#upload.complete();
    return this.#key;
  }

  /** Remove the parts of an upload that will not be finished; what fails here is left to the bucket's lifecycle rule. */
  async abort(): Promise<void> {
    await this.#upload.abort().catch(() => undefined);
  }
}
