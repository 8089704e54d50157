import { randomUUID } from "node:crypto";
import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { Pool } from "pg";
import { testServer } from "../../../../scripts/lib/test-server.ts";
import { dataApiWarehouse } from "../../src/data-api/index.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { BUCKET } from "./sales.ts";

/** The embedded cloud with a bucket, and its Data API as a warehouse. */
export interface StandIn {
  readonly cloud: LocalCloud;
  readonly s3: S3Client;
  readonly client: RedshiftDataClient;
  readonly warehouse: Warehouse;
  close(): Promise<void>;
}

/** Start one: over the PostgreSQL that the environment names, or over PGlite, which is in this process. */
export async function startStandIn(): Promise<StandIn> {
  const url = testServer("CLOUDAPI_TEST_POSTGRES");
  const database = url === undefined ? undefined : await freshDatabase(new URL(url));
  const cloud = await startLocalCloud(database === undefined ? {} : { warehouse: database.pool });
  const s3 = new S3Client(cloud.clientConfig);
  const { endpoint, region, credentials } = cloud.clientConfig;
  const client = new RedshiftDataClient({ endpoint, region, credentials });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  return {
    cloud,
    s3,
    client,
    warehouse: dataApiWarehouse(client, { workgroupName: "w", database: "dev", maxDelayMs: 100 }),
    async close() {
      client.destroy();
      s3.destroy();
      await cloud.close();
      await database?.close();
    },
  };
}

/** A database of its own on a server, in pools of which each connection has these settings. */
export async function freshDatabase({ hostname, port }: URL) {
  const place = { host: hostname, port: Number(port), user: "app", password: "app" };
  const database = `test_${randomUUID().slice(0, 8)}`;
  const admin = new Pool({ ...place, database: "postgres", max: 1 });
  await admin.query(`CREATE DATABASE ${database}`);
  const pool = new Pool({ ...place, database, max: 30 });
  pool.on("error", () => undefined);
  return {
    pool,
    async close() {
      await pool.end();
      await admin.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
      await admin.end();
    },
  };
}
