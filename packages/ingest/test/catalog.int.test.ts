import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { query } from "@cloudapi/athena";
import { decimal, json } from "@cloudapi/core";
import { createTable, icebergSink, loadTable } from "@cloudapi/iceberg";
import { glueCatalog } from "@cloudapi/iceberg/glue";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { s3Sink } from "@cloudapi/transform/s3";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { ensureCatalog } from "../src/glue/index.ts";
import {
  type IngestTarget,
  ingest,
  ndjsonTarget,
  parquetTarget,
  tableTarget,
} from "../src/index.ts";
import { column, fakeSource, people, table } from "./support/fake-source.ts";

/** Each loads, catalogues and asks several times, on a machine that may be busy. */
vi.setConfig({ testTimeout: 180_000 });

const BUCKET = "ingest-tests";
let cloud: LocalCloud;
let s3: S3Client;
let glue: GlueClient;
let athena: AthenaClient;

beforeAll(async () => {
  cloud = await startLocalCloud();
  s3 = new S3Client(cloud.clientConfig);
  glue = new GlueClient(cloud.clientConfig);
  athena = new AthenaClient(cloud.clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
});

afterAll(async () => {
  for (const client of [s3, glue, athena]) client.destroy();
  await cloud.close();
});

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  const place = { outputLocation: `s3://${BUCKET}/results/` };
  for await (const row of query(athena, { sql, ...place })) found.push(row);
  return found;
}

function orders() {
  const columns = [
    column({ name: "id", schema: z.int64() }),
    column({ name: "total", schema: decimal(12, 2) }),
    column({ name: "placed_at", schema: z.iso.datetime({ offset: true }) }),
    column({ name: "day", schema: z.iso.date() }),
    column({ name: "note", schema: json(), nullable: true }),
  ];
  return table("orders", columns, [
    {
      id: 9007199254740993n,
      total: "12.30",
      placed_at: "2025-01-15T10:30:45.123Z",
      day: "2025-01-15",
      note: '{"a":[1]}',
    },
    {
      id: 2n,
      total: "1234567890.12",
      placed_at: "2025-01-16T00:00:00.000Z",
      day: "2025-01-16",
      note: null,
    },
  ]);
}

async function load(
  target: IngestTarget,
  tablePrefix: string,
  loadTime = new Date("2025-01-15T10:30:45Z"),
) {
  const source = fakeSource([people("users", 10), orders()]);
  const report = await ingest({ source, target }, { loadTime });
  expect(report.failed).toEqual([]);
  return ensureCatalog(glue, report, { database: "datalake_db", tablePrefix });
}

describe("tables in the catalog", () => {
  it("JSON Lines are queried by the date of their load", async () => {
    const target = ndjsonTarget(s3Sink(s3, { bucket: BUCKET, prefix: "ndjson" }));
    expect(await load(target, "nd_")).toEqual([
      { status: "done", table: "nd_users", action: "created" },
      { status: "done", table: "nd_orders", action: "created" },
    ]);
    expect(
      await rows(
        "select count(*) n, count(name) named, min(year) year, min(month) month from datalake_db.nd_users",
      ),
    ).toEqual([{ n: 10n, named: 8n, year: "2025", month: "01" }]);
    expect(
      await rows("select id, total, placed_at, day_2, note from datalake_db.nd_orders order by id"),
    ).toEqual([
      {
        id: 2n,
        total: "1234567890.12",
        placed_at: "2025-01-16T00:00:00.000Z",
        day_2: "2025-01-16",
        note: null,
      },
      {
        id: 9007199254740993n,
        total: "12.3",
        placed_at: "2025-01-15T10:30:45.123Z",
        day_2: "2025-01-15",
        note: '{"a":[1]}',
      },
    ]);
    const again = await load(target, "nd_", new Date("2026-02-01T00:00:00Z"));
    expect(again.map((each) => (each.status === "done" ? each.action : each.message))).toEqual([
      "altered",
      "altered",
    ]);
    expect(
      await rows("select year, count(*) n from datalake_db.nd_users group by 1 order by 1"),
    ).toEqual([
      { year: "2025", n: 10n },
      { year: "2026", n: 10n },
    ]);
  });

  it("a load of an earlier year than those that are there comes beside them, also where no state tells of them", async () => {
    const sink = s3Sink(s3, { bucket: BUCKET, prefix: "years" });
    const target = ndjsonTarget(sink);
    const years = ["2025", "2023", "2027", "2024"];
    for (const year of years) {
      const made = await load(target, "yr_", new Date(`${year}-03-01T00:00:00Z`));
      expect(made.map(({ status }) => status)).toEqual(["done", "done"]);
      if (year === "2027")
        await sink.remove(
          ["users", "orders"].map((each) => `years/_ingest/states/shop/${each}.json`),
        );
    }
    expect(
      await rows("select year, count(*) n from datalake_db.yr_users group by 1 order by 1"),
    ).toEqual(years.toSorted().map((year) => ({ year, n: 10n })));
  });

  it("the first table of a catalog has the years of all loads before it", async () => {
    const target = ndjsonTarget(s3Sink(s3, { bucket: BUCKET, prefix: "late" }));
    const source = fakeSource([people("users", 10), orders()]);
    for (const year of [2023, 2026])
      await ingest({ source, target }, { loadTime: new Date(Date.UTC(year, 5)) });
    await load(target, "lt_", new Date("2024-03-01T00:00:00Z"));
    expect(await rows("select distinct year from datalake_db.lt_users order by 1")).toEqual(
      ["2023", "2024", "2026"].map((year) => ({ year })),
    );
  });

  it("Parquet has the types of the contract", async () => {
    const target = parquetTarget(s3Sink(s3, { bucket: BUCKET, prefix: "parquet" }));
    await load(target, "pq_");
    await load(target, "pq_", new Date("2025-01-16T10:30:45Z"));
    expect(
      await rows(
        "select u.id, o.total, o.day from datalake_db.pq_users u join datalake_db.pq_orders o on u.id = o.id",
      ),
    ).toEqual([{ id: 2, total: "1234567890.12", day: "2025-01-16" }]);
    expect(await rows("select count(*) n from datalake_db.pq_users")).toEqual([{ n: 10n }]);
  });

  it("Iceberg tables get one commit a load", async () => {
    const catalog = glueCatalog(glue, s3, { location: `s3://${BUCKET}/iceberg/` });
    const target = tableTarget({
      states: s3Sink(s3, { bucket: BUCKET, prefix: "ice" }),
      tableOf: async (dataset) =>
        icebergSink(await createTable(catalog, { namespace: "datalake_db", dataset })),
    });
    const source = fakeSource([people("ice_users", 10)]);
    const report = await ingest({ source, target });
    expect(report).toMatchObject({ failed: [], rowsWritten: 10 });
    expect(await rows("select count(*) n from datalake_db.ice_users")).toEqual([{ n: 10n }]);
  });

  it("Iceberg tables are merged by key, beside rows that another program has changed", async () => {
    const catalog = glueCatalog(glue, s3, { location: `s3://${BUCKET}/iceberg/` });
    const name = { namespace: "datalake_db", name: "ice_parts" };
    const target = tableTarget({
      states: s3Sink(s3, { bucket: BUCKET, prefix: "ice" }),
      tableOf: async (dataset) => {
        const isThere = (await catalog.load(name)) !== undefined;
        const there = isThere
          ? await loadTable(catalog, name)
          : await createTable(catalog, { ...name, dataset });
        return icebergSink(there);
      },
    });
    const parts = people("ice_parts", 6);
    const source = fakeSource([parts]);
    const input = { source, target, mode: "merge" } as const;
    expect((await ingest(input)).failed).toEqual([]);
    await rows("insert into datalake_db.ice_parts values (7, 'by hand')");
    parts.rows = [...parts.rows, { id: 7, name: "seven" }, { id: 8, name: "eight" }];
    expect((await ingest(input)).failed).toEqual([]);
    expect(
      await rows("select id, name from datalake_db.ice_parts where id > 5 order by id"),
    ).toEqual([
      { id: 6, name: "person 6" },
      { id: 7, name: "seven" },
      { id: 8, name: "eight" },
    ]);
    expect(await rows("select count(*) n from datalake_db.ice_parts")).toEqual([{ n: 8n }]);
  });
});
