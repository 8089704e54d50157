import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { startLocalCloud } from "@cloudapi/local";
import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { dataApiWarehouse } from "../src/data-api/index.ts";
import { buildCreateTable, type LoadMode, loadObjects } from "../src/index.ts";
import { BUCKET, MANIFESTS, putSales, type Sale, sale, sales } from "./support/sales.ts";
import { freshDatabase, type StandIn, startStandIn } from "./support/stand-in.ts";

const url = testServer("CLOUDAPI_TEST_POSTGRES");
const UPSERT = { mode: "upsert", keys: ["id"], latestBy: "version" } as const;
const LOADERS = 10;
const FILES = 8;

/** Rows of some keys, of which other files have other versions. */
function rowsOfFile(file: number): Sale[] {
  return Array.from({ length: 20 }, (_, i) => {
    const version = BigInt((file * 7 + i * 5) % 97);
    return sale(`k${(file * 3 + i) % 31}`, 1 + (i % 9), { version, note: `f${file}r${i}` });
  });
}

/** Of each key the row of the highest version, and of those the one that comes last by its other values. */
function latestOf(rows: readonly Sale[]): string[] {
  const best = new Map<string, bigint>();
  for (const { id, version } of rows) if (version >= (best.get(id) ?? -1n)) best.set(id, version);
  return [...best].map(([id, version]) => `${id} ${version}`).toSorted();
}

async function texts(pool: Pool, sql: string): Promise<string[]> {
  const { rows } = await pool.query<{ v: string }>(sql);
  return rows.map(({ v }) => v).toSorted();
}

describe.skipIf(url === undefined)(
  "loads that cross, on PostgreSQL (CLOUDAPI_TEST_POSTGRES)",
  () => {
    let standIn: StandIn;
    let pool: Pool;
    let database: Awaited<ReturnType<typeof freshDatabase>>;

    beforeAll(async () => {
      standIn = await startStandIn();
      database = await freshDatabase(new URL(url as string));
      ({ pool } = database);
      for (let file = 0; file < FILES; file++)
        await putSales(standIn.s3, `x/${file}.parquet`, rowsOfFile(file));
    });
    afterAll(async () => {
      await standIn.close();
      await database.close();
    });

    it("ten loaders of the same files at once bring each file once, by append and by upsert", async () => {
      const cloud = await startLocalCloud({ warehouse: pool });
      const { endpoint, region, credentials } = cloud.clientConfig;
      const client = new RedshiftDataClient({ endpoint, region, credentials });
      const warehouse = dataApiWarehouse(client, {
        workgroupName: "w",
        database: "d",
        maxDelayMs: 50,
      });
      // COPY reads the objects of the cloud that runs it.
      const s3 = new S3Client(cloud.clientConfig);
      await createBucket(s3);
      for (let file = 0; file < FILES; file++)
        await putSales(s3, `x/${file}.parquet`, rowsOfFile(file));
      const modes: readonly (readonly [string, LoadMode])[] = [
        ["crossed", { mode: "append" }],
        ["crossed_keys", UPSERT],
      ];
      for (const [table] of modes)
        await warehouse.transaction({ statements: buildCreateTable(sales, { table }) });
      const load = (table: string, mode: LoadMode, loader: number) => {
        const objects = Array.from({ length: 3 }, (_, i) => ({
          bucket: BUCKET,
          key: `x/${(loader + i * 2) % FILES}.parquet`,
        }));
        const input = { table, objects, mode, iamRole: "default", manifests: MANIFESTS };
        return loadObjects({ s3, warehouse }, sales, input, { maxAttempts: 40 });
      };
      const loaders = Array.from({ length: LOADERS }, (_, i) => i);
      const reports = await Promise.all(
        modes.flatMap(([table, mode]) => loaders.map((loader) => load(table, mode, loader))),
      );
      const rows = Array.from({ length: FILES }, (_, file) => rowsOfFile(file)).flat();
      const notes = rows.map(({ note = "" }) => note).toSorted();
      expect(await texts(pool, "SELECT note AS v FROM crossed")).toEqual(notes);
      const versions = await texts(pool, "SELECT id || ' ' || version AS v FROM crossed_keys");
      expect(versions).toEqual(latestOf(rows));
      expect(reports.reduce((sum, { loaded }) => sum + loaded.length, 0)).toBe(2 * FILES);
      s3.destroy();
      client.destroy();
      await cloud.close();
    });

    it("a load that is killed before or after any of its statements, and run again, is done once", async () => {
      const killer = killing(pool);
      const cloud = await startLocalCloud({ warehouse: killer.pool as unknown as Pool });
      const { endpoint, region, credentials } = cloud.clientConfig;
      const client = new RedshiftDataClient({ endpoint, region, credentials });
      const warehouse = dataApiWarehouse(client, {
        workgroupName: "w",
        database: "d",
        maxDelayMs: 20,
      });
      const s3 = new S3Client(cloud.clientConfig);
      await createBucket(s3);
      await putSales(s3, "k/1.parquet", rowsOfFile(1));
      await putSales(s3, "k/2.parquet", rowsOfFile(2));
      const expected = latestOf([...rowsOfFile(1), ...rowsOfFile(2)]);
      let killed = 0;
      for (let point = 0; point < 50; point++) {
        const table = `killed_${point}`;
        await warehouse.transaction({ statements: buildCreateTable(sales, { table }) });
        const load = (key: string) =>
          loadObjects(
            { s3, warehouse },
            sales,
            {
              table,
              mode: UPSERT,
              iamRole: "default",
              manifests: MANIFESTS,
              objects: [{ bucket: BUCKET, key }],
            },
            { maxAttempts: 1 },
          );
        await load("k/1.parquet");
        killer.killAt(Math.floor(point / 2), point % 2 === 0 ? "before" : "after");
        await load("k/2.parquet").catch(() => killed++);
        killer.rest();
        await load("k/2.parquet");
        const rows = await texts(pool, `SELECT id || ' ' || version AS v FROM ${table}`);
        const files = await texts(pool, `SELECT object_key AS v FROM ${table}__loads`);
        expect([point, rows, files]).toEqual([point, expected, ["k/1.parquet", "k/2.parquet"]]);
      }
      expect(killed).toBeGreaterThan(40);
      s3.destroy();
      client.destroy();
      await cloud.close();
    }, 300_000);
  },
);

async function createBucket(s3: S3Client): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
}

interface Killable {
  readonly processID?: number;
  query(config: { readonly text: string }): Promise<unknown>;
  release(destroy?: boolean): void;
}

/** A pool whose server loses the connection before or after the statement of a number, of those that do something. */
function killing(pool: Pool) {
  let left = Number.POSITIVE_INFINITY;
  let when: "before" | "after" = "before";
  const kill = async (client: Killable) => {
    await pool.query(`SELECT pg_terminate_backend(${client.processID}, 5000)`);
    throw new Error("Connection terminated unexpectedly");
  };
  const wrapped = (client: Killable): Killable => ({
    ...(client.processID !== undefined && { processID: client.processID }),
    release: (destroy) => client.release(destroy),
    async query(config) {
      const isCounted = !config.text.startsWith("SET ");
      const isIt = isCounted && left-- === 0;
      if (isIt && when === "before") await kill(client);
      const answer = await client.query(config);
      if (isIt) await kill(client);
      return answer;
    },
  });
  return {
    pool: {
      async connect() {
        const client = await pool.connect();
        client.on("error", () => undefined);
        return wrapped(client as unknown as Killable);
      },
    },
    killAt(statement: number, moment: "before" | "after") {
      left = statement;
      when = moment;
    },
    rest() {
      left = Number.POSITIVE_INFINITY;
    },
  };
}
