import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it, vi } from "vitest";
import { runCommand } from "../../scripts/lib/run-command.ts";

vi.setConfig({ testTimeout: 300_000 });

it("the schedule fires, a day fails on purpose and is run again as its file arrives, and a hundred days are backfilled", async () => {
  const folder = await mkdtemp(join(tmpdir(), "nightly-"));
  const script = resolve(import.meta.dirname, "../08-nightly.ts");
  const [report, page] = [join(folder, "report.json"), join(folder, "page.html")];
  const command = [script, "--report", report, "--page", page];
  const { ok, output } = await runCommand(process.execPath, command, folder);
  expect([ok, output]).toEqual([true, output]);
  expect(JSON.parse(await readFile(report, "utf8"))).toEqual({
    succeeded: 101,
    failed: 1,
    backfilledDays: 100,
  });
  expect(output).toContain("Look whether the source has delivered.");
  expect(output).toContain('start api-logs-start with {"day": "2026-04-11", "again": "2"}.');
  const html = await readFile(page, "utf8");
  expect(html).toMatch(/<h2>api-logs-2026-04-11-[0-9a-f]{20}-\d+: SUCCEEDED<\/h2>/);
  expect(html).toContain("TellFailure");
  await rm(folder, { recursive: true });
});
