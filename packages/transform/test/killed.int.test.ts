import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { apiLogs, defineDataset } from "@cloudapi/core";
import { expect, test, vi } from "vitest";
import { folderSink, transform } from "../src/index.ts";
import { logRows, ndjson } from "./support/logs.ts";

const script = fileURLToPath(new URL("support/endless-run.ts", import.meta.url));

test("a process that is killed leaves nothing visible, and the next run works", async () => {
  const folder = await mkdtemp(join(tmpdir(), "killed-"));
  const child = spawn(process.execPath, [script, folder], { stdio: "ignore" });
  try {
    await vi.waitFor(
      async () => {
        expect((await readdir(join(folder, ".cloudapi-tmp"))).length).toBeGreaterThan(2);
      },
      { timeout: 20_000, interval: 50 },
    );
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await readdir(folder)).toEqual([".cloudapi-tmp"]);
    const report = await transform(apiLogs, ndjson(logRows(10)), folderSink(folder), {
      sourceId: "endless",
    });
    expect(report.rowsWritten).toBe(10);
  } finally {
    child.kill("SIGKILL");
    await rm(folder, { recursive: true });
  }
});

const dying = fileURLToPath(new URL("support/dying-run.ts", import.meta.url));

const byHour = defineDataset({
  name: apiLogs.name,
  schema: apiLogs.schema,
  eventTime: "timestamp",
  partition: { granularity: "hour", layout: "hive" },
});

async function parquetFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith(".parquet"));
}

// The record of the contract, the claim, three data files, the manifest.
test.each([1, 2, 3, 4, 5, 6])(
  "a process that is killed before its publish %i is repaired by the next run, and others see what it left",
  async (at) => {
    const folder = await mkdtemp(join(tmpdir(), "dying-"));
    try {
      const child = spawn(process.execPath, [dying, folder, String(at)], { stdio: "ignore" });
      expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
      const visible = (await parquetFiles(folder)).length;
      // The data files are published at the same time: how many are visible by the second and third is chance.
      const [least, most] = [at === 6 ? 3 : 0, at <= 3 ? 0 : 3];
      expect(visible >= least && visible <= most).toBe(true);
      const other = await transform(byHour, ndjson(logRows(4, 1)), folderSink(folder), {
        sourceId: "other",
      }).then(
        ({ rowsWritten }) => rowsWritten,
        ({ code }: { code: string }) => code,
      );
      // What a claim names counts as there: it may have become visible.
      expect(other).toBe(at > 2 ? "INCOMPATIBLE_CONTRACT" : 4);
      const again = at > 2 ? "dying" : "other";
      const report = await transform(
        at > 2 ? apiLogs : byHour,
        ndjson(logRows(6, 2)),
        folderSink(folder),
        { sourceId: again },
      );
      expect(report.rowsWritten).toBe(6);
      expect((await parquetFiles(folder)).sort()).toEqual(
        report.objects.map(({ key }) => key).sort(),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
