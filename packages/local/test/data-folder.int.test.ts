import { type ChildProcess, fork } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  appendFile,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type LifecycleRule,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { isCloudApiError } from "@cloudapi/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "../src/index.ts";
import { textLike } from "./matchers.ts";

const ended: (() => unknown)[] = [];
let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "cloudapi-data-"));
});
afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end();
  await rm(dataDir, { recursive: true });
});

async function start(
  options: LocalCloudOptions = {},
): Promise<{ cloud: LocalCloud; s3: S3Client }> {
  const cloud = await startLocalCloud({ dataDir, ...options });
  ended.push(() => cloud.close());
  return { cloud, s3: new S3Client({ ...cloud.clientConfig, maxAttempts: 1 }) };
}

/** The code and message that starting ends with; of an error of another kind, its text. */
async function refusal(options: LocalCloudOptions = {}): Promise<[code: string, message: string]> {
  const outcome = await startLocalCloud({ dataDir, ...options }).catch((caught: unknown) => caught);
  if (isCloudApiError(outcome)) return [outcome.code, outcome.message];
  if (!(outcome instanceof Error)) await (outcome as LocalCloud).close();
  return ["", String(outcome)];
}

/** A process that starts clouds in the folder when it is told how many, and says how each of these starts ended. */
async function contender(): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL("./start-clouds.ts", import.meta.url)), [dataDir], {
    execPath: process.execPath,
    execArgv: [],
  });
  ended.push(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  });
  await once(child, "message");
  return child;
}

async function startsOf(child: ChildProcess, count: number): Promise<string[]> {
  const answer = once(child, "message") as Promise<[string[]]>;
  child.send(count);
  return (await answer)[0];
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

describe("the lock on a data folder", () => {
  it("ends with a process that is killed, and names it while it runs", async () => {
    const child = await contender();
    expect(await startsOf(child, 1)).toEqual(["opened"]);
    expect(await refusal()).toEqual([
      "LOCAL_DATA_DIR_IN_USE",
      `The data folder ${dataDir} is in use by process ${child.pid}. Close that embedded cloud first, or give this one another dataDir.`,
    ]);
    await kill(child);
    const { s3 } = await start();
    expect((await s3.send(new ListBucketsCommand())).Buckets ?? []).toEqual([]);
  });

  it("is no number of a process: a container's process 1 meets what its predecessor left", async () => {
    await writeFile(join(dataDir, "cloud.lock"), String(process.pid));
    const { cloud } = await start();
    await cloud.close();
    expect((await start()).cloud.repaired).toBeUndefined();
  });

  it("has one winner of a hundred starts over a lock that was left by the dead", async () => {
    const victim = await contender();
    expect(await startsOf(victim, 1)).toEqual(["opened"]);
    const contenders = await Promise.all(Array.from({ length: 20 }, contender));
    await kill(victim);
    const outcomes = await Promise.all(contenders.map((child) => startsOf(child, 5)));
    const counts = Object.groupBy(outcomes.flat(), (outcome) => outcome);
    expect(Object.fromEntries(Object.entries(counts).map(([k, v]) => [k, v?.length]))).toEqual({
      opened: 1,
      LOCAL_DATA_DIR_IN_USE: 99,
    });
  });

  it("has one winner of two over the number an earlier version left, again and again", async () => {
    const children = [await contender(), await contender()];
    for (let round = 0; round < 50; round++) {
      await writeFile(join(dataDir, "cloud.lock"), "999999999");
      const outcomes = await Promise.all(children.map((child) => startsOf(child, 1)));
      expect(outcomes.flat().toSorted()).toEqual(["LOCAL_DATA_DIR_IN_USE", "opened"]);
      await Promise.all(children.map((child) => startsOf(child, 0)));
    }
  });

  it("is not something of another's by the same name", async () => {
    await writeFile(join(dataDir, "cloud.lock"), "notes of mine, that are longer than a number");
    expect(await refusal()).toEqual([
      "LOCAL_DATA_DIR_UNUSABLE",
      textLike(/cloud\.lock is not the lock of an embedded cloud/),
    ]);
    expect(await readFile(join(dataDir, "cloud.lock"), "utf8")).toMatch(/^notes of mine/);
  });
});

describe("what a data folder keeps", () => {
  it("is every setting of a bucket, customer keys and storage classes", async () => {
    const first = await start();
    const Bucket = "bucket";
    const CORSRules = [{ AllowedMethods: ["GET"], AllowedOrigins: ["*"], MaxAgeSeconds: 5 }];
    const Rules: LifecycleRule[] = [
      { ID: "r", Status: "Enabled", Filter: { Prefix: "a/" }, Expiration: { Days: 3 } },
    ];
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: "arn:aws:s3:::bucket/*",
      },
    });
    const SSECustomerKey = Buffer.alloc(32, 1).toString("base64");
    const SSECustomerKeyMD5 = createHash("md5").update(Buffer.alloc(32, 1)).digest("base64");
    const key = { SSECustomerAlgorithm: "AES256", SSECustomerKey, SSECustomerKeyMD5 };
    for (const command of [
      new CreateBucketCommand({ Bucket }),
      new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }),
      new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
      new PutBucketPolicyCommand({ Bucket, Policy }),
      new PutObjectCommand({ Bucket, Key: "k", Body: "x", StorageClass: "ONEZONE_IA", ...key }),
    ])
      await first.s3.send(command as CreateBucketCommand);
    await first.cloud.close();

    const { cloud, s3 } = await start();
    expect((await s3.send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual(CORSRules);
    const lifecycle = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(lifecycle.Rules).toEqual(Rules);
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
    expect(cloud.unenforced).toEqual([
      { bucket: Bucket, setting: "lifecycle" },
      { bucket: Bucket, setting: "policy" },
    ]);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "k", ...key }));
    expect(head).toMatchObject({ StorageClass: "ONEZONE_IA", SSECustomerKeyMD5 });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: "k" }))).rejects.toThrow();
  });
});

describe("symbolic links in a data folder", () => {
  let elsewhere: string;
  beforeEach(async () => {
    elsewhere = await mkdtemp(join(tmpdir(), "cloudapi-elsewhere-"));
    await writeFile(join(elsewhere, "precious"), "keep me");
    ended.push(() => rm(elsewhere, { recursive: true }));
  });

  it.each([["cloud.lock"], ["journal.ndjson"], ["journal.ndjson.new"], ["blobs"]])(
    "%s is refused, and what it leads to is not touched",
    async (name) => {
      await symlink(
        name === "blobs" ? elsewhere : join(elsewhere, "precious"),
        join(dataDir, name),
      );
      expect(await refusal()).toEqual([
        "LOCAL_DATA_DIR_UNUSABLE",
        textLike(new RegExp(`${name.replaceAll(".", "\\.")} is a symbolic link`)),
      ]);
      expect(await readFile(join(elsewhere, "precious"), "utf8")).toBe("keep me");
    },
  );

  it("a body is refused when it starts, and not followed while it runs", async () => {
    const { cloud, s3 } = await start();
    await s3.send(new CreateBucketCommand({ Bucket: "bucket" }));
    await s3.send(new PutObjectCommand({ Bucket: "bucket", Key: "k", Body: "1234567" }));
    const [blob = ""] = await readdir(join(dataDir, "blobs"));
    await rm(join(dataDir, "blobs", blob));
    await symlink(join(elsewhere, "precious"), join(dataDir, "blobs", blob));
    const got = await s3
      .send(new GetObjectCommand({ Bucket: "bucket", Key: "k" }))
      .then(({ Body }) => Body?.transformToString())
      .catch(() => "an error");
    expect(got).toBe("an error");
    await cloud.close();
    expect(await refusal()).toEqual(["LOCAL_DATA_DIR_CORRUPT", textLike(/is a symbolic link/)]);
    await start({ repairDataDir: true });
    expect(await readFile(join(elsewhere, "precious"), "utf8")).toBe("keep me");
  });

  it("the folder itself may be one", async () => {
    await symlink(dataDir, join(elsewhere, "link"));
    await start({ dataDir: join(elsewhere, "link") });
    expect((await refusal())[0]).toBe("LOCAL_DATA_DIR_IN_USE");
  });
});

describe("a damaged data folder", () => {
  const journal = () => join(dataDir, "journal.ndjson");

  async function fill(): Promise<void> {
    const { cloud, s3 } = await start();
    await s3.send(new CreateBucketCommand({ Bucket: "first" }));
    await s3.send(
      new PutBucketVersioningCommand({
        Bucket: "first",
        VersioningConfiguration: { Status: "Enabled" },
      }),
    );
    for (const body of ["old", "new"])
      await s3.send(new PutObjectCommand({ Bucket: "first", Key: "a", Body: body }));
    await s3.send(new CreateBucketCommand({ Bucket: "second" }));
    await s3.send(new PutObjectCommand({ Bucket: "second", Key: "b", Body: "b" }));
    const at = { Bucket: "second", Key: "mp" };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
    for (const PartNumber of [1, 2])
      await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body: `p${PartNumber}` }));
    await cloud.close();
  }

  async function read(s3: S3Client, Bucket: string, Key: string): Promise<string | undefined> {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return Body?.transformToString();
  }

  it.each([
    ["garbage", "\0\0\0\0\n"],
    ["half an entry in the middle", '{"op":"bucket"\n{"op":"bucket-removed","bucket":"none"}\n'],
    ["an entry of no kind that is known", '{"op":"sudo"}\n'],
    ["a body by a path", '{"op":"versions","bucket":"first","key":"a","versions":[{"versionId":'],
  ])("%s at its end: the rest is kept, that is set aside", async (_name, tail) => {
    await fill();
    const cut = tail.endsWith("\n") ? tail : `${tail}1}]}\n`;
    await appendFile(journal(), cut);
    const before = await readFile(journal());
    const [code, message] = await refusal();
    expect(code).toBe("LOCAL_DATA_DIR_CORRUPT");
    expect(message).toContain("repairDataDir: true");
    const { cloud, s3 } = await start({ repairDataDir: true });
    expect(cloud.repaired).toMatchObject({
      setAside: textLike(/damaged-\d{8}T\d{9}Z$/),
      remadeBuckets: [],
      lost: [],
    });
    expect(cloud.repaired?.damagedLines).toHaveLength(1);
    expect(await readFile(join(cloud.repaired?.setAside ?? "", "journal.ndjson"))).toEqual(before);
    expect(await read(s3, "first", "a")).toBe("new");
    expect(await read(s3, "second", "b")).toBe("b");
    await cloud.close();
    const again = await start();
    expect(again.cloud.repaired).toBeUndefined();
    expect(await read(again.s3, "first", "a")).toBe("new");
  });

  it("keeps what a lost line leaves: older versions, buckets without their settings", async () => {
    await fill();
    const lines = (await readFile(journal(), "utf8")).split("\n");
    const damaged = lines.flatMap((line, i) =>
      line.includes('"op":"bucket","bucket":"second"') ? [i] : [],
    );
    for (const i of damaged) lines[i] = (lines[i] ?? "").replace("{", "(");
    await writeFile(journal(), lines.join("\n"));
    const { cloud, s3 } = await start({ repairDataDir: true });
    expect(cloud.repaired).toMatchObject({
      damagedLines: damaged.map((i) => i + 1),
      remadeBuckets: ["second"],
    });
    expect(await read(s3, "second", "b")).toBe("b");
  });

  it("tells versions and parts whose bytes are gone or cut short, and sets aside what nothing refers to", async () => {
    await fill();
    const { versions, parts } = await namesOfBlobs();
    const [newest = "", oldest = ""] = versions;
    await truncate(join(dataDir, "blobs", newest), 1);
    await rm(join(dataDir, "blobs", parts[0] ?? ""));
    await writeFile(join(dataDir, "blobs", "orphan"), "whose?");
    expect((await refusal())[0]).toBe("LOCAL_DATA_DIR_CORRUPT");
    const { cloud, s3 } = await start({ repairDataDir: true });
    expect(cloud.repaired?.lost).toEqual([
      { bucket: "first", key: "a", versionId: textLike(/./) },
      { bucket: "second", key: "mp", uploadId: textLike(/./), partNumber: 1 },
    ]);
    expect(await read(s3, "first", "a")).toBe("old");
    const uploadId = cloud.repaired?.lost[1]?.uploadId;
    const left = await s3.send(
      new ListPartsCommand({ Bucket: "second", Key: "mp", UploadId: uploadId }),
    );
    expect(left.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([2]);
    const aside = join(cloud.repaired?.setAside ?? "", "blobs");
    expect((await readdir(aside)).toSorted()).toEqual([newest, "orphan"].toSorted());
    expect((await stat(join(dataDir, "blobs", oldest))).size).toBe(3);
  });

  async function namesOfBlobs(): Promise<{ versions: string[]; parts: string[] }> {
    const lines = (await readFile(journal(), "utf8")).split("\n");
    const last = (mark: string) => lines.findLast((line) => line.includes(mark)) ?? "";
    const blobs = (line: string) =>
      [...line.matchAll(/"blob":"([^"]+)"/g)].map(([, id = ""]) => id);
    return { versions: blobs(last('"key":"a"')), parts: blobs(last('"op":"upload"')) };
  }

  it("clears away no files that no journal speaks of", async () => {
    await fill();
    await rename(journal(), `${journal()}.lost`);
    const files = await readdir(join(dataDir, "blobs"));
    expect(await refusal()).toEqual(["LOCAL_DATA_DIR_CORRUPT", textLike(/holds 5 files/)]);
    expect(await readdir(join(dataDir, "blobs"))).toEqual(files);
    const { cloud } = await start({ repairDataDir: true });
    expect(await readdir(join(cloud.repaired?.setAside ?? "", "blobs"))).toEqual(files);
  });

  it("never follows a body's name out of the folder", async () => {
    const { cloud } = await start();
    await cloud.close();
    await writeFile(join(dataDir, "precious"), "keep me");
    const version = {
      versionId: "null",
      deleteMarker: false,
      lastModified: 0,
      etag: "x",
      size: 7,
      segments: [{ blob: "../precious", offset: 0, length: 7 }],
      headers: {},
      metadata: {},
      tags: [],
    };
    await appendFile(
      journal(),
      `${JSON.stringify({ op: "bucket", bucket: "bucket", createdAt: 0, settings: {} })}\n${JSON.stringify({ op: "versions", bucket: "bucket", key: "k", versions: [version] })}\n`,
    );
    expect((await refusal())[0]).toBe("LOCAL_DATA_DIR_CORRUPT");
    const repaired = await start({ repairDataDir: true });
    expect(repaired.cloud.repaired?.damagedLines).toEqual([3]);
    expect((await repaired.s3.send(new ListObjectsV2Command({ Bucket: "bucket" }))).KeyCount).toBe(
      0,
    );
    expect(await readFile(join(dataDir, "precious"), "utf8")).toBe("keep me");
  });

  it("that is not damaged has nothing to repair", async () => {
    await fill();
    const { cloud, s3 } = await start({ repairDataDir: true });
    expect(cloud.repaired).toBeUndefined();
    expect(await read(s3, "second", "b")).toBe("b");
    expect((await readdir(dataDir)).toSorted()).toEqual(["blobs", "cloud.lock", "journal.ndjson"]);
  });
});
