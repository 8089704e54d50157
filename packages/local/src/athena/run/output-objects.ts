import type { S3Client } from "@aws-sdk/client-s3";
import { GetBucketLocationCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { HiveError } from "./ddl/hive-error.ts";
import type { Execution } from "./execution.ts";
import type { QueryResult } from "./results/query-result.ts";
import { readResultFile } from "./results/read-result-file.ts";
import { resultFile, resultMetadata } from "./results/result-file.ts";

/** The objects that results are written to and, once they are out of memory, read from. */
export class OutputObjects {
  readonly #s3: () => S3Client;
  readonly #isOneCaller: boolean;
  readonly #buckets = new Set<string>();

  constructor(s3: () => S3Client, isOneCaller: boolean) {
    this.#s3 = s3;
    this.#isOneCaller = isOneCaller;
  }

  /**
   * Why a location can't be written to, if its bucket can't be reached. A bucket that once could isn't asked again, unless
   * another caller may have other rights.
   */
  async unreachable(location: string): Promise<string | undefined> {
    const { bucket } = placeOf(location);
    if (this.#buckets.has(bucket)) return undefined;
    try {
      await this.#s3().send(new GetBucketLocationCommand({ Bucket: bucket }));
    } catch (error) {
      const why =
        error instanceof Error && error.name === "NoSuchBucket"
          ? "The specified bucket does not exist"
          : describe(error);
      return `Unable to verify/create output bucket ${bucket}: ${why}`;
    }
    if (this.#buckets.size >= MOST_BUCKETS) this.#buckets.clear();
    if (this.#isOneCaller) this.#buckets.add(bucket);
    return undefined;
  }

  async write(execution: Execution, result: QueryResult): Promise<void> {
    const plain =
      execution.kind.substatement.startsWith("SHOW_") ||
      (execution.kind.type === "DDL" && result.rows.length === 0);
    const contentType =
      plain && execution.kind.substatement !== "SHOW_CREATE_TABLE" ? "binary/octet-stream" : OCTETS;
    const { outputLocation } = execution;
    if (execution.manifestLocation === undefined)
      await this.#put(execution, outputLocation, Buffer.from(resultFile(result)), contentType);
    if (result.columns.length === 0) return;
    const metadata = resultMetadata(execution.id, result);
    await this.#put(execution, `${outputLocation}.metadata`, metadata, contentType);
  }

  /** The files that a statement wrote, one a line; where that is. */
  async writeManifest(execution: Execution, files: readonly string[]): Promise<string> {
    const location = `${execution.outputLocation}-manifest.csv`;
    const body = Buffer.from(files.map((file) => `${file}\n`).join(""));
    await this.#put(execution, location, body, OCTETS);
    return location;
  }

  /** What a failed DDL statement leaves; nothing when even that can't be written. */
  async writeReason(execution: Execution, reason: string): Promise<void> {
    const body = Buffer.from(reason);
    await this.#put(execution, execution.outputLocation, body, OCTETS).catch(() => undefined);
  }

  /** The rows as they were written; `undefined` when the object is gone or is another. */
  async read(execution: Execution, header: boolean): Promise<QueryResult["rows"] | undefined> {
    if (execution.manifestLocation !== undefined) return [];
    const { bucket, key } = placeOf(execution.outputLocation);
    try {
      const object = await this.#s3().send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return readResultFile((await object.Body?.transformToString()) ?? "", header);
    } catch {
      return undefined;
    }
  }

  async #put(
    { abort }: Execution,
    location: string,
    body: Uint8Array,
    contentType: string,
  ): Promise<void> {
    const { bucket, key } = placeOf(location);
    const put = { Bucket: bucket, Key: key, Body: body, ContentType: contentType };
    try {
      await this.#s3().send(new PutObjectCommand(put), { abortSignal: abort.signal });
    } catch (error) {
      throw new OutputError(location, error);
    }
  }
}

const MOST_BUCKETS = 1000;
const OCTETS = "application/octet-stream";

function placeOf(location: string): { bucket: string; key: string } {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(location) ?? [];
  return { bucket, key };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** The result could not be written: the bucket is gone or is closed to the caller. */
class OutputError extends HiveError {
  constructor(location: string, cause: unknown) {
    super(
      cause instanceof Error && cause.name === "AccessDenied"
        ? `Access denied when writing output to url: ${location} . Allow s3:PutObject there.`
        : `Unable to write the query's results to ${location}: ${describe(cause)}`,
    );
  }
}
