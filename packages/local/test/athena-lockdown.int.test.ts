import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSession } from "../src/athena/run/duckdb/session.ts";
import { BUCKET, refusal, useAthena } from "./athena/use-athena.ts";

const SECRET = "not-for-clients-5d41402a";
const test = useAthena();
let folder: string;
let file: string;
let server: Server;
let address: string;
let requests = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "athena-lockdown-"));
  file = join(folder, "secret.csv");
  await writeFile(file, `${SECRET}\n`);
  server = createServer((_, response) => {
    requests++;
    response.end(SECRET);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

/** What a client is told in the end, and nothing of it may be the secret. */
async function told(sql: string, parameters?: string[]): Promise<string> {
  const text = sql.replaceAll("FILE", file).replaceAll("URL", `${address}/x.csv`);
  const more =
    parameters === undefined
      ? {}
      : { ExecutionParameters: parameters.map((each) => each.replaceAll("FILE", file)) };
  try {
    const { state, reason, rows } = await test.run(text, more);
    return `${state}: ${reason ?? JSON.stringify(rows)}`;
  } catch (error) {
    return `REFUSED: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const IN_FROM = [
  "read_csv('FILE')",
  "read_csv_auto('FILE')",
  "read_text('FILE')",
  "read_blob('FILE')",
  "read_json('FILE')",
  "read_parquet('FILE')",
  "parquet_schema('FILE')",
  "sniff_csv('FILE')",
  "glob('/*')",
  "read_text('URL')",
  "TABLE(read_text('FILE'))",
  "LATERAL read_text('FILE')",
  "'FILE'",
  '"FILE"',
  '"URL"',
  '"s3://lake/x.csv"',
  '"file:FILE"',
  'awsdatacatalog."default"."FILE"',
  "\"default\".read_text('FILE')",
  "duckdb_settings()",
  "duckdb_settings",
  '"duckdb_settings()"',
  "duckdb_secrets()",
  "pragma_database_list()",
  "sqlite_master",
  "pg_catalog.pg_class",
  "information_schema.tables",
  "query('SELECT 1')",
  "query_table('x')",
  "scan_1",
  "scan_1_files",
  "(FROM read_text('FILE'))",
  "(PIVOT x ON y)",
  "(DESCRIBE x)",
  "/* a comment */ read_text/**/('FILE')",
  "-- a comment\n read_text('FILE')",
  "read\u200b_text('FILE')",
  "ｒｅａｄ_text('FILE')",
  "U&\"read\\005Ftext\"('FILE')",
  "\"read_text\"('FILE')",
];

const AS_VALUE = [
  "getenv('PATH')",
  "\"getenv\"('PATH')",
  "main.getenv('PATH')",
  "system.main.getenv('PATH')",
  "'PATH'.getenv()",
  "current_setting('temp_directory')",
  "getvariable('x')",
  "read_text('FILE')",
  "(SELECT content FROM read_text('FILE'))",
  "TRY(read_text('FILE'))",
  "transform(ARRAY['FILE'], x -> read_text(x))",
  "load_extension('FILE')",
  "write_log('x')",
  "nextval('x')",
  "trino_fail('A', 'B')",
  "duckdb_functions()",
  "COLUMNS('.*')",
  "{'a': 1}",
  "[1, 2]",
  "1::varchar",
  "$1",
  "$$text$$",
  "E'\\x41'",
];

const STATEMENTS = [
  "COPY (SELECT 1) TO 'FILE'",
  "COPY x FROM 'FILE'",
  "ATTACH 'FILE'",
  "DETACH x",
  "USE memory",
  "PRAGMA database_list",
  "PRAGMA enable_external_access",
  "SET enable_external_access = true",
  "SET GLOBAL threads = 1",
  "RESET allowed_directories",
  "INSTALL httpfs",
  "LOAD 'FILE'",
  "FORCE INSTALL httpfs FROM 'URL'",
  "EXPORT DATABASE 'FILE'",
  "IMPORT DATABASE 'FILE'",
  "CALL pragma_version()",
  "CHECKPOINT",
  "CREATE MACRO m() AS 1",
  "CREATE SECRET s (TYPE s3)",
  "CREATE TABLE t AS SELECT * FROM read_text('FILE')",
  "CREATE VIEW v AS SELECT * FROM read_text('FILE')",
  'CREATE VIEW v AS SELECT * FROM "FILE"',
  "CREATE OR REPLACE VIEW v AS SELECT getenv('PATH') AS x",
  "CREATE EXTERNAL TABLE t (a string) LOCATION 'FILE'",
  "CREATE EXTERNAL TABLE t (a string) LOCATION 'file://FILE'",
  "CREATE EXTERNAL TABLE t (a string) LOCATION 'URL'",
  "INSERT INTO t SELECT * FROM read_text('FILE')",
  "UNLOAD (SELECT 1) TO 'FILE' WITH (format = 'PARQUET')",
  "EXPLAIN SELECT * FROM read_text('FILE')",
  "PREPARE p FROM SELECT * FROM read_text('FILE')",
  "EXECUTE IMMEDIATE 'SELECT 1'",
  "FROM read_text('FILE')",
  "SUMMARIZE 'FILE'",
  "SELECT 1; COPY (SELECT 1) TO 'FILE'",
  "SELECT 1 LIMIT 1; ATTACH 'FILE'",
  "SELECT 1 LIMIT (SELECT 1)",
];

describe("SQL of a client does not reach the host", () => {
  it.each([
    ...IN_FROM.map((each) => `SELECT * FROM ${each}`),
    ...IN_FROM.map((each) => `WITH w AS (SELECT 1 AS a) SELECT * FROM w, ${each}`),
    ...AS_VALUE.map((each) => `SELECT ${each}`),
    ...AS_VALUE.map((each) => `SELECT a FROM (SELECT 'x' AS a) t WHERE a = ${each}`),
    ...STATEMENTS,
  ])("%s", async (sql) => {
    const answer = await told(sql);
    expect(answer).toMatch(/^(?:REFUSED|FAILED): /);
    // A refusal by our own analyzer, not an error of DuckDB's that let the text through.
    expect(answer).not.toMatch(
      /GENERIC_INTERNAL_ERROR|(?:Binder|Catalog|Parser|Permission|IO|Invalid Input) Error/,
    );
    expect(answer).not.toContain(SECRET);
    expect(requests).toBe(0);
  });

  it.each([
    ["read_text('FILE')"],
    ["(SELECT content FROM read_text('FILE'))"],
    ["1) FROM read_text('FILE') --"],
    ["getenv('PATH')"],
    ["'x' || getenv('PATH')"],
    ["1; ATTACH 'FILE'"],
    ["?"],
    ["$$x$$"],
    ["\u0000'"],
    ["'\u0000' || 'x"],
  ])("a parameter %s is no SQL of its own", async (parameter) => {
    const answer = await told("SELECT ? AS v", [parameter]);
    expect(answer.startsWith("SUCCEEDED") ? JSON.parse(answer.slice(11)) : []).toEqual(
      answer.startsWith("SUCCEEDED") ? [[parameter.replaceAll("FILE", file)]] : [],
    );
    expect(answer).not.toMatch(/GENERIC_INTERNAL_ERROR/);
    expect(answer).not.toContain(SECRET);
  });

  it("text, names and keys stay what they are, whatever is in them", async () => {
    const odd = `it's "x"); ATTACH '${file}' --`;
    const name = odd.replaceAll("`", "");
    const quoted = `"${name.replaceAll('"', '""')}"`;
    const text = `'${odd.replaceAll("'", "''")}'`;
    await test.rows(`CREATE DATABASE \`${name}\``);
    await test.rows(
      `CREATE EXTERNAL TABLE \`${name}\`.\`${name}\` (\`${name}\` string) PARTITIONED BY (p string)
       ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' LOCATION 's3://${BUCKET}/odd/'`,
    );
    await test.rows(
      `ALTER TABLE \`${name}\`.\`${name}\` ADD PARTITION (p="${odd.replaceAll('"', '\\"')}") LOCATION "s3://${BUCKET}/odd/it's/"`,
    );
    await test.put("odd/it's/*'); --.txt", `${odd}\n`);
    const lower = quoted.toLowerCase();
    const from = `${lower}.${lower}`;
    expect(
      await test.rows(
        `SELECT ${lower} AS ${quoted}, p, "$path" FROM ${from} AS ${quoted} WHERE p = ${text} AND ${lower} LIKE ${text}`,
      ),
    ).toEqual([[odd, odd, `s3://${BUCKET}/odd/it's/*'); --.txt`]]);
    expect(
      await test.rows(
        `SELECT CAST(ROW(${text}) AS ROW(${quoted} varchar)) AS r, MAP(ARRAY[${text}], ARRAY[1])`,
      ),
    ).toEqual([[`{${name}=${odd}}`, `{${odd}=1}`]]);
    expect(
      await test.rows(
        `SELECT json_extract_scalar(json_format(CAST(${text} AS json)), '$'), regexp_replace(${text}, '''', ''''), date_format(DATE '2025-01-15', ${text})`,
      ),
    ).toEqual([[odd, odd, odd]]);
    expect(requests).toBe(0);
  });

  it("a Parquet file's own names can't either", async () => {
    const column = `x"); ATTACH '${file}' --`;
    await test.put(
      "hostile/a.parquet",
      await test.parquet(`SELECT 1 AS "${column.replaceAll('"', '""')}"`),
    );
    await test.rows(
      `CREATE EXTERNAL TABLE hostile (\`${column}\` int, __file string) STORED AS PARQUET LOCATION 's3://${BUCKET}/hostile/'`,
    );
    const quoted = `"${column.replaceAll('"', '""').toLowerCase()}"`;
    expect(await test.rows(`SELECT ${quoted} FROM hostile`)).toEqual([["1"]]);
  });

  it("what is refused has changed nothing", async () => {
    expect(await test.rows("SELECT 1")).toEqual([["1"]]);
    expect(await readdir(folder)).toEqual(["secret.csv"]);
    expect(await test.rows("SHOW TABLES 'v'")).toEqual([]);
    const outside = refusal(
      test.start("SELECT 1", { ResultConfiguration: { OutputLocation: `file://${folder}/` } }),
    );
    expect((await outside).message).toBe("outputLocation is not a valid S3 path.");
  });
});

describe("were SQL to get through, DuckDB itself", () => {
  it("reads one folder, writes nowhere else, and keeps its settings", async () => {
    const own = await mkdtemp(join(tmpdir(), "athena-own-"));
    const session = openSession(own);
    const connection = await session.connect();
    const run = (sql: string) =>
      connection.run(sql).then(
        () => "done",
        (error: unknown) => String(error),
      );
    try {
      for (const sql of [
        `SELECT * FROM read_text('${file}')`,
        `SELECT * FROM '${file}'`,
        "SELECT * FROM glob('/*')",
        `SELECT * FROM read_text('${own}/../${folder.split("/").at(-1)}/secret.csv')`,
        `COPY (SELECT 1) TO '${folder}/out.csv'`,
        `ATTACH '${folder}/x.db'`,
        `EXPORT DATABASE '${folder}'`,
        `SELECT * FROM read_text('${address}/x')`,
        "INSTALL httpfs",
        "LOAD httpfs",
        `LOAD '${file}'`,
        "SET enable_external_access = true",
        `SET allowed_directories = ['${folder}']`,
        "RESET allowed_directories",
        "SET temp_directory = '/tmp'",
        "SET autoinstall_known_extensions = true",
        "SET lock_configuration = false",
        "SET TimeZone = 'Asia/Tokyo'",
      ])
        expect(`${sql}: ${await run(sql)}`).toMatch(
          /Permission Error|Invalid Input Error|configuration has been locked|disabled/,
        );
      const settings = await connection.runAndReadAll(
        "SELECT current_setting('temp_directory'), current_setting('TimeZone')",
      );
      expect(settings.getRows()).toEqual([["", "UTC"]]);
      expect(requests).toBe(0);
      expect(await readdir(folder)).toEqual(["secret.csv"]);
    } finally {
      connection.closeSync();
      session.close();
      await rm(own, { recursive: true });
    }
  });
});
