import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runCommand } from "./lib/run-command.ts";

// The demo's report must reconcile: every row that came in is accounted for, in total and by code and endpoint.
interface DemoReport {
  readonly rowsIn: number;
  readonly rowsValid: number;
  readonly rowsRejected: number;
  readonly rowsWritten: number;
  readonly rowsDropped: number;
  readonly rejectedByCode: Readonly<Record<string, number>>;
  readonly perEndpoint: readonly { readonly requestCount: number }[];
}

const root = resolve(import.meta.dirname, "..");
const folder = await mkdtemp(join(tmpdir(), "demo-"));
const path = join(folder, "report.json");
const { ok, output } = await runCommand(
  process.execPath,
  [join(root, "examples/demo.ts"), "--quiet", "--report", path, "--out", folder],
  folder,
);
if (!ok) throw new Error(`The demo failed:\n${output}`);
const text = await readFile(path, "utf8");
const kept = await rejectedRows(join(folder, "cloudapi-logs-processed/quarantine/api_logs"));
await rm(folder, { recursive: true });
const report = JSON.parse(text) as DemoReport;
const laws: Record<string, boolean> = {
  "some rows came in": report.rowsIn > 0,
  "in = valid + rejected": report.rowsIn === report.rowsValid + report.rowsRejected,
  "valid = written + dropped": report.rowsValid === report.rowsWritten + report.rowsDropped,
  "rejected = the sum of rejectedByCode": report.rowsRejected === sum(report.rejectedByCode),
  "rejected = the rows under quarantine/api_logs/": report.rowsRejected === kept,
  "written = the sum over endpoints": report.rowsWritten === requests(report.perEndpoint),
};
const broken = Object.keys(laws).filter((law) => !laws[law]);
if (broken.length > 0) throw new Error(`The demo's report breaks: ${broken.join("; ")}\n${text}`);

async function rejectedRows(quarantine: string): Promise<number> {
  const names = await readdir(quarantine);
  const texts = await Promise.all(names.map((name) => readFile(join(quarantine, name), "utf8")));
  return texts.reduce((total, each) => total + each.split("\n").length - 1, 0);
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function requests(perEndpoint: DemoReport["perEndpoint"]): number {
  return perEndpoint.reduce((total, { requestCount }) => total + requestCount, 0);
}
