import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { apiLogs } from "@cloudapi/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { folderSink, listDataFiles, memorySink } from "../src/index.ts";
import { countedSink, publishVersion } from "./support/killed-step.ts";
import { listFolder } from "./support/list-folder.ts";
import { readParquet } from "./support/read-parquet.ts";

const KILLS = 60;
const program = fileURLToPath(new URL("support/killed-step.ts", import.meta.url));

/** Rows by the version that they are of. */
type Counts = ReadonlyMap<number, number>;

const rowsOf = (version: number) => 20 + version;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "killed-readers-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Rows in files; `undefined` when one has gone since it was listed. */
async function countRows(paths: readonly string[]): Promise<Counts | undefined> {
  const counts = new Map<number, number>();
  for (const path of paths) {
    const bytes = await readFile(join(folder, path)).catch(() => undefined);
    if (bytes === undefined) return undefined;
    for (const { endpoint } of await readParquet(apiLogs, bytes)) {
      const version = Number(String(endpoint).slice(2));
      counts.set(version, (counts.get(version) ?? 0) + 1);
    }
  }
  return counts;
}

/** As Athena, Trino and Spark do it: every file whose path has no part that begins with `_` or `.`. */
async function listed(): Promise<string[]> {
  const names = await listFolder(folder);
  return names.filter((name) => name.endsWith(".parquet") && !/(^|\/)[._]/.test(name));
}

async function named(): Promise<string[]> {
  const files = await listDataFiles(folderSink(folder), { dataset: apiLogs });
  return files.map(({ key }) => key);
}

const wholeVersions = (counts: Counts) =>
  [...counts].filter(([version, rows]) => rows === rowsOf(version)).map(([version]) => version);

/** What a reader saw: one version whole; that and rows of others; no version whole; a file that had gone. */
type Sight = "whole" | "more" | "less" | "gone";

function sightOf(counts: Counts | undefined): Sight {
  if (counts === undefined) return "gone";
  if (wholeVersions(counts).length === 0) return "less";
  return counts.size === 1 ? "whole" : "more";
}

/** Read again and again until told to stop. */
async function readAllAlong(
  paths: () => Promise<string[]>,
  isDone: () => boolean,
): Promise<Record<Sight, number>> {
  const seen = { whole: 0, more: 0, less: 0, gone: 0 };
  while (!isDone()) {
    seen[sightOf(await countRows(await paths()))]++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return seen;
}

async function stepsOfRun(): Promise<number> {
  let steps = 0;
  const sink = countedSink(memorySink(), () => steps++);
  await publishVersion(0, sink);
  steps = 0;
  await publishVersion(1, sink);
  return steps;
}

test(`killed at ${KILLS} points: readers of manifests see one version whole, readers that list never less than one`, async () => {
  const steps = await stepsOfRun();
  let current = 0;
  await publishVersion(current, folderSink(folder));
  let isDone = false;
  const readers = Promise.all([
    readAllAlong(listed, () => isDone),
    readAllAlong(named, () => isDone),
  ]);
  const quiet = { whole: 0, more: 0, less: 0, gone: 0 };
  try {
    for (let kill = 0; kill < KILLS; kill++) {
      const next = current + 1;
      const killedAt = String(Math.floor((kill * steps) / KILLS));
      const child = spawn(process.execPath, [program, folder, String(next), killedAt], {
        stdio: "ignore",
      });
      expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
      // While no run is under way a list is what it is at one moment.
      const there = await countRows(await listed());
      quiet[sightOf(there)]++;
      expect(wholeVersions(there ?? new Map()).some((each) => each >= current)).toBe(true);
      const snapshot = await countRows(await named());
      expect([current, next].map((each) => `${each} ${rowsOf(each)}`)).toContain(
        [...(snapshot ?? [])].map((each) => each.join(" ")).join(),
      );
      // Every other time the source has changed before the run is repeated.
      current = kill % 2 === 0 ? next : next + 1;
      const report = await publishVersion(current, folderSink(folder));
      expect((await listed()).sort()).toEqual(report.objects.map(({ key }) => key).sort());
    }
  } finally {
    isDone = true;
  }
  const [lists, manifests] = await readers;
  process.stderr.write(`${JSON.stringify({ steps, lists, manifests, quiet })}\n`);
  expect(manifests).toMatchObject({ more: 0, less: 0 });
  expect(manifests.whole).toBeGreaterThan(KILLS);
  expect(lists.whole).toBeGreaterThan(KILLS);
  expect(quiet).toMatchObject({ less: 0, gone: 0 });
}, 600_000);
