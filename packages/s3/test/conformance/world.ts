import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { ListMultipartUploadsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll } from "vitest";
import { ensureBucket, type ListObjectsInput, listObjects } from "../../src/index.ts";
import type { RunningServer, ServerUnderTest, Weakness } from "../server-under-test.ts";
import { temporaryFolder } from "../temporary-folder.ts";

export const MIB = 1024 ** 2;
export const PART = 5 * MIB;

/** A running server, a bucket of this run, and what tests do to them. */
export interface World {
  readonly bucket: string;
  /** The suite's client; there once the tests run. */
  readonly s3: S3Client;
  readonly has: (weakness: Weakness) => boolean;
  /** Another client of the same server. */
  connect(options?: object): S3Client;
  credentials(): RunningServer["credentials"];
  put(key: string, body?: string | Buffer): Promise<void>;
  /** The keys of a listing; what a delimiter rolled up is marked. */
  keysOf(input: Omit<ListObjectsInput, "bucket">): Promise<string[]>;
  unfinishedUploads(): Promise<number>;
}

export function createWorld(server: ServerUnderTest): World {
  const bucket = `conformance-${randomBytes(6).toString("hex")}`;
  let running: RunningServer;
  let s3: S3Client;

  function connect(options: object = {}): S3Client {
    const { endpoint, region, credentials } = running;
    return new S3Client({ endpoint, region, credentials, forcePathStyle: true, ...options });
  }

  beforeAll(async () => {
    running = await server.start();
    s3 = connect();
    await ensureBucket(s3, bareBucket(bucket));
  });

  afterAll(async () => {
    s3.destroy();
    await running.close();
  });

  return {
    bucket,
    get s3() {
      return s3;
    },
    has: (weakness) => server.weaknesses.has(weakness),
    connect,
    credentials: () => running.credentials,
    async put(key, body = key) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    },
    async keysOf(input) {
      const keys: string[] = [];
      for await (const entry of listObjects(s3, { bucket, ...input })) {
        keys.push(entry.kind === "prefix" ? `${entry.prefix} (prefix)` : entry.key);
      }
      return keys;
    },
    async unfinishedUploads() {
      const output = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      return output.Uploads?.length ?? 0;
    },
  };
}

/** A bucket of this name, its settings as the server makes them. */
export function bareBucket(bucket: string) {
  return {
    bucket,
    versioning: false,
    encryption: false,
    blockPublicAccess: false,
    ownerEnforced: false,
  } as const;
}

export async function fileOf(content: Buffer | string): Promise<string> {
  const path = join(await temporaryFolder(), "data.csv");
  await writeFile(path, content);
  return path;
}

export function crcOf(content: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(content));
  return bytes.toString("base64");
}

/** "done", or the code of what was thrown. */
export function outcomeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "done",
    (error: Error & { code?: string }) => error.code ?? error.message,
  );
}
