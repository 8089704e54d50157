import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { writeFiles, writeInput } from "./generate.ts";
import { BENCH_USAGE, type BenchOptions, readBenchOptions } from "./lib/bench-options.ts";
import { type BenchCase, CASES } from "./lib/cases.ts";
import { bundleContestants, contestantsOf } from "./lib/contestants.ts";
import { chartOf, type Figure, figureOf, tableOf } from "./lib/figures.ts";
import { measureCase } from "./lib/measure.ts";

/** An input in a file or folder, and what it is of. */
interface Made {
  readonly of: string;
  readonly path: string;
}

const docs = resolve(import.meta.dirname, "../docs");
const bundles = resolve(import.meta.dirname, "out");

// The transform beside others that do the same job, all by turns on one processor, what they write compared row by row.
const options = optionsOrUsage();
if (options !== undefined) await bench(options);

function optionsOrUsage(): BenchOptions | undefined {
  try {
    const read = readBenchOptions(process.argv.slice(2));
    if (read === undefined) console.log(BENCH_USAGE);
    return read;
  } catch (error) {
    console.error(`bench: ${(error as TypeError).message}\n\n${BENCH_USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

async function bench({ rows: most, runs, only, python, write }: BenchOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  try {
    await bundleContestants(bundles);
    const figures: Figure[] = [];
    let made: Made | undefined;
    for (const each of CASES.filter(({ title, isByHand }) =>
      only === undefined ? isByHand !== true : only.includes(title),
    )) {
      const rows = Math.min(each.rows, most);
      made = await inputOf({ ...each, rows }, folder, made);
      const contestants = contestantsOf(each, bundles, python);
      const outcomes = await measureCase(each, contestants, made.path, runs);
      figures.push(figureOf({ ...each, rows }, outcomes));
    }
    console.log(tableOf(figures));
    if (write) await writePage(figures, runs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The input of a case: the one that was made last, if it is the same. */
async function inputOf(each: BenchCase, folder: string, last: Made | undefined): Promise<Made> {
  const { isGzip, rowsPerFile, rows } = each;
  const of = JSON.stringify({ input: each.input, rows, isGzip, rowsPerFile });
  if (last?.of === of) return last;
  if (last !== undefined) await rm(last.path, { recursive: true });
  return { of, path: await makeInput(each, folder) };
}

async function makeInput(each: BenchCase, folder: string): Promise<string> {
  const { isGzip, rowsPerFile, rows } = each;
  const input = { ...each.input, rows, seed: 1 };
  const path = join(folder, `input.${input.format}`);
  if (rowsPerFile !== undefined) return writeFiles(join(folder, "files"), input, rowsPerFile);
  await writeInput(path, input);
  if (isGzip !== true) return path;
  await pipeline(createReadStream(path), createGzip(), createWriteStream(`${path}.gz`));
  await rm(path);
  return `${path}.gz`;
}

/** Put the figures between the page's two marks, and beside it as JSON and as a chart. */
async function writePage(figures: readonly Figure[], runs: number): Promise<void> {
  const machine = `Medians of ${runs} runs, Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}`;
  const page = join(docs, "performance.md");
  const text = await readFile(page, "utf8");
  const [before = "", , after = ""] = text.split(/<!-- (?:figures|end of figures) -->/);
  await writeFile(
    page,
    `${before}<!-- figures -->\n\n${machine}:\n\n${tableOf(figures)}\n\n<!-- end of figures -->${after}`,
  );
  await writeFile(
    join(docs, "performance.json"),
    `${JSON.stringify({ machine, figures }, null, 2)}\n`,
  );
  await writeFile(join(docs, "performance.svg"), chartOf(figures));
}
