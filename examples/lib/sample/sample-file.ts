import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { generateLogs, type SampleOptions } from "./generate-logs.ts";

/** Sample rows when none are given: 5,000, of which 2 % break the contract. */
export const SAMPLE: SampleOptions = { rows: 5_000, badShare: 0.02, seed: 2025, format: "ndjson" };

/** Write a sample log file into a new temporary folder; `remove` takes both away. */
export async function sampleFile(
  options: SampleOptions = SAMPLE,
): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "cloudapi-sample-"));
  const path = join(folder, `logs.${options.format}`);
  await pipeline(Readable.from(generateLogs(options)), createWriteStream(path));
  return { path, remove: () => rm(folder, { recursive: true }) };
}
