import { readFileSync, rmSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { runCommand } from "./lib/run-command.ts";

// Runs the tests with coverage and asks of every published package: are 95 % of its lines covered?
const MINIMUM = 95;
const root = resolve(import.meta.dirname, "..");
const vitest = join(root, "node_modules/vitest/vitest.mjs");
rmSync(join(root, "coverage"), { recursive: true, force: true });
const { ok, output } = await runCommand(
  process.execPath,
  [vitest, "run", "--config", "vitest.workspace.ts", "--coverage"],
  root,
);
if (!ok) console.log(output);

const byPackage = new Map<string, { covered: number; total: number }>();
for (const [file, { lines }] of Object.entries(readSummary())) {
  const [top, name = ""] = relative(root, file).split(sep);
  if (top !== "packages") continue;
  const { covered, total } = byPackage.get(name) ?? { covered: 0, total: 0 };
  byPackage.set(name, { covered: covered + lines.covered, total: total + lines.total });
}

let failed = ok ? 0 : 1;
for (const [name, { covered, total }] of byPackage) {
  const percent = (100 * covered) / total;
  if (percent < MINIMUM) failed += 1;
  const verdict = percent < MINIMUM ? `below ${MINIMUM} %` : "";
  console.log(`${name}: ${percent.toFixed(1)} % of ${total} lines ${verdict}`.trimEnd());
}
console.log(`coverage: ${byPackage.size + (ok ? 0 : 1) - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function readSummary(): Record<string, { lines: { covered: number; total: number } }> {
  const path = join(root, "coverage/coverage-summary.json");
  return JSON.parse(readFileSync(path, "utf8")) as ReturnType<typeof readSummary>;
}
