import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { DemoNumbers } from "../examples/lib/report/demo-report.ts";
import { generateLogs } from "../examples/lib/sample/generate-logs.ts";
import { SAMPLE } from "../examples/lib/sample/sample-file.ts";
import { recompute } from "../examples/lib/testing/recompute.ts";
import { runCommand } from "./lib/run-command.ts";

// The demo's report must reconcile: every row that came in is accounted for, in total and by code, endpoint and time,
// and the numbers are those of the raw file.
const root = resolve(import.meta.dirname, "..");
const folder = await mkdtemp(join(tmpdir(), "demo-"));
const path = join(folder, "report.json");
const raw = [...generateLogs(SAMPLE)].join("");
await writeFile(join(folder, "logs.ndjson"), raw);
const { ok, output } = await runCommand(
  process.execPath,
  [
    join(root, "examples/demo.ts"),
    "--quiet",
    "--input",
    join(folder, "logs.ndjson"),
    "--report",
    path,
    "--out",
    join(folder, "out"),
  ],
  folder,
);
if (!ok) throw new Error(`The demo failed:\n${output}`);
const text = await readFile(path, "utf8");
const kept = await rejectedRows(join(folder, "out/cloudapi-logs-processed/quarantine/api_logs"));
await rm(folder, { recursive: true });
const report = JSON.parse(text) as DemoNumbers;
const expected = recompute(raw, report.traffic);
const steps = report.traffic.steps.filter(({ requests }) => sum(requests) > 0);
const laws: Record<string, boolean> = {
  "all rows came in": report.rowsIn === SAMPLE.rows && report.rowsIn === expected.rowsIn,
  "in = valid + rejected": report.rowsIn === report.rowsValid + report.rowsRejected,
  "valid = the rows that validateRecord accepts": report.rowsValid === expected.rowsValid,
  "valid = written + dropped": report.rowsValid === report.rowsWritten + report.rowsDropped,
  "rejected = the sum of rejectedByCode": report.rowsRejected === sum(report.rejectedByCode),
  "rejected = the rows under quarantine/api_logs/": report.rowsRejected === kept,
  "written = the sum over endpoints": report.rowsWritten === requests(report.perEndpoint),
  "each endpoint's numbers are those of the raw file": report.perEndpoint.every(
    ({ endpoint, ...metrics }) => isClose(metrics, expected.perEndpoint.get(endpoint)),
  ),
  "requests over time are those of the raw file": isDeepStrictEqual(
    new Map(steps.map(({ start, requests }) => [start, requests])),
    expected.steps,
  ),
};
const broken = Object.keys(laws).filter((law) => !laws[law]);
if (broken.length > 0) throw new Error(`The demo's report breaks: ${broken.join("; ")}\n${text}`);

type Metrics = Omit<DemoNumbers["perEndpoint"][number], "endpoint">;

/** The same to nine digits: sums of fractions depend on their order. */
function isClose(metrics: Metrics, others: Metrics | undefined): boolean {
  const digits = (each: Metrics) =>
    Object.fromEntries(Object.entries(each).map(([name, value]) => [name, value?.toPrecision(9)]));
  return others !== undefined && isDeepStrictEqual(digits(metrics), digits(others));
}

async function rejectedRows(quarantine: string): Promise<number> {
  const names = await readdir(quarantine);
  const texts = await Promise.all(names.map((name) => readFile(join(quarantine, name), "utf8")));
  return texts.reduce((total, each) => total + each.split("\n").length - 1, 0);
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function requests(perEndpoint: DemoNumbers["perEndpoint"]): number {
  return perEndpoint.reduce((total, { requestCount }) => total + requestCount, 0);
}
