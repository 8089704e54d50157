import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { query, selectColumns } from "@cloudapi/athena";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { s3Sink } from "@cloudapi/transform/s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { ensureCatalog } from "../src/glue/index.ts";
import { ingest, ndjsonTarget, parquetTarget, proposeDataset } from "../src/index.ts";
import { mySqlSource } from "../src/mysql/index.ts";
import { postgresSource } from "../src/postgres/index.ts";
import type { Source } from "../src/source/source.ts";
import type { SourceColumn, SourceTable } from "../src/source/source-table.ts";
import type { IngestTarget } from "../src/target/target.ts";
import { MYSQL_SERVERS, mysqlDatabase } from "./mysql-database.ts";
import { MYSQL_TYPES, makeMysqlTypes } from "./mysql-type-cases.ts";
import { PATIENCE_MS, postgresDatabase } from "./postgres-database.ts";
import { makePostgresTypes, POSTGRES_TYPES } from "./postgres-type-cases.ts";
import type { TypeCase } from "./type-case.ts";

const BUCKET = "lake";

interface Kinds {
  readonly source: Source;
  readonly cases: readonly TypeCase[];
  close(): Promise<void>;
}

const DATABASES: readonly { name: string; isThere: boolean; make: () => Promise<Kinds> }[] = [
  { name: "PostgreSQL", isThere: true, make: postgresKinds },
  ...MYSQL_SERVERS.map(({ variable, url }) => ({
    name: variable,
    isThere: url !== undefined,
    make: () => mysqlKinds(String(url)),
  })),
];

describe.each(DATABASES)("every type of $name", ({ isThere, make }) => {
  let kinds: Kinds;
  let table: SourceTable;
  let cloud: LocalCloud;
  let clients: { s3: S3Client; glue: GlueClient; athena: AthenaClient };

  beforeAll(async () => {
    if (!isThere) return;
    kinds = await make();
    [table] = (await kinds.source.discover({ tables: ["kinds"] })) as [SourceTable];
    cloud = await startLocalCloud();
    const { clientConfig } = cloud;
    clients = {
      s3: new S3Client(clientConfig),
      glue: new GlueClient(clientConfig),
      athena: new AthenaClient(clientConfig),
    };
    await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  }, PATIENCE_MS);

  afterAll(async () => {
    if (!isThere) return;
    for (const client of Object.values(clients)) client.destroy();
    await cloud.close();
    await kinds.close();
  });

  it.skipIf(!isThere)("is queried as it was, from Parquet", async () => {
    const lake = await load("parquet_", parquetTarget(s3Sink(clients.s3, { bucket: BUCKET })));
    const contract = proposeDataset(table);
    const rows = query(
      clients.athena,
      {
        ...place,
        sql: `SELECT ${selectColumns(contract)} FROM lake.parquet_kinds`,
        schema: contract,
      },
      { poll: { initialDelayMs: 2, maxDelayMs: 20 } },
    );
    const found = new Map<number, unknown>();
    for await (const row of rows) {
      const { id, ...columns } = row as Record<string, unknown>;
      const at = Math.floor(Number(id) / 100);
      found.set(Number(id), columns[`c${at}`] ?? null);
    }
    const expected = expectedValues(kinds.cases, table);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected.accepted));
    expect(lake).toMatchObject({
      rowsRead: expected.accepted.length + expected.rejected,
      rowsWritten: expected.accepted.length,
      rowsRejected: expected.rejected,
    });
  });

  it.skipIf(!isThere)("is counted as it was, from JSON Lines", async () => {
    const lake = await load(
      "lines_",
      ndjsonTarget(s3Sink(clients.s3, { bucket: BUCKET, prefix: "lines" })),
    );
    const columns = kinds.cases.map((_, at) => `count(c${at}) AS c${at}`);
    const rows = query(
      clients.athena,
      { ...place, sql: `SELECT ${columns.join(", ")} FROM lake.lines_kinds` },
      { poll: { initialDelayMs: 2, maxDelayMs: 20 } },
    );
    const { accepted, rejected } = expectedValues(kinds.cases, table);
    const counts = kinds.cases.map((_, at) =>
      accepted.filter(([id, value]) => Math.floor(id / 100) === at && value !== null),
    );
    for await (const row of rows)
      expect(Object.values(row).map(Number)).toEqual(counts.map(({ length }) => length));
    expect(lake).toMatchObject({ rowsWritten: accepted.length, rowsRejected: rejected });
  });

  const place = { database: "lake", outputLocation: `s3://${BUCKET}/results/` };

  async function load(tablePrefix: string, target: IngestTarget) {
    const report = await ingest(
      { source: kinds.source, tables: ["kinds"], target },
      { maxRejectedRatio: 1, loadTime: new Date("2025-01-15T10:00:00Z") },
    );
    const [made] = await ensureCatalog(clients.glue, report, { database: "lake", tablePrefix });
    expect(made).toMatchObject({ status: "done" });
    return report;
  }
});

/** What stands in the lake for each value, by its row; the others the contract rejects, by zod's own word. */
function expectedValues(
  cases: readonly TypeCase[],
  table: SourceTable,
): { accepted: [number, unknown][]; rejected: number } {
  const all = cases.flatMap(({ values }, at) =>
    values.map(([, canonical], row) => ({
      id: at * 100 + row,
      value:
        canonical instanceof Uint8Array ? Buffer.from(canonical).toString("base64") : canonical,
      column: table.columns[at + 1] as SourceColumn,
    })),
  );
  const accepted = all.filter(({ value, column }) => isAccepted(value, column));
  return {
    accepted: accepted.map(({ id, value, column }) => [id, inLake(value, column.code)]),
    rejected: all.length - accepted.length,
  };
}

function isAccepted(value: unknown, { schema }: SourceColumn): boolean {
  const isPattern = typeof value === "object" && value !== null && "asymmetricMatch" in value;
  return isPattern || z.safeParse(schema, value).success;
}

/** A timestamp has milliseconds, a float 32 bits, and zero no sign. */
function inLake(value: unknown, code: string): unknown {
  if (typeof value === "string" && code.startsWith("z.iso.datetime"))
    return new Date(value).toISOString();
  if (typeof value === "number") return (code === "z.float32()" ? Math.fround(value) : value) + 0;
  if (code.startsWith("z.array")) {
    const element = code.slice("z.array(".length);
    return (value as unknown[]).map((each) => inLake(each, element));
  }
  if (code.startsWith("z.object") && typeof value === "object" && value !== null && "at" in value)
    return { ...value, at: inLake(value.at, "z.iso.datetime") };
  return value;
}

async function postgresKinds(): Promise<Kinds> {
  const database = await postgresDatabase();
  await makePostgresTypes(database.pool);
  return {
    source: postgresSource(database.pool),
    cases: POSTGRES_TYPES,
    close: () => database.close(),
  };
}

async function mysqlKinds(url: string): Promise<Kinds> {
  const database = await mysqlDatabase(url);
  await makeMysqlTypes(database);
  return {
    source: mySqlSource(database.pool),
    cases: MYSQL_TYPES,
    close: () => database.close(),
  };
}
