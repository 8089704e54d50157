import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { writeRows } from "@cloudapi/transform";
import { afterAll, beforeAll, expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import {
  compact,
  createTable,
  expireSnapshots,
  fileCatalog,
  folderStorage,
  icebergSink,
  loadTable,
  removeOrphans,
  type TableWriteMode,
} from "../src/index.ts";
import { counterRows, counters } from "./support/counters.ts";
import { readTable, textsOf } from "./support/read-table.ts";

const script = fileURLToPath(new URL("support/dying-run.ts", import.meta.url));
const name = { namespace: "lake", name: "counters" };
let home = "";

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "iceberg-killed-"));
});

afterAll(() => rm(home, { recursive: true }));

/** A lake in which the source has other rows, and another source has some. */
async function newLake(at: string): Promise<string> {
  const folder = join(home, at);
  const table = await createTable(fileCatalog(folderStorage(folder)), {
    namespace: "lake",
    dataset: counters,
  });
  await writeRows(counters, [counterRows(1, [0, 1, 2], 2)], icebergSink(table), { sourceId: "a" });
  await writeRows(counters, [counterRows(9, [1, 3], 2)], icebergSink(table), { sourceId: "b" });
  return folder;
}

async function runChild(
  folder: string,
  ...input: string[]
): Promise<{ signal: string | null; printed: string }> {
  const child = spawn(process.execPath, [script, folder, ...input], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit") as Promise<[code: number | null, signal: string | null]>;
  const [printed, [, signal]] = await Promise.all([text(child.stdout), exit]);
  return { signal, printed };
}

/** The run of the script, to its end. */
async function rerun(folder: string, mode: TableWriteMode): Promise<void> {
  const table = await loadTable(fileCatalog(folderStorage(folder)), name);
  await writeRows(counters, [counterRows(2, [0, 1], 3)], icebergSink(table, { mode }), {
    sourceId: "a",
  });
}

async function rowsIn(folder: string): Promise<string[]> {
  return textsOf(await readTable(await loadTable(fileCatalog(folderStorage(folder)), name)));
}

async function parquetFiles(folder: string): Promise<string[]> {
  const files = await readdir(join(folder, "lake/counters/data"), { recursive: true });
  return files.filter((file) => file.endsWith(".parquet")).sort();
}

it("a compaction that is killed anywhere changes no row, and leaves orphans; run again it is done", async () => {
  const whole = await newLake("compact-whole");
  const rows = await rowsIn(whole);
  const effects = Number((await runChild(whole, "compact")).printed);
  const snapshots: number[] = [];
  const points = Array.from({ length: effects }, (_, i) => [
    [`${i + 1}`, "before"] as const,
    [`${i + 1}`, "after"] as const,
  ]).flat();
  for (const [at, when] of sample(points)) {
    const folder = await newLake(`compact-${at}-${when}`);
    expect((await runChild(folder, "compact", at, when)).signal).toBe("SIGKILL");
    expect(await rowsIn(folder)).toEqual(rows);
    const table = await loadTable(fileCatalog(folderStorage(folder)), name);
    snapshots.push(table.metadata.snapshots.length);
    await compact(table);
    expect(await rowsIn(folder)).toEqual(rows);
    await expectNoOrphans(folder, "compact");
    await rm(folder, { recursive: true });
  }
  expect(snapshots).toContain(2);
}, 600_000);

/** Let every file seem a week old. */
async function age(folder: string): Promise<void> {
  const then = new Date(Date.now() - 7 * 86_400_000);
  for (const file of await readdir(folder, { recursive: true }))
    await utimes(join(folder, file), then, then);
}

it.each(["replaceSource", "append", "overwritePartitions"] as const)(
  "a run that is killed anywhere leaves the table as it was or done, and orphans; run again it is done (%s)",
  async (mode) => {
    const before = await newLake(`${mode}-before`);
    const rowsBefore = await rowsIn(before);
    const after = await newLake(`${mode}-after`);
    const { printed } = await runChild(after, mode);
    const rowsAfter = await rowsIn(after);
    expect(rowsAfter).not.toEqual(rowsBefore);
    const effects = Number(printed);
    const points = Array.from({ length: effects }, (_, i) => [`${i + 1}`, "before"] as const);
    const outcomes = new Set<string>();
    for (const [at, when] of sample([...points, ...points.map(([at]) => [at, "after"] as const)])) {
      const folder = await newLake(`${mode}-${at}-${when}`);
      expect((await runChild(folder, mode, at, when)).signal).toBe("SIGKILL");
      const rows = await rowsIn(folder);
      const isDone = rows.join() === rowsAfter.join();
      expect(rows).toEqual(isDone ? rowsAfter : rowsBefore);
      outcomes.add(isDone ? "done" : "as it was");
      await rerun(folder, mode);
      expect(await rowsIn(folder)).toEqual(rowsAfter);
      await expectNoOrphans(folder, mode);
      await rm(folder, { recursive: true });
    }
    expect(outcomes).toContain("as it was");
  },
  600_000,
);

/** Some of the points, evenly; with many runs all of them. */
function sample<T>(points: readonly T[]): readonly T[] {
  const count = Math.min(points.length, propertyRuns(6));
  return Array.from(
    { length: count },
    (_, i) => points[Math.floor((i * points.length) / count)] as T,
  );
}

/** What was left behind goes with `removeOrphans`, and nothing else. */
async function expectNoOrphans(folder: string, mode: TableWriteMode | "compact"): Promise<void> {
  const table = await loadTable(fileCatalog(folderStorage(folder)), name);
  const rows = await rowsIn(folder);
  await age(folder);
  await removeOrphans(table);
  await expireSnapshots(table, { olderThan: new Date(8.64e15) });
  expect(await rowsIn(folder)).toEqual(rows);
  const left = await parquetFiles(folder);
  expect(left).toHaveLength(mode === "append" ? 7 : 4);
}
