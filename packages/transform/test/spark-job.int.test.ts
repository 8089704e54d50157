import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Dataset } from "@cloudapi/core";
import { fileSource, folderSink, type QuarantineRecord, transform } from "@cloudapi/transform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { compareTables } from "./support/compare-tables.ts";
import { faultyLines } from "./support/faulty-lines.ts";
import { listFolder } from "./support/list-folder.ts";
import { SPARK_CASES } from "./support/spark-contracts.ts";
import { type JobEnd, type JobRun, runSparkJobs } from "./support/spark-jobs.ts";

const spark = testServer("CLOUDAPI_TEST_SPARK");
const LINES = 4000;
let folder = "";
let ends: ReadonlyMap<string, JobEnd> = new Map();

/** The rejected rows that a run kept, without the words of their messages. */
async function rejectedIn(target: string): Promise<Map<string, object[]>> {
  const files = (await listFolder(target)).filter((name) => name.endsWith(".ndjson")).sort();
  const read = files.map(async (name) => {
    const lines = (await readFile(join(target, name), "utf8")).split("\n").slice(0, -1);
    return [name, lines.map((line) => withoutWords(JSON.parse(line) as QuarantineRecord))] as const;
  });
  return new Map(await Promise.all(read));
}

function withoutWords({ issues, ...record }: QuarantineRecord): object {
  return { ...record, issues: issues.map(({ code, path }) => ({ code, path })) };
}

interface Prepared extends JobRun {
  readonly files: readonly string[];
}

async function prepare(
  name: string,
  dataset: Dataset,
  files: Readonly<Record<string, Uint8Array>>,
  ...more: string[]
): Promise<Prepared> {
  const source = join(folder, name, "raw");
  await mkdir(source, { recursive: true });
  for (const [file, bytes] of Object.entries(files)) await writeFile(join(source, file), bytes);
  const target = join(folder, name, "spark");
  return {
    name,
    dataset,
    files: Object.keys(files).map((file) => join(source, file)),
    args: ["--source", source, "--target", target, ...more],
  };
}

async function byOurEngine({ name, dataset, files }: Prepared): Promise<void> {
  for (const file of files)
    await transform(dataset, fileSource(file), folderSink(join(folder, name, "ours")), {
      format: "json",
    });
}

describe.skipIf(spark === undefined)("a Spark job beside the engine", () => {
  const names = ["logs", "everything", "orders", "trail"] as const;
  let jobs: readonly Prepared[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "spark-job-"));
    jobs = await Promise.all(
      names.map((name, i) => {
        const { dataset, right, at } = SPARK_CASES[name];
        const first = Buffer.from(`${JSON.stringify(right())}\n`);
        const lines = faultyLines(right, { lines: LINES, seed: 20 + i, at });
        return prepare(name, dataset, {
          "a b%20é.ndjson": Buffer.concat([Buffer.from("\uFEFF"), first, lines]),
          "cut.ndjson": Buffer.concat([first, Buffer.from('{"order_id":1,"on"')]),
          "ends in half a letter.ndjson": Buffer.concat([first, Buffer.from([0x22, 0xe2, 0x82])]),
          "right.ndjson": first,
          "of two members.ndjson.gz": Buffer.concat([
            gzipSync(Buffer.concat([Buffer.from("\uFEFF"), first, lines.subarray(0, 90_000)])),
            gzipSync(Buffer.concat([lines.subarray(90_000, 150_000), Buffer.from('\n{"on"')])),
            Buffer.alloc(20),
          ]),
          "ends.ndjson.gz": gzipSync(Buffer.concat([first, Buffer.from('{"on"\n')])),
        });
      }),
    );
    for (const job of jobs) await byOurEngine(job);
    ends = await runSparkJobs(spark ?? "", join(folder, "scripts"), jobs);
  }, 480_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(names)("writes the same rows of %s", async (name) => {
    const [ours, theirs] = [join(folder, name, "ours"), join(folder, name, "spark")];
    const rows = ends.get(name)?.rowsValid;
    expect(rows).toBeGreaterThan(LINES / 3);
    expect(await compareTables(ours, theirs)).toEqual({ rows, missing: 0, added: 0 });
  });

  it.each(names)("keeps the same rejected rows of %s, for the same reasons", async (name) => {
    const [ours, theirs] = await Promise.all([
      rejectedIn(join(folder, name, "ours")),
      rejectedIn(join(folder, name, "spark")),
    ]);
    expect(ends.get(name)?.rowsRejected).toBe([...ours.values()].flat().length);
    expect([...theirs.keys()]).toEqual([...ours.keys()]);
    for (const [file, rows] of ours) expect(theirs.get(file)).toEqual(rows);
  });
});
