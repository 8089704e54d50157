import { GlueClient } from "@aws-sdk/client-glue";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { defineDataset } from "@cloudapi/core";
import { createTable } from "@cloudapi/iceberg";
import { glueCatalog } from "@cloudapi/iceberg/glue";
import { expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { BUCKET, useAthena } from "./athena/use-athena.ts";

const point = z.object({ x: z.int32(), note: z.string().nullable() });

const shapes = defineDataset({
  name: "shapes",
  schema: z.object({
    id: z.int32(),
    at: point.nullable(),
    path: z.array(point).nullable(),
    byName: z.record(z.string(), z.object({ tags: z.array(z.string()) })).nullable(),
  }),
});

const test = useAthena();
const TYPES = [
  "integer",
  "row(x integer, note varchar)",
  "array(row(x integer, note varchar))",
  "map(varchar, row(tags array(varchar)))",
];

/** A row of literals, in the types of the columns. */
function rowOf(...values: readonly string[]): string {
  return `SELECT ${values.map((value, i) => `CAST(${value} AS ${TYPES[i]})`).join(", ")}`;
}

const WHOLE = [
  "1",
  "ROW(1, NULL)",
  "ARRAY[ROW(1, NULL)]",
  "MAP(ARRAY['a'], ARRAY[ROW(ARRAY['t'])])",
];
const ALL_NULL = rowOf("2", "NULL", "NULL", "NULL");

async function newTable(name: string): Promise<void> {
  const glue = new GlueClient(test.clientConfig);
  onTestFinished(() => glue.destroy());
  const catalog = glueCatalog(glue, test.s3, { location: `s3://${BUCKET}/lake/` });
  await createTable(catalog, { namespace: "default", name, dataset: shapes });
}

async function dataFiles(): Promise<number> {
  const page = await test.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  return (page.Contents ?? []).filter(({ Key = "" }) => Key.endsWith(".parquet")).length;
}

it("takes null where the table has it, also of what holds something required", async () => {
  await newTable("whole");
  await test.rows(`INSERT INTO whole ${rowOf(...WHOLE)} UNION ALL ${ALL_NULL}`);
  expect(
    await test.rows("SELECT id, at.x, path[1].x, cardinality(byname) FROM whole ORDER BY id"),
  ).toEqual([
    ["1", "1", "1", "1"],
    ["2", undefined, undefined, undefined],
  ]);
});

it("refuses null in what is required, at any depth, and writes nothing", async () => {
  await newTable("refused");
  await test.rows(`INSERT INTO refused ${rowOf(...WHOLE)}`);
  const files = await dataFiles();
  const cases = [
    [0, "NULL", "id"],
    [1, "ROW(NULL, 'n')", "at.x"],
    [2, "ARRAY[ROW(1, 'n'), NULL]", "path.element"],
    [2, "ARRAY[ROW(1, 'n'), ROW(NULL, 'n')]", "path.element.x"],
    [3, "MAP(ARRAY['a', 'b'], ARRAY[ROW(ARRAY['t']), NULL])", "byName.value"],
    [3, "MAP(ARRAY['a'], ARRAY[ROW(NULL)])", "byName.value.tags"],
    [3, "MAP(ARRAY['a'], ARRAY[ROW(ARRAY['t', NULL])])", "byName.value.tags.element"],
  ] as const;
  for (const [at, value, path] of cases) {
    const rows = `${ALL_NULL} UNION ALL ${rowOf(...WHOLE.with(at, value))}`;
    expect(await test.reason(`INSERT INTO refused ${rows}`), path).toBe(
      `CONSTRAINT_VIOLATION: NULL value not allowed for NOT NULL column: ${path}`,
    );
  }
  for (const sql of [
    `UPDATE refused SET at = CAST(ROW(NULL, 'n') AS ${TYPES[1]}) WHERE id = 1`,
    `MERGE INTO refused t USING (VALUES 1) s(k) ON t.id = s.k WHEN MATCHED THEN UPDATE SET at = CAST(ROW(NULL, 'n') AS ${TYPES[1]})`,
  ])
    expect(await test.reason(sql)).toContain("NOT NULL column: at.x");
  expect(await dataFiles()).toBe(files);
  expect(await test.rows("SELECT count(*) FROM refused")).toEqual([["1"]]);
});
