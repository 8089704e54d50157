import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { deleteObjects, downloadFile, ensureBucket, uploadFile } from "@cloudapi/s3";

/**
 * One file up and down, beside the AWS SDK's own: `node bench/s3-transfer.ts --endpoint URL`, credentials as the SDK
 * finds them. The two take turns; the figures are medians.
 */
const { values } = parseArgs({
  options: {
    endpoint: { type: "string" },
    mib: { type: "string", default: "256" },
    rounds: { type: "string", default: "5" },
    concurrency: { type: "string", default: "4" },
  },
});
if (values.endpoint === undefined) {
  throw new Error("s3-transfer: --endpoint URL of a running S3 server is needed.");
}
const concurrency = Number(values.concurrency);
const s3 = new S3Client({ endpoint: values.endpoint, region: "us-east-1", forcePathStyle: true });
const bucket = "bench-transfer";
const folder = await mkdtemp(join(tmpdir(), "bench-"));
const path = join(folder, "up.bin");
const back = join(folder, "down.bin");

const contenders = {
  "upload, @cloudapi/s3": () => uploadFile(s3, { path, bucket, key: "ours" }, { concurrency }),
  "upload, @aws-sdk/lib-storage": () =>
    new Upload({
      client: s3,
      params: { Bucket: bucket, Key: "theirs", Body: createReadStream(path) },
      partSize: 8 * 1024 ** 2,
      queueSize: concurrency,
    }).done(),
  "download, @cloudapi/s3": () =>
    downloadFile(s3, { bucket, key: "ours", path: back }, { concurrency }),
  "download, GetObject": async () => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: "ours" }));
    await pipeline(Body as Readable, createWriteStream(back));
  },
};

await writeRandom(path, Number(values.mib));
const settings = {
  versioning: false,
  encryption: false,
  blockPublicAccess: false,
  ownerEnforced: false,
} as const;
await ensureBucket(s3, { bucket, ...settings });
const times = new Map<string, number[]>();
for (let round = 0; round <= Number(values.rounds); round++) {
  for (const [name, run] of Object.entries(contenders)) {
    const started = performance.now();
    await run();
    const seconds = (performance.now() - started) / 1000;
    if (round > 0) times.set(name, [...(times.get(name) ?? []), seconds]);
  }
}
await deleteObjects(s3, { bucket, keys: ["ours", "theirs"] });
await rm(folder, { recursive: true });
report();

function report(): void {
  const medians = new Map([...times].map(([name, seconds]) => [name, median(seconds)]));
  for (const [name, seconds] of medians) {
    console.log(
      `${name.padEnd(30)} ${seconds.toFixed(2)} s  ${Math.round(Number(values.mib) / seconds)} MiB/s`,
    );
  }
  const [up = 0, theirUp = 0, down = 0, theirDown = 0] = medians.values();
  console.log(`upload: ${(theirUp / up).toFixed(2)} times as fast as lib-storage`);
  console.log(`download: ${(theirDown / down).toFixed(2)} times as fast as GetObject`);
  console.log(`peak memory of both: ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function writeRandom(target: string, mib: number): Promise<void> {
  const handle = await open(target, "w");
  const chunk = new Uint8Array(1024 ** 2);
  for (let i = 0; i < mib; i++) {
    for (let j = 0; j < chunk.length; j += 65_536)
      crypto.getRandomValues(chunk.subarray(j, j + 65_536));
    await handle.write(chunk);
  }
  await handle.close();
}
