import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it, vi } from "vitest";
import { runCommand } from "../../scripts/lib/run-command.ts";
import { dayOfLogs } from "../lib/warehouse/day-of-logs.ts";

vi.setConfig({ testTimeout: 300_000 });

const script = resolve(import.meta.dirname, "../09-warehouse.ts");

interface Report {
  readonly ingested: readonly string[];
  readonly loaded: number;
  readonly already: number;
  readonly rows: number;
  readonly refused: string;
  readonly figures: readonly {
    readonly group: { readonly endpoint: string };
    readonly metrics: { readonly count: number; readonly p95_response_time_ms: number };
  }[];
}

it("brings each file to the warehouse once, late and doubled events included, and serves it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "warehouse-"));
  try {
    const file = join(folder, "report.json");
    const command = ["--disable-warning=ExperimentalWarning", script, "--report", file];
    const { ok, output } = await runCommand(process.execPath, command, folder);
    expect([ok, output]).toEqual([true, output]);
    expect(output.split("\n").filter((line) => line.length > 80)).toEqual([]);
    const report = JSON.parse(await readFile(file, "utf8")) as Report;
    expect(report).toMatchObject({ loaded: 3, already: 3, rows: 600, refused: "NOT_PARQUET" });
    const key = /^raw\/web\/2025\/01\/1[567]\/data_2025011[567]T235900000Z\.parquet$/;
    expect(report.ingested.filter((each) => key.test(each))).toHaveLength(3);
    expect(report.figures).toEqual(figuresOf(dayOfLogs("2025-01-16", 200)));
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** Count and interpolated percentile of each endpoint, computed from the text of the file. */
function figuresOf(text: string): unknown {
  const lines = text.trim().split("\n").slice(1);
  const times = Map.groupBy(lines, (line) => line.split(",")[1] ?? "");
  return [...times]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([endpoint, each]) => {
      const sorted = each.map((line) => Number(line.split(",")[4])).toSorted((a, b) => a - b);
      const at = 0.95 * (sorted.length - 1);
      const [low = 0, high = 0] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
      const p95 = low + (high - low) * (at - Math.floor(at));
      return {
        group: { endpoint },
        metrics: { count: sorted.length, p95_response_time_ms: expect.closeTo(p95, 6) as number },
      };
    });
}
