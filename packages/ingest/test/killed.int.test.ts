import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { setTimeout as after } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { loadOrders, type OrdersLoad } from "./support/load-orders.ts";

const SCRIPT = fileURLToPath(new URL("support/killed-run.ts", import.meta.url));
const BUCKET = "killed";
/** Each kind of load is killed so often. */
const TRIALS = propertyRuns(2);
let cloud: LocalCloud;
let s3: S3Client;

beforeAll(async () => {
  cloud = await startLocalCloud();
  s3 = new S3Client(cloud.clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
});

afterAll(async () => {
  s3.destroy();
  await cloud.close();
});

/** Kill a process that loads, so long after it has begun; whether it had not ended by itself. */
async function killed(load: OrdersLoad, killAfterMs: number): Promise<boolean> {
  const { bucket, prefix, target, mode, run } = load;
  const child = spawn(process.execPath, [SCRIPT, bucket, prefix, target, mode, String(run)], {
    env: { ...process.env, ...cloud.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  await once(child.stdout, "data");
  await after(killAfterMs);
  child.kill("SIGKILL");
  const [, signal] = (await exit) as [number | null, string | null];
  return signal === "SIGKILL";
}

/** Load to the end; how long it took. */
async function loaded(load: OrdersLoad): Promise<number> {
  const startedMs = performance.now();
  const { failed } = await loadOrders(s3, load);
  expect(failed).toEqual([]);
  return performance.now() - startedMs;
}

/** The digests of what is visible, but of what says when it was written. */
async function visible(prefix: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const listed = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
  for (const { Key = "" } of listed.Contents ?? []) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    const isDated = /manifests\/|_contracts/.test(Key);
    found[Key.slice(prefix.length)] = isDated
      ? ""
      : createHash("sha256").update(bytes).digest("hex");
  }
  return found;
}

const KINDS = [
  { target: "ndjson", mode: "full" },
  { target: "parquet", mode: "full" },
  { target: "raw", mode: "full" },
  { target: "ndjson", mode: "incremental" },
  { target: "parquet", mode: "incremental" },
  { target: "parquet", mode: "merge" },
  { target: "file", mode: "merge" },
];

it.each(KINDS)(
  "$mode, $target: a load that is killed at any time and run again leaves what an undisturbed one leaves",
  async ({ target, mode }) => {
    const plain = { bucket: BUCKET, prefix: `${target}-${mode}/`, target, mode };
    const tookMs = [await loaded({ ...plain, run: 0 }), await loaded({ ...plain, run: 1 })];
    const undisturbed = await visible(plain.prefix);
    let kills = 0;
    for (let trial = 0; trial < TRIALS; trial++) {
      const load = { ...plain, prefix: `${target}-${mode}-${trial}/` };
      const dies = trial % 2;
      if (dies === 1) await loaded({ ...load, run: 0 });
      const wasKilled = await killed(
        { ...load, run: dies },
        Math.random() * 0.8 * (tookMs[dies] ?? 0),
      );
      if (wasKilled) kills++;
      for (let run = dies; run < 2; run++) await loaded({ ...load, run });
      expect(await visible(load.prefix)).toEqual(undisturbed);
    }
    expect(kills).toBeGreaterThan(0);
  },
  600_000,
);
