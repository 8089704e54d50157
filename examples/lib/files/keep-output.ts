import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { downloadFile } from "@cloudapi/s3";
import type { Environment } from "../pipeline/environment.ts";
import type { DemoRun } from "../pipeline/run-demo.ts";
import { numbersOf } from "../report/demo-report.ts";
import { checkPlace } from "./check-place.ts";

const REPORT = "report.json";

/**
 * Refuse a folder that the output can't go to.
 *
 * @throws {Error} when it can't be written to, or when it has a folder of the bucket's name that no earlier run left
 */
export async function checkOutput(folder: string, bucket: string): Promise<void> {
  await checkPlace("--out", folder, "folder");
  if ((await isThere(join(folder, bucket))) && !(await isThere(join(folder, REPORT))))
    throw new Error(
      `--out ${folder} has a folder ${bucket} that is not the demo's; name another folder, or remove that one.`,
    );
}

/**
 * Copy the Parquet, quarantine and manifest objects of a run into a folder, one folder a bucket, with the report beside.
 *
 * What an earlier run left of the bucket is replaced, once all of it is there.
 */
export async function keepOutput(
  { s3, config }: Environment,
  { report, transforms }: DemoRun,
  folder: string,
): Promise<void> {
  const bucket = config.processedBucket;
  const keys = transforms.flatMap(({ objects, quarantine, manifestKey }) =>
    [...objects, ...quarantine].map(({ key }) => key).concat(manifestKey),
  );
  const [kept, coming] = [join(folder, bucket), join(folder, `${bucket}.part`)];
  await rm(coming, { recursive: true, force: true });
  for (const key of new Set(keys)) {
    const path = join(coming, ...key.split("/"));
    await mkdir(dirname(path), { recursive: true });
    await downloadFile(s3, { bucket, key, path });
  }
  await writeReport(join(folder, REPORT), report);
  await rm(kept, { recursive: true, force: true });
  await rename(coming, kept);
}

/** Write the numbers of a run as JSON. */
export async function writeReport(path: string, report: DemoRun["report"]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(numbersOf(report), null, 2)}\n`);
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
