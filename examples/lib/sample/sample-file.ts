import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { generateLogs, type SampleOptions } from "./generate-logs.ts";

/** Sample rows when none are given: 5,000, of which 2 % break the contract. */
export const SAMPLE: SampleOptions = { rows: 5_000, badShare: 0.02, seed: 2025, format: "ndjson" };

const CHUNK_ROWS = 1_000;

/** A sample file in a temporary folder. */
export interface SampleFile {
  readonly path: string;
  /** Take the file and its folder away. */
  remove(): Promise<void>;
}

/** Write a sample log file into a new temporary folder. */
export async function sampleFile(
  options: SampleOptions = SAMPLE,
  onRows?: (rows: number) => void,
): Promise<SampleFile> {
  const folder = await mkdtemp(join(tmpdir(), "cloudapi-sample-"));
  const path = join(folder, `logs.${options.format}`);
  await pipeline(Readable.from(chunks(options, onRows)), createWriteStream(path));
  return { path, remove: () => rm(folder, { recursive: true }) };
}

/** The lines of a sample, many at a time. */
function* chunks(options: SampleOptions, onRows?: (rows: number) => void): Generator<string> {
  let rows = 0;
  let chunk = "";
  for (const line of generateLogs(options)) {
    chunk += line;
    if (++rows % CHUNK_ROWS > 0) continue;
    yield chunk;
    chunk = "";
    onRows?.(rows);
  }
  yield chunk;
}
