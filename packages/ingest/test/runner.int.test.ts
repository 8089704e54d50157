import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AthenaClient } from "@aws-sdk/client-athena";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { query } from "@cloudapi/athena";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import * as z from "zod";
import { IngestError } from "../src/index.ts";
import type { OpenedSource } from "../src/runner/open-source.ts";
import { type RunnerInput, runIngester } from "../src/runner/run-ingester.ts";
import { column, type FakeTable, fakeSource, people, table } from "./support/fake-source.ts";

const BUCKET = "runner-tests";
const PASSWORD = "s3cret-of-root";
let cloud: LocalCloud;
let s3: S3Client;
let folder: string;

beforeAll(async () => {
  cloud = await startLocalCloud();
  s3 = new S3Client(cloud.clientConfig);
  folder = await mkdtemp(join(tmpdir(), "runner-"));
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  for (const [name, value] of Object.entries(cloud.env)) vi.stubEnv(name, value);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  s3.destroy();
  await cloud.close();
  await rm(folder, { recursive: true });
});

let prefix = 0;
beforeEach(() => void prefix++);

function settings(more: Record<string, string> = {}): Record<string, string> {
  return {
    ...cloud.env,
    DB_TYPE: "postgresql",
    POSTGRES_HOST: "db",
    POSTGRES_USER: "root",
    POSTGRES_PASSWORD: PASSWORD,
    POSTGRES_DB: "shop",
    S3_BUCKET_MS2: BUCKET,
    S3_PREFIX: `p${prefix}/`,
    ...more,
  };
}

interface Ran {
  readonly code: number;
  readonly text: string;
}

async function run(
  tables: readonly FakeTable[],
  {
    environment = settings(),
    isTTY = false,
    ...more
  }: Partial<RunnerInput> & { isTTY?: boolean } = {},
): Promise<Ran> {
  let text = "";
  const open = (): Promise<OpenedSource> =>
    Promise.resolve({ source: fakeSource(tables), close: () => Promise.resolve() });
  const code = await runIngester({
    args: [],
    environment,
    output: { isTTY, write: (written: string) => (text += written) },
    signal: new AbortController().signal,
    open,
    ...more,
  });
  expect(text).not.toContain(PASSWORD);
  return { code, text };
}

function logged(text: string): Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function keys(): Promise<string[]> {
  const listed = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: `p${prefix}/` }));
  return (listed.Contents ?? []).map(({ Key = "" }) => Key.slice(`p${prefix}/`.length));
}

it("names every setting that is missing or wrong at once, and ends with 2", async () => {
  const environment = {
    DB_TYPE: "mysql",
    MYSQL_PORT: "none",
    LOG_LEVEL: "loud",
    INGESTION_INTERVAL: "soon",
  };
  const { code, text } = await run([], { environment, isTTY: true });
  expect(code).toBe(2);
  expect(text.split("\n").map((line) => line.split(":")[0])).toEqual([
    "The configuration can't be used",
    "- INGESTION_INTERVAL",
    "- LOG_LEVEL",
    "- MYSQL_HOST",
    "- MYSQL_PORT",
    "- MYSQL_USER",
    "- MYSQL_PASSWORD",
    "- MYSQL_DATABASE",
    "- S3_BUCKET_MS1 or S3_BUCKET",
    "",
  ]);
  const nothing = await run([], { environment: {} });
  expect(nothing.code).toBe(2);
  expect(nothing.text).toContain("DB_TYPE: is missing");
});

it("loads the tables, says so as JSON, and ends with 0", async () => {
  const { code, text } = await run([people("customers", 5), people("invoices", 8)]);
  expect(code).toBe(0);
  expect(logged(text).at(-1)).toMatchObject({
    level: "info",
    rowsRead: 13,
    rowsWritten: 13,
    failed: [],
  });
  const data = (await keys()).filter((key) => key.endsWith("data.json") && !key.startsWith("_"));
  const today = new Date().toISOString().slice(0, 10).split("-");
  const date = `year=${today[0]}/month=${today[1]}/day=${today[2]}`;
  expect(data).toEqual([`customers/${date}/data.json`, `invoices/${date}/data.json`]);
});

it("shows a line for each table on a terminal", async () => {
  const { code, text } = await run([people("customers", 5)], { isTTY: true });
  expect(code).toBe(0);
  expect(text).toMatch(/\rcustomers {15,} 5 rows(?: +\d+\/s)? *\n/);
  const lines = text.split(/[\r\n]/);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(80);
});

it("ends with 1 when a table failed, says which, and has the others", async () => {
  const error = new IngestError(
    "SOURCE_ACCESS_DENIED",
    `No SELECT at postgres://root:${PASSWORD}@db/shop.`,
  );
  const { code, text } = await run([
    people("customers", 5),
    people("payments", 6, { fails: { error, afterBatches: 1, times: 9 } }),
  ]);
  expect(code).toBe(1);
  expect(logged(text).find(({ level }) => level === "error")).toMatchObject({
    table: "payments",
    code: "SOURCE_ACCESS_DENIED",
  });
  expect((await keys()).some((key) => key.startsWith("customers/"))).toBe(true);
});

it("ends with 1 when the source can't be reached", async () => {
  const open = () =>
    Promise.reject(new IngestError("CONNECTION_REFUSED", "db:5432 does not answer."));
  const { code, text } = await run([], { open });
  expect(code).toBe(1);
  expect(logged(text).at(-1)).toMatchObject({ level: "error", code: "CONNECTION_REFUSED" });
});

it("makes the tables in the catalog, and lays one file a table without partitions", async () => {
  const columns = [
    column({ name: "id", schema: z.int32() }),
    column({ name: "year", schema: z.int32() }),
  ];
  const cars = table("cars", columns, [{ id: 1, year: 1999 }]);
  const environment = settings({
    ENABLE_PARTITIONING: "false",
    GLUE_DATABASE: "datalake_db",
    GLUE_TABLE_PREFIX: "ms2_",
  });
  expect((await run([cars], { environment })).code).toBe(0);
  expect(await keys()).toContain("cars/data.json");
  const athena = new AthenaClient(cloud.clientConfig);
  const rows: unknown[] = [];
  const sql = "select * from datalake_db.ms2_cars";
  for await (const row of query(athena, { sql, outputLocation: `s3://${BUCKET}/results/` }))
    rows.push(row);
  athena.destroy();
  expect(rows).toEqual([{ id: 1, year: 1999 }]);
});

it("reads settings of a file, and what the environment has wins", async () => {
  const file = join(folder, "settings.env");
  await writeFile(
    file,
    `INGESTION_TABLES=users\nINGESTION_FORMAT=raw\nSOURCE_NAME=ms2\nLOG_LEVEL=error\n`,
  );
  const environment = settings({ LOG_LEVEL: "info" });
  const { code, text } = await run([people("users", 2), people("others", 2)], {
    args: [file],
    environment,
  });
  expect(code).toBe(0);
  expect(logged(text).at(-1)).toMatchObject({ rowsWritten: 2 });
  expect((await keys()).some((key) => key.startsWith("raw/shop_users/"))).toBe(true);
  expect((await run([], { args: [join(folder, "none.env")] })).code).toBe(2);
});

it("runs again after the interval, reads what is new alone, and ends with 0 when it is stopped between runs", async () => {
  const controller = new AbortController();
  const users = people("users", 2);
  let text = "";
  const code = await runIngester({
    args: [],
    environment: settings({
      INGESTION_INTERVAL: "1",
      INGESTION_MODE: "incremental",
      INGESTION_FORMAT: "parquet",
    }),
    output: {
      write(line: string) {
        text += line;
        const waits = text.split("waitMs").length - 1;
        if (waits === 1) users.rows = [1, 2, 3].map((id) => ({ id, name: "new" }));
        if (waits === 2) controller.abort();
      },
    },
    signal: controller.signal,
    open: () => Promise.resolve({ source: fakeSource([users]), close: () => Promise.resolve() }),
  });
  expect(code).toBe(0);
  expect(
    logged(text).flatMap(({ rowsWritten }) =>
      typeof rowsWritten === "number" ? [rowsWritten] : [],
    ),
  ).toEqual([2, 1]);
});

it("publishes nothing of what is being read when it is stopped, and ends with 1", async () => {
  const controller = new AbortController();
  const output = {
    isTTY: true,
    write: (line: string) => (line.includes("users") ? controller.abort() : undefined),
  };
  const { code } = await run([people("users", 3_000)], { signal: controller.signal, output });
  expect(code).toBe(1);
  expect((await keys()).filter((key) => key.startsWith("users/"))).toEqual([]);
});

it("takes lags of cursors, columns to leave out and fewer rows as settings, and says so where they help", async () => {
  const users = people("users", 5);
  const columns = [
    column({ name: "shape", schema: z.string(), verdict: "refused", how: "It has no form." }),
    ...users.columns,
  ];
  const shapes = table("shapes", columns, [{ shape: "x", id: 1, name: "a" }]);
  const refused = await run([users, shapes]);
  expect(refused.code).toBe(1);
  expect(refused.text).toContain("As a setting: OMIT_COLUMNS=table.column.");
  const omitting = settings({ OMIT_COLUMNS: "shapes.shape" });
  expect((await run([users, shapes], { environment: omitting })).code).toBe(0);
  users.rows = [];
  const emptied = await run([users]);
  expect(emptied.code).toBe(1);
  expect(emptied.text).toContain("As a setting: ALLOW_FEWER_ROWS=true.");
  expect((await run([users], { environment: settings({ ALLOW_FEWER_ROWS: "true" }) })).code).toBe(
    0,
  );
  const lagging = settings({
    S3_PREFIX: `p${prefix}/lag/`,
    INGESTION_MODE: "incremental",
    INGESTION_CURSORS: "others:id:2",
  });
  const { text } = await run([people("others", 5)], { environment: lagging });
  expect(logged(text).at(-1)).toMatchObject({ rowsWritten: 3 });
  const times = settings({
    S3_PREFIX: `p${prefix}/lag/`,
    INGESTION_MODE: "incremental",
    INGESTION_CURSORS: "more:id:2m",
  });
  expect((await run([people("more", 5)], { environment: times })).text).toContain(
    "lagMs, which is for dates and times",
  );
});

it("tells how it is used", async () => {
  const { code, text } = await run([], { args: ["--help"] });
  expect(code).toBe(0);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  const { Body } = await s3
    .send(new GetObjectCommand({ Bucket: BUCKET, Key: "none" }))
    .catch(() => ({ Body: undefined }));
  expect(Body).toBeUndefined();
});

it("ends with 2 when settings name tables and columns that are not there, and loads nothing", async () => {
  const environment = settings({
    INGESTION_MODE: "incremental",
    OMIT_COLUMNS: "users.nmae,ordres.name",
    INGESTION_CURSORS: "users:idd",
    ALLOW_LOSS: "user.name",
  });
  const { code, text } = await run([people("users", 2), people("orders", 2)], { environment });
  expect(code).toBe(2);
  const said = logged(text).find((line) => line["code"] === "UNKNOWN_NAMES");
  expect(said?.["message"]).toMatch(
    /omitColumns: column "nmae" of "users" \(did you mean "name"\?\).*table "ordres" \(did you mean "orders"\?\).*column "idd".*table "user" .*As a setting: OMIT_COLUMNS/,
  );
  expect(await keys()).toEqual([]);
  const again = { ...environment, INGESTION_INTERVAL: "1d" };
  expect((await run([people("users", 2)], { environment: again })).code).toBe(2);
});
