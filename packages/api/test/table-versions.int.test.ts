import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { runQuery } from "@cloudapi/athena";
import { ensureTable } from "@cloudapi/athena/glue";
import { type Dataset, defineDataset } from "@cloudapi/core";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { ensureBucket } from "@cloudapi/s3";
import { toParquet } from "@cloudapi/transform";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { glueTables } from "../src/catalog/index.ts";
import { type Api, athenaEngine, createApi } from "../src/index.ts";

const BUCKET = "versions";
const OUTPUT = { outputLocation: `s3://${BUCKET}/results/` };
const POLL = { initialDelayMs: 2, maxDelayMs: 20 };
const orders = defineDataset({
  name: "orders",
  schema: z.object({ id: z.int32(), status: z.string() }),
});
const SIGNAL = new AbortController().signal;
let cloud: LocalCloud;
let s3: S3Client;
let glue: GlueClient;
let athena: AthenaClient;

beforeAll(async () => {
  cloud = await startLocalCloud();
  s3 = new S3Client(cloud.clientConfig);
  glue = new GlueClient(cloud.clientConfig);
  athena = new AthenaClient(cloud.clientConfig);
  await ensureBucket(s3, { bucket: BUCKET });
});

afterAll(async () => {
  for (const client of [s3, glue, athena]) client.destroy();
  await cloud.close();
});

async function makeTable(dataset: Dataset, table: string): Promise<void> {
  await ensureTable(glue, dataset, {
    database: "default",
    table,
    location: `s3://${BUCKET}/${table}/`,
  });
}

async function put(table: string, name: string, ids: readonly number[]): Promise<void> {
  const Body = toParquet(
    orders,
    ids.map((id) => ({ id, status: "open" })),
  );
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${table}/${name}`, Body }));
}

function run(sql: string) {
  return runQuery(athena, { sql, database: "default", ...OUTPUT }, { poll: POLL });
}

function apiOf(table: string, dataset: Dataset = orders): Api {
  const describe = glueTables({ glue, s3 });
  return createApi({
    engine: athenaEngine(athena, { database: "default", ...OUTPUT, poll: POLL, describe }),
    datasets: [dataset],
    resources: [{ dataset: dataset.name, table, path: "/api/orders" }],
    limits: { versionMs: 0 },
  });
}

async function ask(api: Api, path = "/api/orders") {
  const answer = await api.fetch(new Request(`http://localhost${path}`));
  const body = (await answer.json()) as { items?: { id: number }[]; detail?: string };
  return {
    status: answer.status,
    etag: answer.headers.get("etag"),
    source: answer.headers.get("x-query-source"),
    staleness: answer.headers.get("x-max-staleness"),
    ids: body.items?.map(({ id }) => id),
    body,
  };
}

/** What each step leads to: its rows and where they came from. */
async function follow(api: Api, steps: readonly (() => Promise<unknown>)[]) {
  const seen: unknown[] = [];
  for (const step of steps) {
    await step();
    const { ids, source } = await ask(api);
    seen.push([ids, source, (await ask(api)).source]);
  }
  return seen;
}

it("a cache follows the objects of a table: new ones, others under the same key, and those that are gone", async () => {
  await makeTable(orders, "followed");
  const api = apiOf("followed");
  const seen = await follow(api, [
    () => put("followed", "a.parquet", [1]),
    () => put("followed", "b.parquet", [2]),
    () => put("followed", "b.parquet", [3]),
    () => s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "followed/a.parquet" })),
  ]);
  expect(seen).toEqual([
    [[1], "engine", "cache"],
    [[1, 2], "engine", "cache"],
    [[1, 3], "engine", "cache"],
    [[3], "engine", "cache"],
  ]);
});

it("an ETag follows with it: 304 until a row comes", async () => {
  await makeTable(orders, "tagged");
  await put("tagged", "a.parquet", [1]);
  const api = apiOf("tagged");
  const { etag } = await ask(api);
  const again = () =>
    api.fetch(
      new Request("http://localhost/api/orders", { headers: { "if-none-match": etag ?? "" } }),
    );
  expect((await again()).status).toBe(304);
  await put("tagged", "b.parquet", [2]);
  const changed = await again();
  expect([changed.status, changed.headers.get("etag") === etag]).toEqual([200, false]);
});

it("a cache follows the snapshots of an Iceberg table", async () => {
  await run(
    `CREATE TABLE iced (id int, status string) LOCATION 's3://${BUCKET}/iced/' TBLPROPERTIES ('table_type'='ICEBERG')`,
  );
  const seen = await follow(apiOf("iced"), [
    () => run("INSERT INTO iced VALUES (1, 'open'), (2, 'open')"),
    () => run("DELETE FROM iced WHERE id = 1"),
  ]);
  expect(seen).toEqual([
    [[1, 2], "engine", "cache"],
    [[2], "engine", "cache"],
  ]);
});

it("a cache follows the partitions that are registered", async () => {
  await run(
    `CREATE EXTERNAL TABLE parted (id int, status string) PARTITIONED BY (region string) STORED AS PARQUET LOCATION 's3://${BUCKET}/parted/'`,
  );
  await put("parted", "region=eu/a.parquet", [1]);
  await put("parted", "region=us/a.parquet", [2]);
  const seen = await follow(apiOf("parted"), [
    () => run("ALTER TABLE parted ADD PARTITION (region='eu')"),
    () => run("ALTER TABLE parted ADD PARTITION (region='us')"),
    () => run("ALTER TABLE parted DROP PARTITION (region='eu')"),
  ]);
  expect(seen).toEqual([
    [[1], "engine", "cache"],
    [[1, 2], "engine", "cache"],
    [[2], "engine", "cache"],
  ]);
});

it("what can't be known is not: views, tables with partitions elsewhere, and those of more objects", async () => {
  await makeTable(orders, "large");
  for (const id of [1, 2, 3]) await put("large", `${id}.parquet`, [id]);
  await run("CREATE VIEW seen AS SELECT * FROM large");
  await run(
    `CREATE EXTERNAL TABLE abroad (id int, status string) PARTITIONED BY (region string) STORED AS PARQUET LOCATION 's3://${BUCKET}/abroad/'`,
  );
  await run(
    `ALTER TABLE abroad ADD PARTITION (region='eu') LOCATION 's3://${BUCKET}/somewhere/else/'`,
  );
  const describe = glueTables({ glue, s3, maxObjects: 2 });
  const versions = await Promise.all(
    ["large", "seen", "abroad", "nowhere"].map((table) =>
      describe({ table, database: undefined }, SIGNAL),
    ),
  );
  expect(versions.map((state) => state && state.version)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(versions.map((state) => state !== undefined)).toEqual([true, true, true, false]);
});

it("answers say how old they may be: the time that a version is believed, or that a result is kept without one", async () => {
  await makeTable(orders, "aged");
  await run("CREATE OR REPLACE VIEW aged_view AS SELECT * FROM aged");
  expect((await ask(apiOf("aged"))).staleness).toBe("0");
  expect((await ask(apiOf("aged_view"))).staleness).toBe("10");
});

it("a catalog that doesn't answer costs no request: results are kept for a short time", async () => {
  await makeTable(orders, "unseen");
  await put("unseen", "a.parquet", [1]);
  const describe = () => Promise.reject(new Error("throttled"));
  const api = createApi({
    engine: athenaEngine(athena, { database: "default", ...OUTPUT, poll: POLL, describe }),
    datasets: [orders],
    resources: [{ dataset: "orders", table: "unseen", path: "/api/orders" }],
  });
  const [first, second] = [await ask(api), await ask(api)];
  expect([first.ids, first.source, second.source]).toEqual([[1], "engine", "cache"]);
  expect(first.staleness).toBe("10");
});

it("a table of another contract is not read, and the answer says what differs", async () => {
  const other = defineDataset({
    name: "orders",
    schema: z.object({ id: z.int64(), note: z.string() }),
  });
  await makeTable(other, "other");
  for (const path of ["/api/orders", "/api/orders/aggregates"]) {
    const { status, body } = await ask(apiOf("other"), path);
    expect([status, body]).toMatchObject([503, { code: "CONTRACT_MISMATCH" }]);
    expect(body.detail).toContain(
      'The table "other" was made by another contract than this API: its column "id" is bigint and not int, it has no column "status".',
    );
  }
});

it("a table that has more than the contract is read", async () => {
  const wider = defineDataset({
    name: "orders",
    schema: z.object({ id: z.int32(), status: z.string(), note: z.string().optional() }),
  });
  await makeTable(wider, "wider");
  await put("wider", "a.parquet", [1]);
  expect((await ask(apiOf("wider"))).ids).toEqual([1]);
});

it("a missing table is named", async () => {
  const { status, body } = await ask(apiOf("not_there"));
  expect([status, body]).toMatchObject([503, { code: "TABLE_MISSING" }]);
  expect(body.detail).toContain('"not_there"');
});

it("an API can be refused before it serves, with all that is wrong", async () => {
  const other = defineDataset({ name: "orders", schema: z.object({ id: z.string() }) });
  await makeTable(other, "checked");
  await makeTable(orders, "right");
  await expect(apiOf("checked").checkTables()).rejects.toThrow(
    'its column "id" is string and not int',
  );
  await expect(apiOf("gone").checkTables()).rejects.toMatchObject({
    code: "TABLES_DIFFER",
    message: expect.stringContaining('The table "gone" isn\'t there') as string,
  });
  expect(await apiOf("right").checkTables()).toBeUndefined();
});

it("an engine that knows no catalog can't be asked about tables", async () => {
  const engine = athenaEngine(athena, OUTPUT);
  await expect(createApi({ engine, datasets: [orders] }).checkTables()).rejects.toThrow(
    "describe: glueTables",
  );
});
