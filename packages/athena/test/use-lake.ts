import { AthenaClient } from "@aws-sdk/client-athena";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Dataset } from "@cloudapi/core";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { partitionByDate, toParquet } from "@cloudapi/transform";
import { afterAll, beforeAll } from "vitest";
import {
  buildCreateTable,
  type CreateTableInput,
  type QueryOptions,
  type QueryRun,
  query,
  runQuery,
  type Statement,
} from "../src/index.ts";
import { collect } from "./collect.ts";

/** A bucket and the Athena of an embedded cloud. */
export interface Lake {
  readonly athena: AthenaClient;
  readonly clientConfig: LocalCloud["clientConfig"];
  readonly place: { readonly database: string; readonly outputLocation: string };
  readonly options: QueryOptions;
  /** A location that nothing is in yet. */
  newLocation(): string;
  put(location: string, key: string, body: string | Uint8Array): Promise<void>;
  run(statement: Statement | { readonly sql: string }): Promise<QueryRun>;
  rows(sql: string): Promise<unknown[]>;
  createTable(
    dataset: Dataset,
    input: Partial<CreateTableInput> & { readonly location: string },
  ): Promise<void>;
  /** The rows as Parquet, by partition, under a new location, with a table over them. */
  load(dataset: Dataset, rows: readonly Record<string, unknown>[], table: string): Promise<string>;
}

const BUCKET = "athena-tests";

/** Start a cloud before the tests of a file and stop it after them. */
export function useLake(): Lake {
  let cloud: LocalCloud;
  let s3: S3Client;
  let athena: AthenaClient;
  let locations = 0;
  beforeAll(async () => {
    cloud = await startLocalCloud();
    s3 = new S3Client(cloud.clientConfig);
    athena = new AthenaClient(cloud.clientConfig);
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  });
  afterAll(async () => {
    athena.destroy();
    s3.destroy();
    await cloud.close();
  });
  const lake: Lake = {
    get athena() {
      return athena;
    },
    get clientConfig() {
      return cloud.clientConfig;
    },
    place: { database: "default", outputLocation: `s3://${BUCKET}/results/` },
    options: { poll: { initialDelayMs: 2, maxDelayMs: 20 } },
    newLocation: () => `s3://${BUCKET}/table-${++locations}/`,
    put: async (location, key, Body) => {
      const Key = location.slice(`s3://${BUCKET}/`.length) + key;
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
    },
    run: (statement) => runQuery(athena, { ...statement, ...lake.place }, lake.options),
    rows: (sql) => collect(query(athena, { sql, ...lake.place }, lake.options)),
    createTable: async (dataset, input) => {
      await lake.run(buildCreateTable(dataset, input));
    },
    load: async (dataset, rows, table) => {
      const location = lake.newLocation();
      for (const [path, part] of partitionByDate(rows, dataset)) {
        await lake.put(location, `${path}part.parquet`, toParquet(dataset, part));
      }
      await lake.createTable(dataset, { location, table });
      return location;
    },
  };
  return lake;
}
