import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../scripts/lib/run-command.ts";
import type { BenchCase } from "./cases.ts";
import type { Contestant } from "./contestants.ts";
import { fingerprint, rejectedRows } from "./fingerprint.ts";
import { hasTool } from "./run-tool.ts";

/** What a job took. */
export interface Outcome {
  /** From the start of its process to the end, by the clock. */
  readonly durationMs: number;
  readonly cpuMs: number;
  readonly peakRssMiB: number;
}

/** What a job that writes nothing tells: counts of one that only validates, the answer of a function. */
interface Told {
  readonly rowsIn?: number;
  readonly rowsValid?: number;
  readonly answer?: string;
}

/** Every contestant's outcomes, by its name. */
export type Outcomes = ReadonlyMap<Contestant["name"], readonly Outcome[]>;

/** Those that leave rows out and do not keep them. */
const KEEP_NONE = new Set<Contestant["name"]>(["duckdb", "duckdb-glob", "polars"]);

/**
 * Have the contestants do a case's job by turns, each in a process of its own that has one processor, or as many as the case says.
 *
 * @throws {Error} when two of them wrote different rows, as DuckDB reads what they wrote
 */
export async function measureCase(
  { title, job, cores = 1, input: { data } }: BenchCase,
  contestants: readonly Contestant[],
  path: string,
  runs: number,
): Promise<Outcomes> {
  const outcomes = new Map<Contestant["name"], Outcome[]>();
  const last = cpus().length - 1;
  const processors = `${Math.max(0, last + 1 - cores)}-${last}`;
  const pin = (await hasTool("taskset")) ? ["taskset", "-c", processors] : [];
  let first: string | undefined;
  let total: number | undefined;
  // What is removed makes it slower for a minute to make files on ext4: all that was written stays until the end.
  const outs = await mkdtemp(join(tmpdir(), "bench-"));
  try {
    for (let run = 0; run < runs; run++) {
      for (const { name, command } of contestants) {
        const out = await mkdtemp(join(outs, "out-"));
        const outcome = await outcomeOf([...pin, ...command(path, out, data)], cores);
        outcomes.set(name, [...(outcomes.get(name) ?? []), outcome]);
        const { wrote, rows, kept } = await leftBy(name, { job, out, data, outcome });
        if (kept !== undefined) total ??= rows + kept;
        if (kept !== undefined && rows + kept !== total)
          throw new Error(`${title}: ${name} wrote ${rows} rows and kept ${kept}, not ${total}`);
        first ??= wrote;
        if (wrote !== first) throw new Error(`${title}: ${name} wrote ${wrote}, not ${first}`);
        console.log(
          `${title}: ${name} ${outcome.cpuMs} ms of processor, ${outcome.durationMs} by the clock, ${outcome.peakRssMiB} MiB`,
        );
      }
    }
  } finally {
    await rm(outs, { recursive: true, force: true });
  }
  return outcomes;
}

/** What a contestant left: rows, those rejected if it keeps them, and what is the same whoever wrote it. */
async function leftBy(
  name: Contestant["name"],
  run: { job: BenchCase["job"]; out: string; data: BenchCase["input"]["data"]; outcome: Told },
): Promise<{ wrote: string; rows: number; kept?: number }> {
  const { rowsIn = 0, rowsValid = 0, answer } = run.outcome;
  if (answer !== undefined) return { wrote: answer, rows: 0 };
  if (run.job === "validate")
    return { wrote: `${rowsValid} valid rows`, rows: rowsValid, kept: rowsIn - rowsValid };
  const { rows, sum } = await fingerprint(run.out, run.data);
  const wrote = `${rows} rows, ${sum}`;
  return KEEP_NONE.has(name) ? { wrote, rows } : { wrote, rows, kept: rejectedRows(run.out) };
}

async function outcomeOf(
  [command = "", ...args]: readonly string[],
  threads: number,
): Promise<Outcome & Told> {
  const startedMs = performance.now();
  const limits = [`POLARS_MAX_THREADS=${threads}`];
  const { ok, output } = await runCommand("env", [...limits, command, ...args], ".");
  const durationMs = Math.round(performance.now() - startedMs);
  if (!ok) throw new Error(`${command} ${args.join(" ")}:\n${output}`);
  return { ...(JSON.parse(output) as Outcome & Told), durationMs };
}

/** The middle one; the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
