import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { downloadFile } from "@cloudapi/s3";
import type { Environment } from "./environment.ts";
import type { DemoRun } from "./run-demo.ts";

/** Copy the Parquet, quarantine and manifest objects of a run into a folder, one folder a bucket, with the report beside. */
export async function keepOutput(
  { s3, config }: Environment,
  { report, transforms }: DemoRun,
  folder: string,
): Promise<void> {
  const bucket = config.processedBucket;
  const keys = transforms.flatMap(({ objects, quarantine, manifestKey }) =>
    [...objects, ...quarantine].map(({ key }) => key).concat(manifestKey),
  );
  for (const key of new Set(keys)) {
    const path = join(folder, bucket, ...key.split("/"));
    await mkdir(dirname(path), { recursive: true });
    await downloadFile(s3, { bucket, key, path });
  }
  await writeReport(join(folder, "report.json"), report);
}

/** Write the numbers of a run as JSON. */
export async function writeReport(path: string, report: DemoRun["report"]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
}
