import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Dataset, defineDataset } from "@cloudapi/core";
import { readCheckedRecords } from "@cloudapi/records";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { compileSparkJob } from "../src/spark/index.ts";

const python = testServer("CLOUDAPI_TEST_PYTHON");
const run = promisify(execFile);

/** Without the flag u, a class has the two halves of a character. */
const UNITS = "^.[é😀]+$";

/** A field, and values of it as they stand in JSON. */
const FIELDS: Readonly<Record<string, readonly [z.ZodType, ...string[]]>> = {
  "a range from a bracket": [z.string().regex(/^[[-a]$/), '"["', '"^"', '"-"'],
  "a range from a caret": [z.string().regex(/^[a[^-z]$/), '"["', '"_"', '"-"', '"k"'],
  "a character of two units": [z.string().regex(/^😀$/), '"😀"', '"\\ud83d\\ude00"', '"😀😀"'],
  "its units": [z.string().regex(new RegExp(UNITS)), '"😀"', '"xé"', '"x"'],
  "a character of two units, with u": [z.string().regex(/^[é😀]$/u), '"😀"', '"é"', '"x"'],
  "names of groups": [z.string().regex(/^(?:(?<é>a)|(?<è>b))$/), '"a"', '"b"', '"c"'],
  "lengths of what is no text": [
    z.string().min(2).max(3),
    '{"length":"3"}',
    '{"length":"x"}',
    '{"length":null}',
    '{"length":[5]}',
    "[1]",
  ],
  "an exact length of what is no text": [z.string().length(3), '{"length":"3"}', '{"length":3}'],
  "a list that is too long": [z.array(z.string()).max(1), "[1,1]", '["a","b"]', "[1]"],
  "numbers in one": [z.array(z.number()).length(1), '["a","b"]', "[1,2]"],
  "keys that are numbers": [z.record(z.string(), z.number()), '{"b":"x","10":"y","9":null}'],
};

const partitioned = defineDataset({
  name: "partitioned",
  schema: z.object({ a: z.int32(), b: z.string(), on: z.iso.date() }),
  eventTime: "on",
  partition: {
    by: [{ column: "a", range: { from: 0, to: 9 } }, "b"],
    granularity: "day",
    layout: "hive",
    range: { from: "2025-01-01", to: "2025-12-31" },
  },
}) as unknown as Dataset;

const CASES = [
  ...Object.entries(FIELDS).map(([name, [field, ...values]]) => ({
    name,
    dataset: defineDataset({ name: "d", schema: z.object({ field }) }) as unknown as Dataset,
    lines: values.map((value) => `{"field":${value}}`),
  })),
  {
    name: "a partition beside a value that is missing",
    dataset: partitioned,
    lines: ['{"a":10,"on":"2025-01-15"}', '{"b":"x/y","on":"2025-01-15"}', '{"a":1,"b":"c"}'],
  },
];

/** The codes and paths that the engine has for each line. */
async function byOurEngine(dataset: Dataset, lines: readonly string[]): Promise<unknown[]> {
  const found: unknown[] = [];
  const text = lines.map((line) => `${line}\n`).join("");
  for await (const { records } of readCheckedRecords(dataset, text, { format: "json" }))
    for (const record of records)
      found.push(record.valid ? [] : record.issues.map(({ code, path }) => [code, path]));
  return found;
}

describe.skipIf(python === undefined)("a job in Python alone", () => {
  let folder = "";
  let answer: { cases: unknown[][]; moves: string[][] } = { cases: [], moves: [] };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "spark-lines-"));
    const list = join(folder, "cases.json");
    const cases = CASES.map(({ dataset, lines }) => {
      const { script } = compileSparkJob(dataset);
      return { script, lines };
    });
    await writeFile(list, JSON.stringify(cases));
    const judge = fileURLToPath(new URL("support/spark-lines.py", import.meta.url));
    const { stdout } = await run(python ?? "", [judge, list]);
    answer = JSON.parse(stdout) as typeof answer;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(CASES.map(({ name }, i) => [name, i] as const))(
    "says of lines what the engine says: %s",
    async (_, i) => {
      const { dataset, lines } = CASES[i] as (typeof CASES)[number];
      const ours = await byOurEngine(dataset, lines);
      expect(ours).toHaveLength(lines.length);
      expect(answer.cases[i]).toEqual(ours);
    },
  );

  it("moves a file once, also where it was copied before the run was killed", () => {
    expect(answer.moves).toEqual([["end"], ["end"], ["end"]]);
  });
});
