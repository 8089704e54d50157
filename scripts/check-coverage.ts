import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

// Asks what the last `pnpm coverage` measured of every published package: are 95 % of its lines covered?
const MINIMUM = 95;
const root = resolve(import.meta.dirname, "..");
const summary = join(root, "coverage/coverage-summary.json");

const byPackage = new Map<string, { covered: number; total: number }>();
for (const [file, { lines }] of Object.entries(readSummary())) {
  const [top, name = ""] = relative(root, file).split(sep);
  if (top !== "packages") continue;
  const { covered, total } = byPackage.get(name) ?? { covered: 0, total: 0 };
  byPackage.set(name, { covered: covered + lines.covered, total: total + lines.total });
}

let failed = byPackage.size === 0 ? 1 : 0;
for (const [name, { covered, total }] of byPackage) {
  const percent = (100 * covered) / total;
  if (percent < MINIMUM) failed += 1;
  const verdict = percent < MINIMUM ? `FAIL  below ${MINIMUM} %: ` : "";
  console.log(`${verdict}${name}: ${percent.toFixed(1)} % of ${total} lines`);
}
console.log(`coverage: ${Math.max(byPackage.size - failed, 0)} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function readSummary(): Record<string, { lines: { covered: number; total: number } }> {
  if (existsSync(summary))
    return JSON.parse(readFileSync(summary, "utf8")) as ReturnType<typeof readSummary>;
  console.log("FAIL  coverage/coverage-summary.json is not there: run the tests with --coverage.");
  return {};
}
