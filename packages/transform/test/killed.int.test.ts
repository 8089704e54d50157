import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { apiLogs } from "@cloudapi/core";
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
