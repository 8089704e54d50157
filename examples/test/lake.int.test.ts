import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { MongoClient } from "mongodb";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { expect, it, vi } from "vitest";
import { runCommand } from "../../scripts/lib/run-command.ts";
import { testServer } from "../../scripts/lib/test-server.ts";

vi.setConfig({ testTimeout: 180_000 });

const script = resolve(import.meta.dirname, "../06-lake.ts");
const mysql = testServer("CLOUDAPI_TEST_MARIADB");
const postgres = testServer("CLOUDAPI_TEST_POSTGRES");
const mongo = testServer("CLOUDAPI_TEST_MONGO");
const hasAll = mysql !== undefined && postgres !== undefined && mongo !== undefined;

const NINE = {
  ms1_users: 10,
  ms1_orders: 15,
  ms1_products: 12,
  ms2_customers: 5,
  ms2_invoices: 8,
  ms2_payments: 6,
  ms3_inventory: 6,
  ms3_shipments: 7,
  ms3_suppliers: 5,
};

/** Run the lake, and give what it prints and the report that it writes. */
async function runLake(environment: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "lake-"));
  const report = join(folder, "report.json");
  const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, environment);
  try {
    const command = [script, "--report", report];
    const { ok, output } = await runCommand(process.execPath, command, folder);
    expect([ok, output]).toEqual([true, output]);
    return { output, report: JSON.parse(await readFile(report, "utf8")) as unknown };
  } finally {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the queries answered, without which server each table came from. */
function answersOf(output: string): string {
  return output.slice(output.indexOf("9 tables in datalake_db"));
}

const ANSWERS = ["kitchen 154.90 138", "Byron Ltd 1630.40 77.75", "14 Dee Rossi Swift Post Milan"];

let embedded: ReturnType<typeof runLake> | undefined;

it("has 74 rows in nine tables, and joins them across sources, without any server", async () => {
  embedded ??= runLake();
  const { output, report } = await embedded;
  expect(report).toEqual({ tables: NINE, rows: 74 });
  const lines = output.split("\n").map((line) => line.trim().replaceAll(/ +/g, " "));
  expect(lines).toEqual(expect.arrayContaining(ANSWERS));
});

it.skipIf(!hasAll)("answers the same from MySQL, PostgreSQL and MongoDB", async () => {
  const places = { mysql: new URL(mysql ?? ""), postgres: new URL(postgres ?? "") };
  const name = `lake_${process.pid}`;
  const user = { user: "app", password: "app" };
  const place = ({ hostname, port }: URL) => ({ host: hostname, port: Number(port), ...user });
  const connection = await createConnection(place(places.mysql));
  const client = new Client({ ...place(places.postgres), database: "postgres" });
  await client.connect();
  const { hostname, port } = new URL((mongo ?? "").replace("mongodb:", "http:"));
  const documents = await MongoClient.connect(`${mongo}/?directConnection=true`);
  await connection.query(`CREATE DATABASE ${name}`);
  await client.query(`CREATE DATABASE ${name}`);
  try {
    const environment = {
      ...settings("MYSQL", places.mysql, name),
      ...settings("POSTGRES", places.postgres, name),
      MONGO_HOST: hostname,
      MONGO_PORT: port,
      MONGO_DATABASE: name,
    };
    const first = await runLake(environment);
    expect(first.output).toContain("ms3: mongo to");
    expect(first.report).toEqual({ tables: NINE, rows: 74 });
    embedded ??= runLake();
    expect(answersOf(first.output)).toBe(answersOf((await embedded).output));
    // What is there is left as it is, and read again.
    await connection.query(`INSERT INTO ${name}.users VALUES (11, 'Kim', NULL, NULL, NULL)`);
    const again = await runLake(environment);
    expect(again.report).toEqual({ tables: { ...NINE, ms1_users: 11 }, rows: 75 });
  } finally {
    await connection.query(`DROP DATABASE ${name}`);
    await connection.end();
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await client.end();
    await documents.db(name).dropDatabase();
    await documents.close();
  }
});

function settings(kind: string, { hostname, port }: URL, database: string) {
  return {
    [`${kind}_HOST`]: hostname,
    [`${kind}_PORT`]: port,
    [`${kind}_USER`]: "app",
    [`${kind}_PASSWORD`]: "app",
    [`${kind}_DATABASE`]: database,
  };
}
