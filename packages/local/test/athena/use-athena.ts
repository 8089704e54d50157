import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
} from "@aws-sdk/client-athena";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll } from "vitest";
import { type LocalCloud, startLocalCloud } from "../../src/index.ts";

export const BUCKET = "lake";
export const OUTPUT = `s3://${BUCKET}/results/`;

/** What a statement came to: its execution, and its rows without the row of names. */
export interface Ran {
  readonly execution: QueryExecution;
  readonly state: string;
  readonly reason: string | undefined;
  readonly bytes: number;
  readonly columns: readonly ColumnInfo[];
  readonly rows: readonly (readonly (string | undefined)[])[];
}

export interface TestAthena {
  readonly clientConfig: LocalCloud["clientConfig"];
  readonly athena: AthenaClient;
  readonly s3: S3Client;
  put(key: string, body: string | Uint8Array): Promise<void>;
  get(location: string): Promise<Buffer>;
  /** The rows of a DuckDB query as a Parquet file, with other options of COPY. */
  parquet(sql: string, options?: string): Promise<Uint8Array>;
  start(sql: string, more?: Partial<StartQueryExecutionCommandInput>): Promise<string>;
  wait(id: string): Promise<QueryExecution>;
  /** Run to the end, whatever it is. */
  run(sql: string, more?: Partial<StartQueryExecutionCommandInput>): Promise<Ran>;
  /** Run, expecting success: the rows. */
  rows(sql: string, parameters?: string[]): Promise<Ran["rows"]>;
  /** Run, expecting failure: the reason. */
  reason(sql: string, parameters?: string[]): Promise<string>;
}

/** A cloud with a bucket and an Athena client for the tests of a file. */
export function useAthena(): TestAthena {
  let cloud: LocalCloud;
  let s3: S3Client;
  let athena: AthenaClient;
  let folder: string;
  let files = 0;
  let writing: Promise<Writer> | undefined;
  beforeAll(async () => {
    cloud = await startLocalCloud();
    s3 = new S3Client(cloud.clientConfig);
    athena = new AthenaClient({ ...cloud.clientConfig, maxAttempts: 1 });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    folder = await mkdtemp(join(tmpdir(), "athena-test-"));
  });
  afterAll(async () => {
    s3.destroy();
    athena.destroy();
    await cloud.close();
    (await writing)?.close();
    await rm(folder, { recursive: true });
  });
  const test: TestAthena = {
    get clientConfig() {
      return cloud.clientConfig;
    },
    get athena() {
      return athena;
    },
    get s3() {
      return s3;
    },
    async put(key, body) {
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
    },
    async get(location) {
      const key = location.slice(`s3://${BUCKET}/`.length);
      const object = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
      return Buffer.from((await object.Body?.transformToByteArray()) ?? []);
    },
    async parquet(sql, options = "") {
      const path = join(folder, `${files++}.parquet`);
      writing ??= openWriter();
      await (await writing).run(
        `COPY (${sql}) TO '${path}' (FORMAT parquet${options === "" ? "" : `, ${options}`})`,
      );
      return readFile(path);
    },
    async start(sql, more = {}) {
      const started = await athena.send(
        new StartQueryExecutionCommand({
          QueryString: sql,
          ResultConfiguration: { OutputLocation: OUTPUT },
          ...more,
        }),
      );
      return started.QueryExecutionId ?? "";
    },
    async wait(id) {
      for (let pause = 5; ; pause *= 1.5) {
        // Asking costs more than most statements do.
        await new Promise((resolve) => setTimeout(resolve, pause));
        const { QueryExecution: execution } = await athena.send(
          new GetQueryExecutionCommand({ QueryExecutionId: id }),
        );
        const state = execution?.Status?.State ?? "";
        if (execution !== undefined && state !== "QUEUED" && state !== "RUNNING") return execution;
      }
    },
    async run(sql, more = {}) {
      const execution = await test.wait(await test.start(sql, more));
      const state = execution.Status?.State ?? "";
      const base = {
        execution,
        state,
        reason: execution.Status?.StateChangeReason,
        bytes: execution.Statistics?.DataScannedInBytes ?? -1,
      };
      if (state !== "SUCCEEDED" || SILENT.test(execution.SubstatementType ?? ""))
        return { ...base, columns: [], rows: [] };
      const { ResultSet: results } = await athena.send(
        new GetQueryResultsCommand({ QueryExecutionId: execution.QueryExecutionId }),
      );
      const all = (results?.Rows ?? []).map((row) => (row.Data ?? []).map((d) => d.VarCharValue));
      const rows = execution.StatementType === "DML" ? all.slice(1) : all;
      return { ...base, columns: results?.ResultSetMetadata?.ColumnInfo ?? [], rows };
    },
    async rows(sql, parameters) {
      const ran = await test.run(
        sql,
        parameters === undefined ? {} : { ExecutionParameters: parameters },
      );
      if (ran.state !== "SUCCEEDED") throw new Error(`${sql}: ${ran.state}: ${ran.reason}`);
      return ran.rows;
    },
    async reason(sql, parameters) {
      const ran = await test.run(
        sql,
        parameters === undefined ? {} : { ExecutionParameters: parameters },
      );
      if (ran.state !== "FAILED") throw new Error(`${sql}: ${ran.state}, not FAILED`);
      return ran.reason ?? "";
    },
  };
  return test;
}

/** Statements that succeed without a result. */
const SILENT = /^(?:CREATE|DROP|ALTER)_/;

interface Writer {
  run(sql: string): Promise<unknown>;
  close(): void;
}

/** A DuckDB that writes Parquet, for all tests of a file. */
async function openWriter(): Promise<Writer> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  return {
    run: (sql) => connection.run(sql),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** The error a call to Athena ends with. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ name: string; message: string; code: string | undefined }> {
  try {
    await call;
  } catch (error) {
    const { name, message, AthenaErrorCode } = error as Error & { AthenaErrorCode?: string };
    return { name, message, code: AthenaErrorCode };
  }
  throw new Error("the call was expected to fail, but it went through");
}
