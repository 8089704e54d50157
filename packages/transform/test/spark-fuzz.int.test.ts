import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Dataset, type DataType, parseDate, parseTimestamp } from "@cloudapi/core";
import { readCheckedRecords } from "@cloudapi/records";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { everything, ODD_LINES, rawLines, strict } from "../../athena/test/raw-lines.ts";
import { REAL_SETS } from "../../athena/test/real-nested.ts";
import { compileSparkJob } from "../src/spark/index.ts";
import { faultyLines } from "./support/faulty-lines.ts";
import { linesOf, mutatedLines } from "./support/mutated-lines.ts";
import { SPARK_CASES } from "./support/spark-contracts.ts";

// Lines that were damaged byte by byte, judged by the Python of compiled jobs and by the engine: the same codes and paths, and the same rows to
// the last bit.

const python = testServer("CLOUDAPI_TEST_PYTHON");
const run = promisify(execFile);
const REAL = process.env["CLOUDAPI_TEST_DATA"] ?? "";
/** Lines of each contract; by hand, many more, and of another seed. */
const LINES = Number(process.env["CLOUDAPI_TEST_FUZZ_LINES"] ?? 1500);
const SEED = Number(process.env["CLOUDAPI_TEST_FUZZ_SEED"] ?? 5);

const CASES: readonly (readonly [string, Dataset, readonly Buffer[]])[] = [
  ...Object.entries(SPARK_CASES).map(([name, { dataset, right, at }]) => {
    const lines = linesOf(faultyLines(right, { lines: LINES, seed: SEED, at }));
    return [name, dataset, lines] as const;
  }),
  ...[everything, strict].map((contract) => {
    const dataset = contract as unknown as Dataset;
    const names = dataset.columns.map(({ name }) => name);
    const lines = [...fc.sample(rawLines(names), { numRuns: LINES, seed: SEED }), ...ODD_LINES];
    return [`${dataset.name} of SQL`, dataset, lines.map((line) => Buffer.from(line))] as const;
  }),
  // The samples of real data, or the data themselves.
  ...REAL_SETS.map(({ file, sample, dataset }) => {
    const path = REAL === "" ? sample : join(REAL, "nested", file);
    return [file, dataset, linesOf(readFileSync(path))] as const;
  }),
];

/** What a job's Python says of lines. */
async function byPython(dataset: Dataset, lines: readonly Buffer[]): Promise<unknown[]> {
  const folder = await mkdtemp(join(tmpdir(), "spark-fuzz-"));
  try {
    const list = join(folder, "cases.json");
    const { script } = compileSparkJob(dataset);
    const texts = lines.map((line) => line.toString("base64"));
    await writeFile(list, JSON.stringify([{ script, lines: texts }]));
    const judge = fileURLToPath(new URL("support/spark-rows.py", import.meta.url));
    const { stdout } = await run(python ?? "", [judge, list], { maxBuffer: 2_000_000_000 });
    return stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What the engine says of them; a record before them says what is read. */
async function byOurEngine(dataset: Dataset, lines: readonly Buffer[]): Promise<unknown[]> {
  const bytes = Buffer.concat([
    Buffer.from("{}\n"),
    ...lines.flatMap((line) => [line, Buffer.from("\n")]),
  ]);
  const found: unknown[] = lines.map(() => null);
  for await (const { records } of readCheckedRecords(dataset, bytes, { format: "json" }))
    for (const record of records)
      if (record.line > 1)
        found[record.line - 2] = record.valid
          ? { row: dataset.columns.map(({ name, type }) => plain(type, record.value[name])) }
          : { issues: record.issues.map(({ code, path }) => [code, path]) };
  return found;
}

/** A value as `spark-rows.py` has it. */
function plain(type: DataType, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  const text = String(value as string | number | bigint);
  switch (type.kind) {
    case "int32":
    case "int64":
      return `i${text}`;
    case "float":
    case "double":
      return `f${bitsOf(Number(value))}`;
    case "decimal":
      return `d${plainDecimal(text)}`;
    case "date":
      return `i${parseDate(text)}`;
    case "timestamp":
      return `i${parseTimestamp(text)?.epochMs}`;
    case "struct":
      return type.fields.map(({ name, type: inside }) =>
        plain(inside, (value as Record<string, unknown>)[name]),
      );
    case "list":
      return (value as unknown[]).map((each) => plain(type.element, each));
    case "map":
      return entriesOf(value)
        .map(([key, each]): [string, unknown] => [key, plain(type.value, each)])
        .toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    default:
      return value;
  }
}

function entriesOf(value: unknown): [string, unknown][] {
  return value instanceof Map
    ? [...(value as Map<string, unknown>)]
    : Object.entries(value as Record<string, unknown>);
}

function plainDecimal(text: string): string {
  const short = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return short === "-0" ? "0" : short;
}

function bitsOf(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString("hex");
}

describe.skipIf(python === undefined)("damaged lines in a job's Python", () => {
  it.each(CASES)("%s", { timeout: 120_000 + LINES * 20 }, async (_, dataset, lines) => {
    const all = [...lines, ...mutatedLines(lines, SEED)];
    const [theirs, ours] = [await byPython(dataset, all), await byOurEngine(dataset, all)];
    expect(theirs).toHaveLength(ours.length);
    const differing = ours.flatMap((our, i) =>
      JSON.stringify(our) === JSON.stringify(theirs[i])
        ? []
        : [{ line: String(all[i]), ours: our, theirs: theirs[i] }],
    );
    expect(differing).toEqual([]);
    const rows = ours.filter((our) => our !== null && "row" in (our as object));
    expect(rows.length).toBeGreaterThan(lines.length / 20);
  });
});
