import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Environment, openEnvironment } from "../pipeline/environment.ts";
import type { DemoRun } from "../pipeline/run-demo.ts";
import { transformObject } from "../pipeline/transform-object.ts";
import { uploadRaw } from "../pipeline/upload-raw.ts";
import { startValidator, waitForVerdict } from "../pipeline/validator.ts";
import { reportOf } from "../report/report-of.ts";
import { checkPlace } from "./check-place.ts";
import { checkOutput, keepOutput } from "./keep-output.ts";

let folder = "";
let environment: Environment;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "output-"));
  environment = await openEnvironment();
});
afterAll(async () => {
  await environment.close();
  await rm(folder, { recursive: true, force: true });
});

const NO_ANSWERS = { perEndpoint: [], traffic: { stepSeconds: 1, steps: [] } };
const row = (day: number) =>
  `{"timestamp":"2025-01-${day}T10:30:45Z","endpoint":"/a","status_code":200}\n`;

/** Carry a text as far as Parquet. */
async function run(text: string): Promise<DemoRun> {
  const file = { path: join(folder, "logs.ndjson"), name: "logs.ndjson", sizeBytes: text.length };
  await writeFile(file.path, text);
  const transforms = [await transformObject(environment, await uploadRaw(environment, file))];
  return { transforms, report: reportOf([file], transforms, NO_ANSWERS, 0) };
}

async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

it("keeps what the last run left in the bucket, and nothing of an earlier one", async () => {
  const out = join(folder, "out");
  const first = await run(`${row(15)}${row(16)}not JSON\n`);
  await keepOutput(environment, first, out);
  const bucket = join(out, environment.config.processedBucket);
  expect((await filesIn(bucket)).map((name) => name.replace(/^.*\./, "")).toSorted()).toEqual([
    "json",
    "ndjson",
    "parquet",
    "parquet",
  ]);
  await checkOutput(out, environment.config.processedBucket);
  await keepOutput(environment, await run(row(15)), out);
  expect((await filesIn(bucket)).filter((name) => name.endsWith(".parquet"))).toHaveLength(1);
  expect(JSON.parse(await readFile(join(out, "report.json"), "utf8"))).toMatchObject({
    rowsIn: 1,
    objects: 1,
  });
});

it("refuses places that can't be written to, or hold something else", async () => {
  const file = join(folder, "file");
  await writeFile(file, "x");
  await mkdir(join(folder, "mine/bucket"), { recursive: true });
  await expect(checkOutput(file, "bucket")).rejects.toThrow("is a file, not a folder");
  await expect(checkOutput(join(folder, "mine"), "bucket")).rejects.toThrow("is not the demo's");
  await expect(checkPlace("--report", folder, "file")).rejects.toThrow("is a folder; name a file");
  await expect(checkPlace("--report", join(file, "a/b"), "file")).rejects.toThrow(
    `${file} is a file, not a folder`,
  );
  await checkPlace("--report", file, "file");
  await checkOutput(join(folder, "new/deep"), "bucket");
});

it("is told the same by the validator and the transformation of a file whose name says another format", async () => {
  await startValidator(environment);
  const path = join(folder, "logs.csv");
  await writeFile(path, row(15));
  const object = await uploadRaw(environment, { path, name: "logs.csv" });
  const verdict = await waitForVerdict(environment, object);
  const report = await transformObject(environment, object);
  expect([verdict.rowsValid, report.rowsValid]).toEqual([1, 1]);
});
