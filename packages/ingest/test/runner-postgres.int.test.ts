import { CreateBucketCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { runIngester } from "../src/runner/run-ingester.ts";
import { type PostgresDatabase, postgresDatabase } from "./postgres-database.ts";

const BUCKET = "runner-postgres";
let cloud: LocalCloud;
let s3: S3Client;
let database: PostgresDatabase;

beforeAll(async () => {
  [cloud, database] = await Promise.all([startLocalCloud(), postgresDatabase()]);
  s3 = new S3Client(cloud.clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await database.pool.query("CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL)");
  await database.pool.query("INSERT INTO customers VALUES (1, 'Ada'), (2, 'Byron')");
  for (const [name, value] of Object.entries(cloud.env)) vi.stubEnv(name, value);
}, 120_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  s3.destroy();
  await database.close();
  await cloud.close();
});

async function run(more: Record<string, string>): Promise<{ code: number; text: string }> {
  const { host = "", port = 0, user = "", password, database: name = "" } = database.pool.options;
  let text = "";
  const code = await runIngester({
    args: [],
    environment: {
      ...cloud.env,
      DB_TYPE: "postgres",
      POSTGRES_HOST: host,
      POSTGRES_PORT: String(port),
      POSTGRES_USER: user,
      POSTGRES_PASSWORD: typeof password === "string" ? password : "none",
      POSTGRES_DB: name,
      S3_BUCKET: BUCKET,
      ENABLE_PARTITIONING: "false",
      ...more,
    },
    output: { write: (line: string) => (text += line) },
    signal: new AbortController().signal,
  });
  return { code, text };
}

it("the command reads a server by its own pool, and leaves nothing open", async () => {
  const { code, text } = await run({});
  expect(code, text).toBe(0);
  const key = { Bucket: BUCKET, Key: "customers/data.json" };
  const { Body } = await s3.send(new GetObjectCommand(key));
  expect(await Body?.transformToString()).toBe('{"id":1,"name":"Ada"}\n{"id":2,"name":"Byron"}\n');
});

it("a server that does not answer is told by its code, and ends it with 1", async () => {
  const { code, text } = await run({ POSTGRES_HOST: "127.0.0.1", POSTGRES_PORT: "1" });
  expect(code).toBe(1);
  expect(text).toContain('"code":"CONNECTION_REFUSED"');
});
