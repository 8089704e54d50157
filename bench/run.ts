import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { createGzip } from "node:zlib";
import { writeFiles, writeInput } from "./generate.ts";
import { type BenchCase, CASES } from "./lib/cases.ts";
import { bundleContestants, contestantsOf } from "./lib/contestants.ts";
import { chartOf, type Figure, figureOf, tableOf } from "./lib/figures.ts";
import { measureCase } from "./lib/measure.ts";

/**
 * The transform beside others that do the same job, all by turns on one processor, what they write compared row by row:
 * `npx pnpm@12 bench`. With `--write` the figures go into docs/performance.md; a Python that has Polars is `--python PATH`.
 * `--only` names a case, and may stand more than once; those with many rows are measured only so.
 */
const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "500000" },
    runs: { type: "string", default: "3" },
    only: { type: "string", multiple: true },
    python: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const docs = resolve(import.meta.dirname, "../docs");
const folder = await mkdtemp(join(tmpdir(), "bench-"));
try {
  await bundleContestants(resolve(import.meta.dirname, "out"));
  const figures: Figure[] = [];
  for (const each of chosenCases()) {
    const path = await makeInput(each);
    const contestants = contestantsOf(each, resolve(import.meta.dirname, "out"), values.python);
    figures.push(figureOf(each, await measureCase(each, contestants, path, Number(values.runs))));
    await rm(path, { recursive: true });
  }
  console.log(tableOf(figures));
  if (values.write) await writePage(figures);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Those that `--only` names, or all that are not by hand. */
function chosenCases(): readonly BenchCase[] {
  const titles = CASES.map(({ title }) => title);
  const unknown = values.only?.find((title) => !titles.includes(title));
  if (unknown !== undefined)
    throw new Error(
      `bench: --only "${unknown}": it is one of ${titles.map((title) => `"${title}"`).join(", ")}`,
    );
  return CASES.filter(({ title, isByHand }) => values.only?.includes(title) ?? isByHand !== true);
}

async function makeInput(each: BenchCase): Promise<string> {
  const { isGzip, rowsPerFile, rows = Number(values.rows) } = each;
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
async function writePage(figures: readonly Figure[]): Promise<void> {
  const machine = `${Number(values.rows).toLocaleString("en-US")} rows each, medians of ${values.runs} runs, Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}`;
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
