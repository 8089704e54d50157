import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import {
  deleteObjects,
  downloadFile,
  downloadPrefix,
  ensureBucket,
  listObjects,
  openUpload,
  uploadFile,
} from "@cloudapi/s3";
import { cpuMs } from "./lib/cpu-ms.ts";
import { hasTool, runTool } from "./lib/run-tool.ts";

/**
 * One large file up and down, and many small ones down, beside the AWS SDK's own, rclone and the AWS CLI:
 * `node bench/s3-transfer.ts --endpoint URL`, credentials from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. All take
 * turns; the figures are medians. Tools that are not installed are left out.
 */
const { values } = parseArgs({
  options: {
    endpoint: { type: "string" },
    mib: { type: "string", default: "256" },
    files: { type: "string", default: "500" },
    rounds: { type: "string", default: "5" },
    concurrency: { type: "string", default: "4" },
    aws: { type: "string", default: "aws" },
    rclone: { type: "string", default: "rclone" },
    only: { type: "string", default: "" },
  },
});
const { endpoint, aws, rclone } = values;
if (endpoint === undefined)
  throw new Error("s3-transfer: --endpoint URL of a running S3 server is needed.");
const SMALL_BYTES = 20_000;
const concurrency = Number(values.concurrency);
const s3 = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true });
const bucket = "bench-transfer";
const folder = await mkdtemp(join(tmpdir(), "bench-"));
const path = join(folder, "up.bin");
const back = join(folder, "down.bin");
const many = join(folder, "many");

const env = {
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_EC2_METADATA_DISABLED: "true",
  RCLONE_CONFIG: "",
  RCLONE_CONFIG_S3_TYPE: "s3",
  RCLONE_CONFIG_S3_PROVIDER: "Other",
  RCLONE_CONFIG_S3_ENV_AUTH: "true",
  RCLONE_CONFIG_S3_REGION: "us-east-1",
  RCLONE_CONFIG_S3_ENDPOINT: endpoint,
};
const cli = (...args: string[]) => runTool(aws, ["--endpoint-url", endpoint, "s3", ...args], env);
const clone = (...args: string[]) => runTool(rclone, args, env);

/** Each gives the processor time of another process, where it uses one. */
type Contender = () => Promise<unknown>;

const TASKS: Readonly<Record<string, Readonly<Record<string, Contender>>>> = {
  upload: {
    "@cloudapi/s3": () => uploadFile(s3, { path, bucket, key: "ours" }, { concurrency }),
    openUpload: streamUp,
    "the SDK": () =>
      new Upload({
        client: s3,
        params: { Bucket: bucket, Key: "theirs", Body: createReadStream(path) },
        partSize: 8 * 1024 ** 2,
        queueSize: concurrency,
      }).done(),
    rclone: () => clone("copyto", "--ignore-times", path, `s3:${bucket}/rclone`),
    "AWS CLI": () => cli("cp", "--quiet", path, `s3://${bucket}/aws`),
  },
  download: {
    "@cloudapi/s3": () => downloadFile(s3, { bucket, key: "big", path: back }, { concurrency }),
    "the SDK": async () => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: "big" }));
      await pipeline(Body as Readable, createWriteStream(back));
    },
    rclone: () => clone("copyto", "--ignore-times", `s3:${bucket}/big`, back),
    "AWS CLI": () => cli("cp", "--quiet", `s3://${bucket}/big`, back),
  },
  "download many": {
    "@cloudapi/s3": () =>
      downloadPrefix(s3, { bucket, prefix: "small/", folder: many }, { concurrency }),
    "the SDK": downloadManyBySdk,
    rclone: () => clone("copy", "--ignore-times", `s3:${bucket}/small`, many),
    "AWS CLI": () => cli("cp", "--quiet", "--recursive", `s3://${bucket}/small/`, many),
  },
};

try {
  await prepare();
  const missing = new Set<string>();
  if (!(await hasTool(rclone))) missing.add("rclone");
  if (!(await hasTool(aws))) missing.add("AWS CLI");
  for (const name of missing) console.log(`${name} is not installed: left out`);
  for (const [task, contenders] of Object.entries(TASKS)) {
    if (!task.startsWith(values.only)) continue;
    const there = Object.entries(contenders).filter(([name]) => !missing.has(name));
    report(task, await measure(there));
  }
} finally {
  await deleteObjects(s3, { bucket, keys: listObjects(s3, { bucket }) });
  await rm(folder, { recursive: true });
  s3.destroy();
}

async function streamUp(): Promise<void> {
  const upload = openUpload(s3, { bucket, key: "streamed" }, { concurrency });
  for await (const chunk of createReadStream(path)) await upload.write(chunk as Buffer);
  await upload.complete();
}

/** As many workers as ours has requests, each taking the next key. */
async function downloadManyBySdk(): Promise<void> {
  await mkdir(many, { recursive: true });
  const keys = listObjects(s3, { bucket, prefix: "small/" });
  async function work(): Promise<void> {
    for (;;) {
      const next = await keys.next();
      if (next.done) return;
      const { key } = next.value;
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      await pipeline(Body as Readable, createWriteStream(join(many, key.slice("small/".length))));
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work));
}

interface Sample {
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function measure(contenders: readonly [string, Contender][]): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>();
  for (let round = 0; round <= Number(values.rounds); round++) {
    for (const [name, run] of contenders) {
      await rm(many, { recursive: true, force: true });
      const started = performance.now();
      const cpuBefore = cpuMs();
      const elsewhere = await run();
      const sample = {
        wallMs: performance.now() - started,
        cpuMs: typeof elsewhere === "number" ? elsewhere : cpuMs() - cpuBefore,
      };
      if (round > 0) samples.set(name, [...(samples.get(name) ?? []), sample]);
    }
  }
  return samples;
}

function report(task: string, samples: Map<string, Sample[]>): void {
  const medians = [...samples].map(([name, list]) => ({
    name,
    wallMs: median(list.map((sample) => sample.wallMs)),
    cpuMs: median(list.map((sample) => sample.cpuMs)),
  }));
  const sdk = medians.find(({ name }) => name === "the SDK");
  for (const { name, wallMs, cpuMs: cpu } of medians) {
    const ratios = [wallMs / (sdk?.wallMs ?? 1), cpu / (sdk?.cpuMs ?? 1)].map((n) => n.toFixed(2));
    console.log(
      `${task.padEnd(14)} ${name.padEnd(13)} ${wallMs.toFixed(0).padStart(6)} ms, processor ` +
        `${cpu.toFixed(0).padStart(6)} ms; the SDK's times ${ratios.join(" and ")}`,
    );
  }
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function prepare(): Promise<void> {
  const settings = { versioning: false, encryption: false, blockPublicAccess: false } as const;
  await ensureBucket(s3, { bucket, ...settings, ownerEnforced: false });
  await writeRandom(path, Number(values.mib) * 1024 ** 2);
  await uploadFile(s3, { path, bucket, key: "big" });
  const small = join(folder, "small.bin");
  await writeRandom(small, SMALL_BYTES);
  for (let i = 0; i < Number(values.files); i++)
    await uploadFile(s3, { path: small, bucket, key: `small/${i}.bin` });
}

async function writeRandom(target: string, sizeBytes: number): Promise<void> {
  const handle = await open(target, "w");
  const chunk = new Uint8Array(65_536);
  for (let left = sizeBytes; left > 0; left -= chunk.length)
    await handle.write(crypto.getRandomValues(chunk).subarray(0, left));
  await handle.close();
}
