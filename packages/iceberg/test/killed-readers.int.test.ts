import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { fileCatalog, folderStorage, loadTable, type TableWriteMode } from "../src/index.ts";
import { counterRows } from "./support/counters.ts";
import { newTable, write } from "./support/lake.ts";
import { readTable, textsOf } from "./support/read-table.ts";

const KILLS = Math.min(60, propertyRuns(20));
const MODES: readonly TableWriteMode[] = ["replaceSource", "append", "overwritePartitions"];
const name = { namespace: "lake", name: "counters" };

const reading = fileURLToPath(new URL("support/reading.ts", import.meta.url));
const dyingRun = fileURLToPath(new URL("support/dying-run.ts", import.meta.url));

/** A process that reads the table until it is told to stop; the lines that it prints. */
function startReader(folder: string): { readonly stop: () => Promise<string[]> } {
  const child = spawn(process.execPath, [reading, folder], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [printed, exit] = [text(child.stdout), once(child, "exit")];
  return {
    async stop() {
      child.stdin.end();
      expect((await exit)[0]).toBe(0);
      return (await printed).trim().split("\n");
    },
  };
}

/** A run that may be killed before or after one of its effects; how many it had, and whether it was killed. */
async function run(folder: string, ...input: (string | number)[]) {
  const child = spawn(process.execPath, [dyingRun, folder, ...input.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit") as Promise<[code: number | null, signal: string | null]>;
  const [printed, [, signal]] = await Promise.all([text(child.stdout), exit]);
  return { signal, effects: Number(printed) };
}

/** What is done for the n-th time, and on which side of it the run is killed. */
type Point = readonly [at: number, when: "before" | "after"];

function pointsIn(effects: number): Point[] {
  return Array.from({ length: effects }, (_, i) => i + 1).flatMap((at): Point[] => [
    [at, "before"],
    [at, "after"],
  ]);
}

/** The snapshot that is there, and a digest of its rows. */
async function state(folder: string): Promise<readonly [snapshot: string, digest: string]> {
  const table = await loadTable(fileCatalog(folderStorage(folder)), name);
  const rows = textsOf(await readTable(table)).join("\n");
  const digest = createHash("sha256").update(rows).digest("hex");
  return [String(table.metadata["current-snapshot-id"]), digest];
}

it("a reader that reads all along sees one committed snapshot each time, whatever is killed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "iceberg-killed-readers-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const table = await newTable(folderStorage(folder));
  await write(table, "b", counterRows(9, [1, 3], 2));
  const committed = new Map([await state(folder)]);
  const pointsOf = new Map<TableWriteMode, readonly Point[]>();
  for (const mode of MODES) {
    const { effects } = await run(folder, mode);
    committed.set(...(await state(folder)));
    pointsOf.set(mode, pointsIn(effects));
  }
  const reader = startReader(folder);
  let [killed, done, asItWas] = [0, 0, 0];
  for (let kill = 0; kill < KILLS; kill++) {
    const mode = MODES[kill % MODES.length] as TableWriteMode;
    const points = pointsOf.get(mode) ?? [];
    // The last one is behind the commit, and comes with each way to write; the others by turns.
    const [point, when] = points.at(kill % 4 === 0 ? -1 : (kill * 7) % points.length) as Point;
    const [before] = await state(folder);
    const { signal } = await run(folder, mode, point, when, 10 + kill);
    if (signal === "SIGKILL") killed++;
    const [after, digest] = await state(folder);
    committed.set(after, digest);
    if (after === before) asItWas++;
    else done++;
    if (kill % 3 === 0) {
      await run(folder, mode, 0, "never", 10 + kill);
      committed.set(...(await state(folder)));
    }
  }
  const reads = await reader.stop();
  const seen = reads.map((line) => line.split(" ") as [snapshot: string, digest: string]);
  const others = seen.filter(([snapshot, digest]) => committed.get(snapshot) !== digest);
  expect(others).toEqual([]);
  expect(new Set(seen.map(([snapshot]) => snapshot)).size).toBeGreaterThan(3);
  console.log(`${killed} kills: ${done} committed, ${asItWas} not; ${reads.length} reads`);
  // A source that is replaced by its own rows may have a point less.
  expect(killed).toBeGreaterThan(0.8 * KILLS);
  expect(Math.min(done, asItWas)).toBeGreaterThan(0);
}, 900_000);
