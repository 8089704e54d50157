import { CreateBucketCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { runIngester } from "../src/runner/run-ingester.ts";
import { withDatabase } from "./mongo-servers.ts";
import { MYSQL_SERVERS, mysqlDatabase } from "./mysql-database.ts";

const BUCKET = "runner-servers";
const MONGO = testServer("CLOUDAPI_TEST_MONGO");
let cloud: LocalCloud;
let s3: S3Client;

beforeAll(async () => {
  cloud = await startLocalCloud();
  s3 = new S3Client(cloud.clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  for (const [name, value] of Object.entries(cloud.env)) vi.stubEnv(name, value);
}, 120_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  s3.destroy();
  await cloud.close();
});

async function run(settings: Record<string, string>): Promise<{ code: number; text: string }> {
  let text = "";
  const code = await runIngester({
    args: [],
    environment: {
      ...cloud.env,
      S3_BUCKET: BUCKET,
      ENABLE_PARTITIONING: "false",
      ...settings,
    },
    output: { write: (line: string) => (text += line) },
    signal: new AbortController().signal,
  });
  return { code, text };
}

async function objectText(key: string): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
  return Body?.transformToString();
}

describe.each(MYSQL_SERVERS)(
  "the command, on the server of $variable",
  ({ variable, url = "" }) => {
    it.skipIf(url === "")("reads it by its own pool", async () => {
      const database = await mysqlDatabase(url);
      const table = `t_${variable.toLowerCase()}`;
      await database.run(
        `CREATE TABLE ${table} (id int PRIMARY KEY, total decimal(10,2))`,
        `INSERT INTO ${table} VALUES (1, 9.50), (2, NULL)`,
      );
      const { hostname, port } = new URL(url);
      const { code, text } = await run({
        DB_TYPE: "mysql",
        MYSQL_HOST: hostname,
        MYSQL_PORT: port,
        MYSQL_USER: "app",
        MYSQL_PASSWORD: "app",
        MYSQL_DATABASE: database.name,
      });
      await database.close();
      expect(code, text).toBe(0);
      expect(await objectText(`${table}/data.json`)).toBe(
        '{"id":1,"total":9.5}\n{"id":2,"total":null}\n',
      );
    });
  },
);

describe("the command, on MongoDB", () => {
  it.skipIf(MONGO === undefined)("reads it by its own client", async () => {
    await withDatabase(MONGO ?? "", async (db) => {
      await db.collection<{ _id: number; name: string }>("people").insertMany([
        { _id: 1, name: "Ada" },
        { _id: 2, name: "Byron" },
      ]);
      const { hostname, port } = new URL(MONGO ?? "");
      const { code, text } = await run({
        DB_TYPE: "mongo",
        MONGO_HOST: hostname,
        MONGO_PORT: port,
        MONGO_DATABASE: db.databaseName,
      });
      expect(code, text).toBe(0);
      expect(await objectText("people/data.json")).toBe(
        '{"_id":1,"name":"Ada"}\n{"_id":2,"name":"Byron"}\n',
      );
    });
  });

  it("a server that does not answer is told by its code, and ends it with 1", async () => {
    const { code, text } = await run({
      DB_TYPE: "mysql",
      MYSQL_HOST: "127.0.0.1",
      MYSQL_PORT: "1",
      MYSQL_USER: "app",
      MYSQL_PASSWORD: "never-shown",
      MYSQL_DATABASE: "shop",
    });
    expect(code).toBe(1);
    expect(text).toContain('"code":"CONNECTION_REFUSED"');
    expect(text).not.toContain("never-shown");
  });
});
