import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { apiLogs, CONTRACT_METADATA, defineDataset } from "@cloudapi/core";
import { compareUtf8 } from "@cloudapi/core/internal";
import { startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { listDataFiles, type MemorySink, memorySink, transform, writeRows } from "../src/index.ts";
import { s3Sink, s3Source } from "../src/s3/index.ts";
import { countTogether } from "./support/count-together.ts";
import { logRows, ndjson } from "./support/logs.ts";

/** What a test needs of a server: the embedded one, or one that the environment names. */
interface Server {
  readonly clientConfig: S3ClientConfig;
  close(): Promise<void>;
}

const servers: [name: string, start: () => Promise<Server>][] = [
  ["the embedded server", () => startLocalCloud()],
  ...["MOTO", "VERSITYGW", "MINISTACK", "MINIO"].flatMap(
    (name): [string, () => Promise<Server>][] => {
      const endpoint = process.env[`CLOUDAPI_TEST_S3_${name}`] ?? "";
      return endpoint === "" ? [] : [[name, async () => named(endpoint)]];
    },
  ),
];

function named(endpoint: string): Server {
  const credentials = {
    accessKeyId: process.env["CLOUDAPI_TEST_ACCESS_KEY"] ?? "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey:
      process.env["CLOUDAPI_TEST_SECRET_KEY"] ?? "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  };
  const clientConfig = { endpoint, region: "us-east-1", credentials, forcePathStyle: true };
  return { clientConfig, close: async () => undefined };
}

let cloud: Server;
let s3: S3Client;
let bucket: string;
let temporary: string;
const inherited = process.env["TMPDIR"];

async function keys(): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  return Contents.map(({ Key = "" }) => Key);
}

async function bytesOf(key: string): Promise<Uint8Array> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}

async function openUploads(): Promise<number> {
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  return Uploads.length;
}

async function spoolFolders(): Promise<string[]> {
  return (await readdir(temporary)).filter((name) => name.startsWith("cloudapi-spool-"));
}

/** What is looked at of a request to S3. */
interface HttpRequest {
  readonly query?: Readonly<Record<string, unknown>>;
}
type HandlerOptions = { readonly abortSignal?: AbortSignal } | undefined;

/** Data and quarantine by key; manifests name their sink's keys, so they differ. */
async function contents(prefix: string): Promise<Map<string, string>> {
  const own = (await keys()).filter(
    (key) => key.startsWith(prefix) && !key.includes("_manifests/"),
  );
  const found = new Map<string, string>();
  for (const key of own) found.set(key.slice(prefix.length), digest(await bytesOf(key)));
  return found;
}

function contentsOf({ objects }: MemorySink): Map<string, string> {
  const own = [...objects].filter(([key]) => !key.includes("_manifests/"));
  return new Map(own.map(([key, bytes]) => [key, digest(bytes)]));
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Rows whose text no compression makes small. */
function* heavyLines(rows: number): Generator<string> {
  for (let i = 0; i < rows; i++) {
    const noise = Array.from({ length: 20 }, (_, n) =>
      createHash("sha512").update(`${i} ${n}`).digest("base64"),
    );
    const timestamp = new Date(Date.UTC(2025, 0, 1, 0, 0, i)).toISOString();
    yield `${JSON.stringify({ timestamp, endpoint: `/${noise.join("")}`, status_code: 200 })}\n`;
  }
}

/** A client that hands out bodies that break after some bytes. */
function breakingClient(
  breaks: number,
  afterBytes: number,
  onBreak: () => Promise<"end" | void> = async () => undefined,
): S3Client {
  let left = breaks;
  const client = new S3Client(cloud.clientConfig);
  client.middlewareStack.add(
    (next) => async (input) => {
      const result = await next(input);
      const output = result.output as { Body?: AsyncIterable<Uint8Array> };
      if (output.Body === undefined || left === 0) return result;
      left--;
      const body = output.Body;
      output.Body = (async function* broken() {
        let seen = 0;
        for await (const chunk of body) {
          yield chunk.subarray(0, Math.max(0, afterBytes - seen));
          seen += chunk.length;
          if (seen >= afterBytes) {
            if ((await onBreak()) === "end") return;
            throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
          }
        }
      })();
      return result;
    },
    { step: "initialize" },
  );
  return client;
}

describe.each(servers)("on %s", (name, start) => {
  beforeAll(async () => {
    temporary = await mkdtemp(join(tmpdir(), "transform-s3-"));
    // The library asks for the folder of temporary files when it needs one; here it gets one that nobody else uses.
    process.env["TMPDIR"] = temporary;
    cloud = await start();
    s3 = new S3Client(cloud.clientConfig);
  });

  afterAll(async () => {
    s3.destroy();
    await cloud.close();
    if (inherited === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = inherited;
    await rm(temporary, { recursive: true });
  });

  beforeEach(async () => {
    bucket = `transform-${randomUUID()}`;
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  });

  test("writes partitions by columns, whose values have what a key may have, and replaces them", async () => {
    const dataset = defineDataset({
      name: "visits",
      schema: z.object({ tenant: z.string(), n: z.int32() }),
      partition: { by: ["tenant"] },
    });
    const tenants = [
      "a b",
      "x+y",
      "zu\u0308rich",
      "z\u00fcrich",
      "😀",
      "&<>~`|;@!,(-)",
      "é".repeat(120),
    ];
    const sink = s3Sink(s3, { bucket, prefix: "visits" });
    const put = (names: readonly string[]) =>
      writeRows(dataset, [names.map((tenant, n) => ({ tenant, n }))], sink, { sourceId: "s" });
    await put(tenants);
    const data = async () =>
      (await keys()).filter((key) => key.endsWith(".parquet")).sort(compareUtf8);
    expect((await data()).map((key) => key.split("/")[1])).toEqual(
      tenants.map((tenant) => `tenant=${tenant}`).sort(compareUtf8),
    );
    const report = await put(tenants.slice(0, 2));
    expect(await data()).toEqual(report.objects.map(({ key }) => key));
  });

  test("writes under a prefix what the memory sink holds, and again the same", async () => {
    const source = ndjson([...logRows(300, 5), { bad: true }]);
    const memory = memorySink();
    await transform(apiLogs, source, memory);
    for (const prefix of ["lake/api_logs", "lake/api_logs/"]) {
      const report = await transform(apiLogs, source, s3Sink(s3, { bucket, prefix }));
      expect(report.objects.every(({ key }) => key.startsWith("lake/api_logs/year=2025/"))).toBe(
        true,
      );
      expect(await contents("lake/api_logs/")).toEqual(contentsOf(memory));
    }
  });

  test("objects carry the contract's hash", async () => {
    const report = await transform(apiLogs, ndjson(logRows(3, 1)), s3Sink(s3, { bucket }));
    const { Metadata, ContentType } = await s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: report.objects[0]?.key }),
    );
    expect(Metadata).toEqual({
      [CONTRACT_METADATA.datasetHeader]: "api_logs",
      [CONTRACT_METADATA.hashHeader]: apiLogs.contractHash,
    });
    expect(ContentType).toBe("application/vnd.apache.parquet");
  });

  test("large objects go up in parts, held bytes beyond the limit through temporary files", async () => {
    const lines = [...heavyLines(3_500)].join("");
    const memory = memorySink();
    await transform(apiLogs, lines, memory, { rowGroupRows: 1_250 });
    const sizes = [...memory.objects.values()].map(({ length }) => length);
    expect(Math.max(...sizes)).toBeGreaterThan(5 * 1024 * 1024);
    const sink = s3Sink(s3, { bucket, partSizeBytes: 5 * 1024 * 1024, heldBytes: 0 });
    await transform(apiLogs, lines, sink, { rowGroupRows: 1_250 });
    expect(await contents("")).toEqual(contentsOf(memory));
    expect([await openUploads(), await spoolFolders()]).toEqual([0, []]);
  });

  // versitygw encrypts nothing, and is refused for it.
  test.each(name === "VERSITYGW" ? [] : [name])(
    "all objects have the encryption and the storage class that were asked for: %s",
    async () => {
      const sink = s3Sink(s3, { bucket, encryption: "AES256", storageClass: "STANDARD" });
      await transform(apiLogs, ndjson([...logRows(3, 1), { bad: true }]), sink);
      const written = await keys();
      expect(written.map((key) => key.split("/")[0])).toEqual([
        "_contracts",
        "_manifests",
        "_quarantine",
        "year=2025",
      ]);
      for (const Key of written) {
        const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key }));
        expect(head.ServerSideEncryption).toBe("AES256");
      }
    },
  );

  test("every write asks for the key and the class, in parts or whole", async () => {
    const asked = new Map<string, unknown>();
    const watching = new S3Client(cloud.clientConfig);
    watching.middlewareStack.add(
      (next, { commandName = "" }) =>
        async (input) => {
          const given = input.input as Record<string, unknown>;
          if (["PutObjectCommand", "CreateMultipartUploadCommand"].includes(commandName)) {
            const { ServerSideEncryption, SSEKMSKeyId, StorageClass } = given;
            asked.set(commandName, { ServerSideEncryption, SSEKMSKeyId, StorageClass });
          }
          return next(input);
        },
      { step: "initialize" },
    );
    const kmsKeyId = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const sink = s3Sink(watching, {
      bucket,
      encryption: { kmsKeyId },
      storageClass: "STANDARD_IA",
      partSizeBytes: 5 * 1024 * 1024,
    });
    // Not every server has KMS keys and other classes: what matters here is what was asked for.
    for (const text of [ndjson(logRows(3, 1)), [...heavyLines(3_500)].join("")])
      await transform(apiLogs, text, sink, { rowGroupRows: 1_250 }).catch(() => undefined);
    const wanted = {
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: kmsKeyId,
      StorageClass: "STANDARD_IA",
    };
    expect(asked).toEqual(
      new Map([
        ["PutObjectCommand", wanted],
        ["CreateMultipartUploadCommand", wanted],
      ]),
    );
  });

  test("a server that stores without the encryption it was asked for is not trusted", async () => {
    const forgetful = new S3Client(cloud.clientConfig);
    forgetful.middlewareStack.add(
      (next) => async (input) => {
        const result = await next(input);
        delete (result.output as { ServerSideEncryption?: string }).ServerSideEncryption;
        return result;
      },
      { step: "initialize" },
    );
    const run = transform(apiLogs, "{}", s3Sink(forgetful, { bucket, encryption: "AES256" }));
    await expect(run).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
      message: expect.stringContaining("stored none that it reported") as string,
    });
    const plain = transform(apiLogs, ndjson(logRows(2)), s3Sink(forgetful, { bucket }));
    expect((await plain).rowsWritten).toBe(2);
  });

  test("what became obsolete is removed in batches", async () => {
    const removed: string[] = [];
    const watching = new S3Client(cloud.clientConfig);
    watching.middlewareStack.add(
      (next, { commandName = "" }) =>
        async (input) => {
          if (commandName.startsWith("DeleteObject")) removed.push(commandName);
          return next(input);
        },
      { step: "initialize" },
    );
    const sink = s3Sink(watching, { bucket });
    await transform(apiLogs, ndjson(logRows(120, 120)), sink, { sourceId: "s" });
    await transform(apiLogs, ndjson(logRows(120, 1)), sink, { sourceId: "s" });
    expect(removed).toEqual(["DeleteObjectsCommand"]);
    expect((await keys()).filter((key) => key.endsWith(".parquet"))).toHaveLength(1);
  });

  test("an abort reaches the request that is under way", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const client = new S3Client(cloud.clientConfig);
    const aborted: boolean[] = [];
    const handler = client.config.requestHandler;
    const stalling = {
      ...handler,
      handle: (...given: Parameters<typeof handler.handle>) => {
        const [{ query }, options] = given as [HttpRequest, HandlerOptions];
        if (!query?.["partNumber"]) return handler.handle(...given);
        // The request goes nowhere, until it is told to stop.
        return new Promise<never>((_, reject) => {
          options?.abortSignal?.addEventListener("abort", () => {
            aborted.push(true);
            reject(new Error("stopped"));
          });
          setTimeout(() => controller.abort(reason), 20);
        });
      },
    };
    Object.assign(client.config, { requestHandler: stalling });
    const sink = s3Sink(client, { bucket, partSizeBytes: 5 * 1024 * 1024 });
    const run = transform(apiLogs, [...heavyLines(3_500)].join(""), sink, {
      signal: controller.signal,
      rowGroupRows: 750,
    });
    await expect(run).rejects.toBe(reason);
    expect([aborted, await keys(), await openUploads()]).toEqual([[true], [], 0]);
  });

  test("an abort leaves no object, no upload and no temporary file", async () => {
    const lines = [...heavyLines(3_500)].join("");
    const controller = new AbortController();
    let uploads = 0;
    const sink = s3Sink(s3, { bucket, partSizeBytes: 5 * 1024 * 1024, heldBytes: 1_000_000 });
    const watched = {
      ...sink,
      async create(...input: Parameters<typeof sink.create>) {
        const pending = await sink.create(...input);
        return {
          async write(bytes: Uint8Array) {
            await pending.write(bytes);
            uploads = Math.max(uploads, await openUploads());
            if (uploads > 0) controller.abort();
          },
          publish: () => pending.publish(),
          discard: () => pending.discard(),
        };
      },
    };
    await expect(
      transform(apiLogs, lines, watched, { signal: controller.signal, rowGroupRows: 750 }),
    ).rejects.toThrow("aborted");
    expect(uploads).toBeGreaterThan(0);
    expect([await keys(), await openUploads(), await spoolFolders()]).toEqual([[], 0, []]);
  });

  test("reads an object, plain or gzip, and knows it by bucket and key", async () => {
    const text = ndjson(logRows(5_000));
    for (const [key, Body] of [
      ["2025/01/15/a.ndjson", text],
      ["2025/01/15/b ü+%2F?.ndjson.gz", gzipSync(text)],
    ] as const) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
      for (const object of [{ bucket, key }, `s3://${bucket}/${key}`]) {
        const report = await transform(apiLogs, s3Source(s3, object), memorySink());
        expect(report).toMatchObject({
          rowsWritten: 5_000,
          sourceId: `s3://${bucket}/${key}`,
          bytesRead: Buffer.from(Body).length,
        });
      }
    }
  });

  test("a changed object replaces the rows it had", async () => {
    const source = s3Source(s3, { bucket, key: "raw/a.ndjson" });
    const sink = s3Sink(s3, { bucket, prefix: "lake/" });
    for (const rows of [30, 10]) {
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: "raw/a.ndjson",
          Body: ndjson(logRows(rows, rows / 5)),
        }),
      );
      const report = await transform(apiLogs, source, sink);
      const written = (await keys()).filter((key) => key.endsWith(".parquet"));
      expect(written).toEqual(report.objects.map(({ key }) => key).sort());
    }
  });

  test("no conditional write of many at once is lost", async () => {
    const sink = s3Sink(s3, { bucket, prefix: "lake/" });
    const { count, repeats } = await countTogether(sink, { writers: 6, rounds: 4 });
    expect(count).toBe(24);
    expect(repeats).toBeGreaterThan(0);
  });

  test("a conditional write whose answer was lost counts as done", async () => {
    const client = new S3Client({ ...cloud.clientConfig, maxAttempts: 3 });
    const sink = s3Sink(client, { bucket, prefix: "lake/" });
    let puts = 0;
    client.middlewareStack.add(
      (next, context) => async (input) => {
        const result = await next(input);
        const { Key = "" } = input.input as { Key?: string };
        const isManifest =
          context.commandName === "PutObjectCommand" && Key.includes("_manifests/");
        // The first answer to each of the two: the claim, and the manifest that points to the data.
        if (!isManifest || ++puts % 2 === 0) return result;
        throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
      },
      { step: "deserialize", priority: "low" },
    );
    const report = await transform(apiLogs, ndjson(logRows(9)), sink, { sourceId: "s" });
    expect(puts).toBe(4);
    expect((await listDataFiles(sink, { dataset: apiLogs })).map(({ key }) => key)).toEqual(
      report.objects.map(({ key }) => key).sort(),
    );
  });

  test("of runs at the same time over one source that write other things one wins, and nothing else stays", async () => {
    const sink = s3Sink(s3, { bucket, prefix: "lake/" });
    for (let round = 0; round < 4; round++) {
      const outcomes = await Promise.allSettled(
        [5, 7, 9].map((rows) =>
          transform(apiLogs, ndjson(logRows(rows + round, 3)), sink, { sourceId: "s" }),
        ),
      );
      const won = outcomes.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
      expect(won.length).toBeGreaterThan(0);
      const lost = outcomes.flatMap((each) =>
        each.status === "rejected" ? [each.reason as { code?: string }] : [],
      );
      expect(lost.map(({ code }) => code)).toEqual(lost.map(() => "CONCURRENT_RUN"));
      const files = (await listDataFiles(sink, { dataset: apiLogs })).map(({ key }) => key);
      expect(won.map(({ objects }) => objects.map(({ key }) => key).sort())).toContainEqual(files);
      expect((await keys()).filter((key) => key.endsWith(".parquet")).sort()).toEqual(files);
    }
    expect(await openUploads()).toBe(0);
  });

  test("each version of an object is appended once, and what is read is of that version", async () => {
    const put = (rows: number) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: ndjson(logRows(rows)) }));
    const sink = s3Sink(s3, { bucket, prefix: "lake/" });
    for (const rows of [3, 5, 3, 5, 5]) {
      await put(rows);
      await transform(apiLogs, s3Source(s3, { bucket, key: "a" }), sink, { mode: "append" });
    }
    const files = await listDataFiles(sink, { dataset: apiLogs });
    expect(files.reduce((sum, { rows }) => sum + rows, 0)).toBe(8);
    const source = s3Source(s3, { bucket, key: "a" });
    const replaced = {
      ...source,
      async version() {
        const version = (await source.version?.()) ?? "";
        await put(7);
        return version;
      },
    };
    await expect(transform(apiLogs, replaced, sink, { mode: "append" })).rejects.toMatchObject({
      code: "OBJECT_CHANGED",
    });
  });

  test("a broken connection is taken up where it was", async () => {
    const text = ndjson(logRows(5_000));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: text }));
    const whole = memorySink();
    await transform(apiLogs, text, whole, { sourceId: "a" });
    const sink = memorySink();
    const report = await transform(
      apiLogs,
      s3Source(breakingClient(5, 100_001), { bucket, key: "a" }),
      sink,
      { sourceId: "a" },
    );
    expect(report.bytesRead).toBe(text.length);
    expect(sink.objects).toEqual(whole.objects);
  });

  test("a connection that breaks again and again is given up", async () => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: ndjson(logRows(500)) }));
    const sink = memorySink();
    const run = transform(apiLogs, s3Source(breakingClient(99, 0), { bucket, key: "a" }), sink);
    await expect(run).rejects.toMatchObject({ code: "S3_UNREACHABLE", place: `s3://${bucket}/a` });
    expect(sink.objects.size).toBe(0);
  });

  test("a connection that ends too early is taken up where it was", async () => {
    const text = ndjson(logRows(2_000));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: text }));
    const ends = async () => "end" as const;
    const report = await transform(
      apiLogs,
      s3Source(breakingClient(2, 50_000, ends), { bucket, key: "a" }),
      memorySink(),
    );
    expect(report).toMatchObject({ rowsWritten: 2_000, bytesRead: text.length });
    const never = transform(
      apiLogs,
      s3Source(breakingClient(99, 0, ends), { bucket, key: "a" }),
      memorySink(),
    );
    await expect(never).rejects.toThrow(/the connection ended after 0 of \d+ bytes/);
  });

  test("a connection that stalls is taken up where it was, and given up when it stalls again and again", async () => {
    const text = ndjson(logRows(2_000));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: text }));
    const stalls = () => new Promise<never>(() => undefined);
    const read = (breaks: number, afterBytes: number) =>
      transform(
        apiLogs,
        s3Source(
          breakingClient(breaks, afterBytes, stalls),
          { bucket, key: "a" },
          { idleTimeoutMs: 1_000 },
        ),
        memorySink(),
      );
    expect(await read(2, 50_000)).toMatchObject({ rowsWritten: 2_000, bytesRead: text.length });
    await expect(read(99, 0)).rejects.toMatchObject({
      code: "S3_UNREACHABLE",
      message: expect.stringContaining("no byte came for 1000 ms") as string,
    });
  });

  test("a slow reader does not count as a stalled connection", async () => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: ndjson(logRows(2_000)) }));
    const source = s3Source(s3, { bucket, key: "a" }, { idleTimeoutMs: 2_000 });
    let reads = 0;
    for await (const _ of source)
      if (++reads === 1) await new Promise((done) => setTimeout(done, 3_000));
    expect(reads).toBeGreaterThan(0);
  });

  test("an object that is replaced while it is read is refused", async () => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: ndjson(logRows(5_000)) }));
    const replace = async () => {
      await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: "a", Body: ndjson(logRows(4_000)) }),
      );
    };
    const sink = memorySink();
    const run = transform(
      apiLogs,
      s3Source(breakingClient(1, 100_000, replace), { bucket, key: "a" }),
      sink,
    );
    await expect(run).rejects.toMatchObject({ code: "OBJECT_CHANGED" });
    expect(sink.objects.size).toBe(0);
  });

  test("says what is missing, and where", async () => {
    const read = (input: { bucket: string; key: string }) =>
      transform(apiLogs, s3Source(s3, input), memorySink());
    await expect(read({ bucket, key: "no/such" })).rejects.toMatchObject({
      code: "NO_SUCH_KEY",
      place: `s3://${bucket}/no/such`,
    });
    await expect(read({ bucket: "no-such-bucket-here", key: "a" })).rejects.toMatchObject({
      code: "NO_SUCH_BUCKET",
    });
    const write = transform(
      apiLogs,
      ndjson(logRows(3)),
      s3Sink(s3, { bucket: "no-such-bucket-here" }),
    );
    await expect(write).rejects.toMatchObject({ code: "NO_SUCH_BUCKET" });
    const nowhere = new S3Client({
      ...cloud.clientConfig,
      endpoint: "http://127.0.0.1:1",
      maxAttempts: 1,
    });
    await expect(transform(apiLogs, "{}", s3Sink(nowhere, { bucket }))).rejects.toMatchObject({
      code: "S3_UNREACHABLE",
    });
  });

  // Not every server looks at signatures.
  test.each(name === "the embedded server" ? [name] : [])(
    "says that credentials are wrong: %s",
    async () => {
      const stranger = new S3Client({
        ...cloud.clientConfig,
        credentials: { accessKeyId: "AKIASTRANGER", secretAccessKey: "no" },
      });
      await expect(transform(apiLogs, "{}", s3Sink(stranger, { bucket }))).rejects.toMatchObject({
        code: "INVALID_CREDENTIALS",
      });
    },
  );

  test("an abort signal given to a source stops it", async () => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: "{}" }));
    const reason = new Error("enough");
    const source = s3Source(s3, { bucket, key: "a" }, { signal: AbortSignal.abort(reason) });
    await expect(transform(apiLogs, source, memorySink())).rejects.toMatchObject({ cause: reason });
  });

  test("refuses arguments that can't be", () => {
    expect(() => s3Sink(s3, { bucket: "" })).toThrow(TypeError);
    expect(() => s3Sink(s3, { bucket, prefix: "/a" })).toThrow("does not begin with a slash");
    expect(() => s3Sink(s3, { bucket, partSizeBytes: 1000 })).toThrow(RangeError);
    expect(() => s3Sink(s3, { bucket, heldBytes: -1 })).toThrow(RangeError);
    expect(() => s3Sink(s3, { bucket, prefx: "a" } as never)).toThrow('Did you mean "prefix"');
    expect(() => s3Sink(s3, { bucket, encryption: "KMS" } as never)).toThrow("encryption must be");
    expect(() => s3Sink(s3, { bucket, encryption: { kmsKey: "a" } } as never)).toThrow(TypeError);
    expect(() => s3Sink(s3, { bucket, storageClass: "COLD" } as never)).toThrow("STANDARD_IA, not");
    expect(() => s3Sink(s3, { bucket, storageClass: "GLACIER" })).toThrow("Use GLACIER_IR");
    expect(s3Sink(s3, { bucket, storageClass: "GLACIER_IR" }).prefix).toBe("");
    expect(() => s3Source(s3, { bucket, key: "" })).toThrow(TypeError);
    expect(() => s3Source(s3, { bucket, key: "a" }, { idleTimeoutMs: 0 })).toThrow(RangeError);
    for (const text of ["logs.csv", "s3://", "s3://bucket", "s3://bucket/", "https://b/k", ""])
      expect(() => s3Source(s3, text)).toThrow("the text s3://bucket/key");
    expect(() => s3Source(s3, { bucket, key: "a", version: "1" } as never)).toThrow(
      "unknown option",
    );
  });
});

test("another S3 server is there where it must be: CLOUDAPI_TEST_S3_MOTO or CLOUDAPI_TEST_S3_VERSITYGW", () => {
  expect(process.env["CI_SERVERS"] === "required" && servers.length <= 1).toBe(false);
});
