import { GlueClient } from "@aws-sdk/client-glue";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { defineDataset } from "@cloudapi/core";
import {
  createTable,
  type IcebergCatalog,
  type IcebergTable,
  icebergSink,
  loadTable,
  planScan,
  snapshots,
  tagSnapshot,
} from "@cloudapi/iceberg";
import { glueCatalog } from "@cloudapi/iceberg/glue";
import { writeRows } from "@cloudapi/transform";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { BUCKET, useAthena } from "./athena/use-athena.ts";
import { commitDeletes } from "./iceberg/commit-deletes.ts";

const orders = defineDataset({
  name: "orders",
  schema: z.object({
    id: z.int32(),
    at: z.iso.datetime({ offset: true }),
    city: z.string().nullable(),
  }),
  eventTime: "at",
  partition: { granularity: "day", layout: "hive" },
});

const test = useAthena();
let glue: GlueClient;
let catalog: IcebergCatalog;
let tables = 0;

beforeAll(() => {
  glue = new GlueClient(test.clientConfig);
  catalog = glueCatalog(glue, test.s3, { location: `s3://${BUCKET}/lake/` });
});
afterAll(() => glue.destroy());

/** A table with the same rows each day. */
async function newTable(days = 3): Promise<IcebergTable> {
  const name = `orders_${++tables}`;
  const table = await createTable(catalog, { namespace: "default", name, dataset: orders });
  for (let day = 1; day <= days; day++) {
    const rows = ["Köln", "Rom", null].map((city, i) => ({
      id: day * 10 + i,
      at: `2025-01-0${day}T10:00:0${i}Z`,
      city,
    }));
    await writeRows(orders, [rows], icebergSink(table), { sourceId: `day ${day}` });
  }
  return loadTable(catalog, table.name);
}

async function ids(sql: string): Promise<string> {
  return (await test.rows(sql)).map(([id]) => id).join(" ");
}

it("reads only the files that a condition leaves, and says how much it read", async () => {
  const { name } = (await newTable()).name;
  const all = await test.run(`SELECT id FROM ${name}`);
  const third = Math.round(all.bytes / 3);
  const bytes = async (where: string) =>
    (await test.run(`SELECT id FROM ${name} WHERE ${where}`)).bytes;
  expect(all.rows).toHaveLength(9);
  // Both columns are read, of one file.
  for (const where of [
    "at >= TIMESTAMP '2025-01-03 00:00:00'",
    "at > DATE '2025-01-02' AND at < DATE '2025-01-03'",
    "DATE '2025-01-03' < at",
  ])
    expect(await bytes(where), where).toBeLessThan(all.bytes);
  for (const where of [
    "id = 21",
    "id BETWEEN 28 AND 35",
    "id IN (10, 11) OR id = 12",
    "id < 15.0E0 AND id < 13",
  ])
    expect(await bytes(where), where).toBe(third);
  expect(await bytes("id > 100")).toBe(0);
  expect(await bytes("id IS NULL")).toBe(0);
  // What can't be told by bounds is read.
  expect(await bytes("id % 2 = 0")).toBe(all.bytes);
  expect(await bytes("id <> 10")).toBe(all.bytes);
});

it("reads a table as it was: by id, by time, by tag", async () => {
  const table = await newTable(2);
  const { name } = table.name;
  const [first, second] = snapshots(table);
  if (first === undefined || second === undefined) throw new Error("no snapshots");
  await tagSnapshot(table, { tag: "eve", snapshotId: first.snapshotId });
  const before = "10 11 12";
  const sql = (at: string) => `SELECT id FROM ${name} ${at} ORDER BY id`;
  expect(await ids(sql(`FOR VERSION AS OF ${first.snapshotId}`))).toBe(before);
  expect(await ids(sql("FOR VERSION AS OF 'eve'"))).toBe(before);
  const time = first.committedAt.toISOString().replace("T", " ").replace("Z", "");
  expect(await ids(sql(`FOR TIMESTAMP AS OF TIMESTAMP '${time} UTC'`))).toBe(before);
  for (const now of ["current_timestamp", "(localtimestamp - INTERVAL '0.001' SECOND)"])
    expect(await ids(sql(`FOR TIMESTAMP AS OF ${now}`))).toBe(`${before} 20 21 22`);
  expect(
    await test.rows(
      `SELECT count(*) FROM ${name} FOR VERSION AS OF 'eve' a RIGHT JOIN ${name} b ON a.id = b.id WHERE a.id IS NULL`,
    ),
  ).toEqual([["3"]]);
  expect(await test.reason(sql("FOR VERSION AS OF 'morrow'"))).toBe(
    "INVALID_ARGUMENTS: Cannot find snapshot with reference name: morrow",
  );
  expect(await test.reason(sql("FOR VERSION AS OF 7"))).toMatch(/^INVALID_ARGUMENTS: .* 7$/);
  expect(await test.reason(sql("FOR TIMESTAMP AS OF DATE '2020-01-01'"))).toMatch(
    /^INVALID_ARGUMENTS: No version history/,
  );
  expect(await test.reason(sql("FOR TIMESTAMP AS OF 1"))).toMatch(/^NOT_SUPPORTED/);
  expect(await test.reason(sql("FOR VERSION AS OF id"))).toMatch(/^COLUMN_NOT_FOUND/);
  expect(await test.reason(`SELECT * FROM "${name}$files" FOR VERSION AS OF 'eve'`)).toMatch(
    /^NOT_SUPPORTED/,
  );
});

it("refuses to read a table as it will be", async () => {
  const { name } = (await newTable(1)).name;
  const reason = (time: string) =>
    test.reason(`SELECT count(*)\nFROM ${name} FOR TIMESTAMP AS OF ${time}`);
  const column = `FROM ${name} `.length + 1;
  for (const [time, text] of [
    ["TIMESTAMP '2100-01-01 00:00:00.123456 UTC'", "2100-01-01 00:00:00.123456 UTC"],
    ["TIMESTAMP '2100-01-01 00:00:00 Europe/Berlin'", "2100-01-01 00:00:00 Europe/Berlin"],
    ["TIMESTAMP '2100-01-01 00:00:00'", "2100-01-01 00:00:00"],
    ["DATE '2100-01-01'", "2100-01-01"],
  ])
    expect(await reason(time ?? "")).toBe(
      `INVALID_ARGUMENTS: line 2:${column}: Pointer value '${text}' is not in the past`,
    );
  for (const time of ["(current_timestamp + INTERVAL '1' SECOND)", "localtimestamp"])
    expect(await reason(time)).toMatch(/^INVALID_ARGUMENTS: .* is not in the past$/);
});

it("leaves out what equality deletes name, null included, and what came after them stays", async () => {
  const table = await newTable(1);
  const { name } = table.name;
  const path = `${table.metadata.location}/data/deletes.parquet`;
  const [cityId, idId] = ["city", "id"].map(
    (column) => table.metadata.schemas[0]?.fields.find((field) => field.name === column)?.id ?? 0,
  );
  const partition = (await planScan(table)).tasks[0]?.file.partition ?? [];
  const deleted = { content: "equality-deletes", format: "parquet", rows: 2, partition } as const;
  const bytes = await test.parquet(
    "SELECT * FROM (VALUES (CAST(NULL AS VARCHAR), CAST(12 AS INTEGER)), ('Rom', 99)) AS v(city, id)",
    `FIELD_IDS {city: ${cityId}, id: ${idId}}`,
  );
  await commitDeletes(table, { ...deleted, path, equalityIds: [cityId ?? 0, idId ?? 0] }, bytes);
  expect(await ids(`SELECT id FROM ${name} ORDER BY id`)).toBe("10 11");
  // The compared columns are not asked for.
  expect(await test.rows(`SELECT count(*) FROM ${name} WHERE at IS NOT NULL`)).toEqual([["2"]]);
  const row = { id: 12, at: "2025-01-01T11:00:00Z", city: null };
  await writeRows(orders, [[row]], icebergSink(await loadTable(catalog, table.name)), {
    sourceId: "again",
  });
  expect(await ids(`SELECT id FROM ${name} ORDER BY id`)).toBe("10 11 12");
  expect(
    await test.rows(`SELECT content, record_count FROM "${name}$files" WHERE content = 2`),
  ).toEqual([["2", "2"]]);
});

it("compares equality deletes with the partition, where its files don't have the column", async () => {
  await test.rows(
    `CREATE TABLE by_city WITH (table_type = 'ICEBERG', is_external = false, location = 's3://${BUCKET}/by-city/', partitioning = ARRAY['city']) AS
     SELECT 1 AS id, 'Rom' AS city`,
  );
  const table = await loadTable(catalog, { namespace: "default", name: "by_city" });
  const fields = table.metadata.schemas[0]?.fields ?? [];
  const [id = 0, city = 0] = ["id", "city"].map(
    (name) => fields.find((field) => field.name === name)?.id ?? 0,
  );
  const { path = "", partition = [] } = (await planScan(table)).tasks[0]?.file ?? {};
  // As Hive's files are that were brought into a table.
  const bare = "SELECT * FROM (VALUES (CAST(1 AS INTEGER)), (2)) AS v(id)";
  await test.put(
    path.slice(`s3://${BUCKET}/`.length),
    await test.parquet(bare, `FIELD_IDS {id: ${id}}`),
  );
  expect(await test.rows("SELECT * FROM by_city ORDER BY id")).toEqual([
    ["1", "Rom"],
    ["2", "Rom"],
  ]);
  const bytes = await test.parquet(
    "SELECT CAST(2 AS INTEGER) AS id, 'Rom' AS city",
    `FIELD_IDS {id: ${id}, city: ${city}}`,
  );
  await commitDeletes(
    table,
    {
      content: "equality-deletes",
      format: "parquet",
      rows: 1,
      partition,
      path: `${table.metadata.location}/data/deletes.parquet`,
      equalityIds: [id, city],
    },
    bytes,
  );
  expect(await test.rows("SELECT * FROM by_city")).toEqual([["1", "Rom"]]);
  expect(await test.rows("SELECT count(*) FROM by_city")).toEqual([["1"]]);
});

it("refuses deletion vectors by name, and says which file is missing", async () => {
  const table = await newTable(1);
  const { name } = table.name;
  const { tasks } = await planScan(table);
  const path = tasks[0]?.file.path ?? "";
  await test.s3.send(
    new DeleteObjectCommand({ Bucket: BUCKET, Key: path.slice(`s3://${BUCKET}/`.length) }),
  );
  expect(await test.reason(`SELECT * FROM ${name}`)).toContain(path);
  const vector = `${table.metadata.location}/data/vector.puffin`;
  await commitDeletes(
    table,
    {
      content: "position-deletes",
      format: "puffin",
      rows: 1,
      path: vector,
      partition: tasks[0]?.file.partition ?? [],
    },
    new Uint8Array([1]),
  );
  expect(await test.reason(`SELECT * FROM ${name}`)).toContain(
    "does not support deletion vectors of Iceberg tables",
  );
});

it("is read through views, and shows its metadata", async () => {
  const table = await newTable(2);
  const { name } = table.name;
  await test.rows(`CREATE VIEW of_${name} AS SELECT id, city FROM ${name} WHERE city IS NOT NULL`);
  await test.rows(`CREATE VIEW history_of_${name} AS SELECT operation FROM "${name}$snapshots"`);
  expect(await ids(`SELECT id FROM of_${name} WHERE id > 11 ORDER BY id`)).toBe("20 21");
  expect(await test.rows(`SELECT * FROM history_of_${name}`)).toEqual([["append"], ["append"]]);
  expect(
    await test.rows(
      `SELECT partition.at_day, record_count, data.id.max FROM "${name}$partitions" ORDER BY 1`,
    ),
  ).toEqual([
    ["2025-01-01", "3", "12"],
    ["2025-01-02", "3", "22"],
  ]);
  expect(await test.rows(`SELECT name, type FROM "${name}$refs"`)).toEqual([["main", "BRANCH"]]);
  expect(await test.reason(`SELECT * FROM "${name}$position_deletes"`)).toContain(
    "does not support the metadata table",
  );
});
