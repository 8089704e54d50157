import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { s3Sink } from "@cloudapi/transform/s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import {
  type IngestReport,
  type IngestTarget,
  ingest,
  ndjsonTarget,
  parquetTarget,
} from "../src/index.ts";
import { column, fakeSource, people, table } from "./support/fake-source.ts";
import { type S3Front, type S3Refusal, s3Front } from "./support/s3-front.ts";

const BUCKET = "storage-that-fails";
let cloud: LocalCloud;
let front: S3Front;
let direct: S3Client;
let s3: S3Client;

beforeAll(async () => {
  cloud = await startLocalCloud();
  front = await s3Front(cloud.clientConfig.endpoint);
  direct = new S3Client(cloud.clientConfig);
  s3 = new S3Client({ ...cloud.clientConfig, endpoint: front.endpoint, maxAttempts: 2 });
  await direct.send(new CreateBucketCommand({ Bucket: BUCKET }));
}, 120_000);

afterAll(async () => {
  direct.destroy();
  s3.destroy();
  await front.close();
  await cloud.close();
});

/** More than two parts of an upload, of text that can't be made smaller. */
function bigTable() {
  const columns = [
    column({ name: "id", schema: z.int32() }),
    column({ name: "note", schema: z.string() }),
  ];
  let seed = 1;
  const noise = () => {
    let text = "";
    while (text.length < 9_000) {
      seed = (seed * 48_271) % 2_147_483_647;
      text += seed.toString(36);
    }
    return text;
  };
  const rows = Array.from({ length: 1_900 }, (_, id) => ({ id, note: noise() }));
  return table("big", columns, rows);
}

const TABLES = [people("first", 20), bigTable(), people("last", 20)];
const LOAD_TIME = new Date("2025-01-15T10:30:45Z");

function load(
  client: S3Client,
  prefix: string,
  targetOf: (sink: ReturnType<typeof s3Sink>) => IngestTarget,
): Promise<IngestReport> {
  const target = targetOf(s3Sink(client, { bucket: BUCKET, prefix }));
  return ingest({ source: fakeSource(TABLES, 100), target }, { loadTime: LOAD_TIME });
}

/** What there is below a prefix but states and manifests, with its size and ETag. */
async function published(prefix: string): Promise<string[]> {
  const listed = await direct.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
  return (listed.Contents ?? [])
    .map(({ Key = "", Size, ETag }) => `${Key.slice(prefix.length)} ${Size} ${ETag}`)
    .filter((each) => !/(?:^|\/)_/.test(each));
}

const TARGETS = { ndjson: ndjsonTarget, parquet: parquetTarget };
const FULL: S3Refusal = { status: 507, code: "InsufficientStorage" };
const DENIED: S3Refusal = { status: 403, code: "AccessDenied" };

/** What an undisturbed run leaves, by the kind of target. */
const well = new Map<string, Promise<string[]>>();

function undisturbedRun(kind: keyof typeof TARGETS): Promise<string[]> {
  const prefix = `well-${kind}/`;
  const known = well.get(kind) ?? load(direct, prefix, TARGETS[kind]).then(() => published(prefix));
  well.set(kind, known);
  return known;
}

it.each([
  ["is full", "ndjson", FULL, "STORAGE_FULL", "Make room"],
  ["is full", "parquet", FULL, "STORAGE_FULL", "Make room"],
  ["denies", "ndjson", DENIED, "ACCESS_DENIED", "s3:PutObject"],
] as const)(
  "storage that %s midway: other tables (%s) are there, nothing of this one, and a rerun has all",
  async (_, kind, refusal, code, advice) => {
    const undisturbed = await undisturbedRun(kind);
    const prefix = `ill-${refusal.code}-${kind}/`;
    let parts = 0;
    front.refuse = ({ method, url = "" }) => {
      const isPart = method === "PUT" && url.includes("big") && url.includes("uploadId=");
      return isPart && ++parts > 1 ? refusal : undefined;
    };
    const report = await load(s3, prefix, TARGETS[kind]);
    front.refuse = () => undefined;
    expect(parts).toBeGreaterThan(1);
    expect(report.failed).toEqual(["big"]);
    const failed = report.tables.find(({ status }) => status === "failed");
    const place = 'Table "big" of shop was not loaded';
    expect(failed).toMatchObject({ code, message: expect.stringContaining(place) as string });
    expect(failed).toMatchObject({ message: expect.stringContaining(advice) as string });
    const others = undisturbed.filter((each) => !each.includes("big"));
    expect(await published(prefix)).toEqual(others);
    const again = await load(s3, prefix, TARGETS[kind]);
    expect(again.failed).toEqual([]);
    expect(await published(prefix)).toEqual(undisturbed);
  },
  120_000,
);

it("takes a row of fifty million characters to JSON Lines and to Parquet", async () => {
  const note = "fünfzig ".repeat(6_250_000);
  const columns = [
    column({ name: "id", schema: z.int32() }),
    column({ name: "note", schema: z.string() }),
  ];
  const source = fakeSource([table("wide", columns, [{ id: 1, note }])]);
  for (const [kind, targetOf] of Object.entries({ ndjson: ndjsonTarget, parquet: parquetTarget })) {
    const target = targetOf(s3Sink(direct, { bucket: BUCKET, prefix: `wide-${kind}/` }));
    const { failed, rowsWritten } = await ingest({ source, target }, { loadTime: LOAD_TIME });
    expect({ failed, rowsWritten }).toEqual({ failed: [], rowsWritten: 1 });
  }
  const Key = "wide-ndjson/wide/year=2025/month=01/day=15/data.json";
  const { Body } = await direct.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  const text = (await Body?.transformToString()) ?? "";
  expect((JSON.parse(text) as { note: string }).note === note).toBe(true);
}, 120_000);
