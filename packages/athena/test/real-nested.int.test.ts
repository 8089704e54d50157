import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memorySink, transform } from "@cloudapi/transform";
import { describe, expect, it } from "vitest";
import { queryFilesOnTrino } from "../../../scripts/lib/query-files-on-trino.ts";
import type { TrinoResult } from "../../../scripts/lib/run-on-trino.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { query, selectColumns } from "../src/index.ts";
import { collect } from "./collect.ts";
import { REAL_SETS, type RealSet, readLines } from "./real-nested.ts";
import { queriesOnTrino } from "./rows-on-trino.ts";
import { useLake } from "./use-lake.ts";

const lake = useLake();
const TRINO = testServer("CLOUDAPI_TEST_TRINO");
const TRINO_FILES = testServer("CLOUDAPI_TEST_TRINO_FILES");
/** A folder with real data of these kinds, which is not part of the repository. */
const REAL = process.env["CLOUDAPI_TEST_DATA"] ?? "";

/** The lines through transform into a table: the table's name, and what was rejected. */
async function load({ dataset }: RealSet, lines: readonly string[]) {
  const sink = memorySink();
  const report = await transform(dataset, lines.map((line) => `${line}\n`).join(""), sink, {
    sourceId: dataset.name,
  });
  const location = lake.newLocation();
  for (const [key, bytes] of sink.objects) {
    if (key.endsWith(".parquet")) await lake.put(location, key, bytes);
  }
  const table = `${dataset.name}_${location.replaceAll(/\D/g, "")}`;
  await lake.createTable(dataset, { location, table });
  return { table, report, objects: sink.objects };
}

/** Numbers that a query gives as bigints, as numbers. */
function plain(row: object): unknown[] {
  return Object.values(row).map((value: unknown) =>
    typeof value === "bigint" ? Number(value) : value,
  );
}

async function ask(set: RealSet, table: string): Promise<unknown[][][]> {
  const answers: unknown[][][] = [];
  for (const { sql } of set.questions)
    answers.push((await lake.rows(sql(table))).map((row) => plain(row as object)));
  return answers;
}

/** The same questions put to Trino over the files of transform. */
async function askFiles(
  endpoint: string,
  { dataset, questions }: RealSet,
  objects: ReadonlyMap<string, Uint8Array>,
): Promise<unknown[][][]> {
  const folder = await mkdtemp(join(tmpdir(), "real-nested-"));
  try {
    const files = [...objects].filter(([key]) => key.endsWith(".parquet"));
    for (const [i, [, bytes]] of files.entries())
      await writeFile(join(folder, `${i}.parquet`), bytes);
    const sqls = questions.map(({ sql }) => sql);
    return answersOf(await queryFilesOnTrino(endpoint, { folder, columns: dataset.columns }, sqls));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What those that are there answer: over the files of transform, and over rows that were read from them. */
async function askTrino(
  set: RealSet,
  rows: readonly object[],
  objects: ReadonlyMap<string, Uint8Array>,
): Promise<unknown[][][][]> {
  const { dataset, questions } = set;
  const sqls = questions.map(({ sql }) => sql);
  return [
    ...(TRINO_FILES === undefined ? [] : [await askFiles(TRINO_FILES, set, objects)]),
    ...(TRINO === undefined
      ? []
      : [answersOf(await queriesOnTrino(TRINO, { dataset, rows }, sqls))]),
  ];
}

function answersOf(results: readonly TrinoResult[]): unknown[][][] {
  return results.map(({ rows }) => rows.map((row) => plain(row)));
}

async function typedRows({ dataset }: RealSet, table: string): Promise<object[]> {
  const sql = `SELECT ${selectColumns(dataset)} FROM ${table}`;
  const rows = query(lake.athena, { sql, ...lake.place, schema: dataset }, lake.options);
  return (await collect(rows)) as object[];
}

/** What the records of a set answer, told without SQL. */
function expected(set: RealSet, lines: readonly string[]): unknown[][][] {
  const records = lines.map((line) => JSON.parse(line) as unknown);
  return set.questions.map(({ answer }) => answer(records).map((row) => [...row]));
}

describe.each(REAL_SETS)("$dataset.name", (set) => {
  const sources = [
    { name: "a sample of the same shapes", lines: readLines(set.sample), rejected: set.rejected },
    ...(existsSync(join(REAL, set.file)) && REAL !== ""
      ? [
          {
            name: "real data (CLOUDAPI_TEST_DATA)",
            lines: readLines(join(REAL, set.file)),
            rejected: set.rejectedOfReal,
          },
        ]
      : []),
  ];

  it.each(sources)(
    "$name: every record is a row or rejected with its place, and SQL says what JavaScript does",
    { timeout: 600_000 },
    async ({ lines, rejected }) => {
      const { table, report, objects } = await load(set, lines);
      const said = report.rejections.map(({ issues }) => issues[0]?.message ?? "");
      expect(said).toEqual(rejected.map((part) => expect.stringContaining(part) as string));
      expect(report.rowsWritten).toBe(lines.length - rejected.length);
      const refused = new Set(report.rejections.map(({ line }) => line));
      const valid = lines.filter((_, i) => !refused.has(i + 1));
      const answers = expected(set, valid);
      expect(await ask(set, table)).toEqual(answers);

      const rows = await typedRows(set, table);
      expect(rows).toHaveLength(valid.length);
      for (const row of rows) {
        const { requestParameters: json } = row as { requestParameters?: string | null };
        const isAsItStood =
          typeof json !== "string" ||
          valid.some((line) => line.includes(`"requestParameters":${json}`));
        expect(isAsItStood, json ?? "").toBe(true);
      }
      const onTrino = await askTrino(set, rows, objects);
      expect(onTrino).toEqual(onTrino.map(() => answers));
    },
  );
});
