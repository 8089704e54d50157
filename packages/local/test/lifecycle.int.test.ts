import { execFile } from "node:child_process";
import { appendFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { isCloudApiError } from "@cloudapi/core";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "../src/index.ts";
import { textLike } from "./matchers.ts";
import { send } from "./sign-request.ts";

const run = promisify(execFile);
const ended: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const end of ended.splice(0).toReversed()) await end();
});

async function start(
  options: LocalCloudOptions = {},
): Promise<{ cloud: LocalCloud; s3: S3Client }> {
  const cloud = await startLocalCloud(options);
  ended.push(() => cloud.close());
  return { cloud, s3: new S3Client({ ...cloud.clientConfig, maxAttempts: 1 }) };
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "cloudapi-test-"));
  ended.push(() => rm(folder, { recursive: true }));
  return folder;
}

describe("starting", () => {
  it("is on loopback, quick, and as often as wanted", async () => {
    const before = process.cpuUsage();
    const clouds = await Promise.all([start(), start(), start()]);
    // Of this process's own time, whatever else the machine does.
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(600);
    const endpoints = clouds.map(({ cloud }) => cloud.endpoint);
    expect(new Set(endpoints).size).toBe(3);
    for (const endpoint of endpoints) expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await clouds[0]?.s3.send(new CreateBucketCommand({ Bucket: "only-here" }));
    expect((await clouds[1]?.s3.send(new ListBucketsCommand()))?.Buckets ?? []).toEqual([]);
  });

  it("says how to reach it, with credentials that are obviously fake", async () => {
    const { cloud } = await start({ region: "eu-west-1" });
    expect(cloud.env).toEqual({
      AWS_ENDPOINT_URL_S3: cloud.endpoint,
      AWS_ENDPOINT_URL_ATHENA: cloud.endpoint,
      AWS_ENDPOINT_URL_GLUE: cloud.endpoint,
      AWS_ENDPOINT_URL_REDSHIFT_DATA: cloud.endpoint,
      AWS_ENDPOINT_URL_SNS: cloud.endpoint,
      AWS_ENDPOINT_URL_SQS: cloud.endpoint,
      AWS_ENDPOINT_URL_STS: cloud.endpoint,
      AWS_ENDPOINT_URL_IAM: cloud.endpoint,
      AWS_ENDPOINT_URL_SFN: cloud.endpoint,
      AWS_ENDPOINT_URL_EVENTBRIDGE: cloud.endpoint,
      AWS_ENDPOINT_URL_SCHEDULER: cloud.endpoint,
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: textLike(/EXAMPLE/),
      AWS_SECRET_ACCESS_KEY: textLike(/not-for-aws/),
    });
  });

  it("takes credentials of one's own", async () => {
    const { s3 } = await start({ accessKeyId: "mine", secretAccessKey: "secret" });
    await s3.send(new CreateBucketCommand({ Bucket: "mine" }));
    expect((await s3.send(new ListBucketsCommand())).Buckets).toHaveLength(1);
  });

  it("refuses options it does not know or can't use", async () => {
    await expect(startLocalCloud({ regoin: "x" } as LocalCloudOptions)).rejects.toThrow(
      /unknown option "regoin".*Did you mean "region"/,
    );
    await expect(startLocalCloud({ region: "nowhere" })).rejects.toThrow(TypeError);
    await expect(startLocalCloud({ accessKeyId: "" })).rejects.toThrow(
      /accessKeyId must be a non-empty string/,
    );
  });
});

describe("closing", () => {
  it("ends open connections and can be asked for twice", async () => {
    const { cloud, s3 } = await start();
    await s3.send(new CreateBucketCommand({ Bucket: "bucket" }));
    await Promise.all([cloud.close(), cloud.close()]);
    await expect(send(cloud, "GET", "/", {})).rejects.toThrow(/ECONNREFUSED|socket hang up/);
  });

  it("leaves no temporary file behind", async () => {
    const folder = await newFolder();
    vi.stubEnv("TMPDIR", folder);
    const { cloud, s3 } = await start();
    await s3.send(new CreateBucketCommand({ Bucket: "bucket" }));
    await s3.send(
      new PutObjectCommand({ Bucket: "bucket", Key: "big", Body: Buffer.alloc(2_000_000) }),
    );
    expect(await readdir(folder)).toHaveLength(1);
    await cloud.close();
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("a data folder", () => {
  it("keeps buckets, versions, tags and uploads for the next cloud", async () => {
    const dataDir = await newFolder();
    const first = await start({ dataDir });
    const at = { Bucket: "kept", Key: "k/ü" };
    await first.s3.send(new CreateBucketCommand({ Bucket: "kept" }));
    await first.s3.send(
      new PutBucketVersioningCommand({
        Bucket: "kept",
        VersioningConfiguration: { Status: "Enabled" },
      }),
    );
    const one = await first.s3.send(
      new PutObjectCommand({ ...at, Body: "one", Metadata: { a: "b" }, Tagging: "x=y" }),
    );
    await first.s3.send(new PutObjectCommand({ ...at, Body: "two" }));
    await first.s3.send(new PutObjectCommand({ Bucket: "kept", Key: "gone", Body: "gone" }));
    await first.s3.send(new DeleteObjectCommand({ Bucket: "kept", Key: "gone" }));
    const { UploadId } = await first.s3.send(
      new CreateMultipartUploadCommand({ Bucket: "kept", Key: "mp" }),
    );
    const part = await first.s3.send(
      new UploadPartCommand({ Bucket: "kept", Key: "mp", UploadId, PartNumber: 1, Body: "part" }),
    );
    await first.cloud.close();

    const second = await start({ dataDir });
    const read = async (more: object) =>
      (await second.s3.send(new GetObjectCommand({ ...at, ...more }))).Body?.transformToString();
    expect(await read({})).toBe("two");
    expect(await read({ VersionId: one.VersionId })).toBe("one");
    expect(
      (await second.s3.send(new GetObjectTaggingCommand({ ...at, VersionId: one.VersionId })))
        .TagSet,
    ).toEqual([{ Key: "x", Value: "y" }]);
    expect(
      (await second.s3.send(new ListObjectsV2Command({ Bucket: "kept" }))).Contents?.map(
        ({ Key }) => Key,
      ),
    ).toEqual(["k/ü"]);
    expect(
      (await second.s3.send(new ListObjectVersionsCommand({ Bucket: "kept" }))).DeleteMarkers,
    ).toMatchObject([{ Key: "gone" }]);
    await second.s3.send(
      new CompleteMultipartUploadCommand({
        Bucket: "kept",
        Key: "mp",
        UploadId,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag: part.ETag }] },
      }),
    );
    expect(await read({ Key: "mp" })).toBe("part");
  });

  it("holds no bytes that nobody refers to", async () => {
    const dataDir = await newFolder();
    const { cloud, s3 } = await start({ dataDir });
    await s3.send(new CreateBucketCommand({ Bucket: "bucket" }));
    const put = (Key: string) =>
      s3.send(new PutObjectCommand({ Bucket: "bucket", Key, Body: `body of ${Key}` }));
    await put("a");
    await put("a");
    await put("b");
    await s3.send(new DeleteObjectCommand({ Bucket: "bucket", Key: "b" }));
    const at = { Bucket: "bucket", Key: "mp" };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
    await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: "old" }));
    const { ETag } = await s3.send(
      new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: "new" }),
    );
    await s3.send(
      new CompleteMultipartUploadCommand({
        ...at,
        UploadId,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
      }),
    );
    expect(await readdir(join(dataDir, "blobs"))).toHaveLength(2);
    await cloud.close();
  });

  it("belongs to one cloud at a time", async () => {
    const dataDir = await newFolder();
    const first = await start({ dataDir });
    const error = await startLocalCloud({ dataDir }).catch((caught: unknown) => caught);
    expect(isCloudApiError(error, "LOCAL_DATA_DIR_IN_USE")).toBe(true);
    expect(String(error)).toContain(dataDir);
    await first.cloud.close();
    await (await startLocalCloud({ dataDir })).close();
  });
});

describe("a data folder that can't be read", () => {
  async function codeOf(dataDir: string): Promise<[code: string, message: string]> {
    const error: unknown = await startLocalCloud({ dataDir }).catch((caught: unknown) => caught);
    return isCloudApiError(error) ? [error.code, error.message] : ["", String(error)];
  }

  it("is named with what to do", async () => {
    const dataDir = await newFolder();
    await writeFile(join(dataDir, "journal.ndjson"), '{"op":"bucket"\n');
    expect(await codeOf(dataDir)).toEqual([
      "LOCAL_DATA_DIR_CORRUPT",
      `${dataDir}/journal.ndjson:1 is not a journal entry. Start once with repairDataDir: true to keep everything that can be read and set the rest aside, remove the data folder to start anew, or give another dataDir.`,
    ]);
    expect((await codeOf(join(dataDir, "journal.ndjson")))[0]).toBe("LOCAL_DATA_DIR_UNUSABLE");
    await writeFile(join(dataDir, "journal.ndjson"), "");
    await (await startLocalCloud({ dataDir })).close();
  });

  it("misses no bytes unseen", async () => {
    const dataDir = await newFolder();
    const { cloud, s3 } = await start({ dataDir });
    await s3.send(new CreateBucketCommand({ Bucket: "bucket" }));
    await s3.send(new PutObjectCommand({ Bucket: "bucket", Key: "k", Body: "x" }));
    await cloud.close();
    await rm(join(dataDir, "blobs"), { recursive: true });
    expect((await codeOf(dataDir))[0]).toBe("LOCAL_DATA_DIR_CORRUPT");
  });

  it("was left by a process that died in the middle of a line", async () => {
    const dataDir = await newFolder();
    const { cloud, s3 } = await start({ dataDir });
    await s3.send(new CreateBucketCommand({ Bucket: "bucket" }));
    await cloud.close();
    await appendFile(join(dataDir, "journal.ndjson"), '{"op":"versions","bucket":"buc');
    await writeFile(join(dataDir, "cloud.lock"), "999999999");
    await writeFile(join(dataDir, "blobs", "orphan"), "bytes nobody refers to");
    const second = await start({ dataDir });
    expect((await second.s3.send(new ListObjectsV2Command({ Bucket: "bucket" }))).KeyCount).toBe(0);
    expect(await readdir(join(dataDir, "blobs"))).toEqual([]);
  });
});

describe("a process of its own", () => {
  const MIB = 1024 * 1024;
  const BODY = 400;
  let said: { stdout: string; stderr: string };

  beforeAll(async () => {
    const index = pathToFileURL(join(import.meta.dirname, "../src/index.ts")).href;
    const script = `
      import { readFileSync } from "node:fs";
      import { Readable } from "node:stream";
      import { S3Client, CreateBucketCommand, PutObjectCommand, GetObjectCommand } from "@aws-sdk/client-s3";
      import { SQSClient, CreateQueueCommand } from "@aws-sdk/client-sqs";
      import { SNSClient, ListTopicsCommand } from "@aws-sdk/client-sns";
      import { startLocalCloud } from ${JSON.stringify(index)};
      const cloud = await startLocalCloud();
      const s3 = new S3Client(cloud.clientConfig);
      await s3.send(new CreateBucketCommand({ Bucket: "bucket" }));
      const piece = Buffer.alloc(${MIB}, 7);
      async function* pieces() { for (let i = 0; i < ${BODY}; i++) { if (i % 16 === 0) gc(); yield piece; } }
      await s3.send(new PutObjectCommand({ Bucket: "bucket", Key: "big", Body: Readable.from(pieces()), ContentLength: ${BODY * MIB} }));
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: "bucket", Key: "big" }));
      let size = 0;
      let collected = 0;
      for await (const data of Body) {
        size += data.length;
        if (size - collected > 16 * ${MIB}) { gc(); collected = size; }
      }
      // maxRSS of Linux has what the process that started this one had as well; VmHWM begins with the program.
      const status = process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : "";
      const own = /^VmHWM:\\s+(\\d+) kB$/m.exec(status)?.[1];
      const peak = Number(own ?? process.resourceUsage().maxRSS) * 1024;
      await new SQSClient(cloud.clientConfig).send(new CreateQueueCommand({ QueueName: "q" }));
      await new SNSClient(cloud.clientConfig).send(new ListTopicsCommand());
      await cloud.close();
      console.log(JSON.stringify({ size, peak }));
    `;
    said = await run(process.execPath, ["--expose-gc", "--input-type=module", "-e", script], {
      timeout: 110_000,
      cwd: import.meta.dirname,
    });
  });

  it("ends by itself once the cloud is closed, without a word", () => {
    // Node 22 says that its SQLite, which the queues use, is experimental.
    const words = said.stderr.split("\n").filter((line) => !/SQLite|--trace-warnings/.test(line));
    expect(words.join("")).toBe("");
  });

  it("lets large bodies through to disk, not into memory", () => {
    const { size, peak } = JSON.parse(said.stdout) as { size: number; peak: number };
    expect(size).toBe(BODY * MIB);
    // Garbage is collected on the way, or a busy machine would free memory late; held whole, a body would take all of it and more.
    expect(peak).toBeLessThan(BODY * MIB);
  });
});
