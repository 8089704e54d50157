import { afterAll, beforeAll, expect, it } from "vitest";
import { postgresSource } from "../src/postgres/index.ts";
import type { Source } from "../src/source/source.ts";
import { PATIENCE_MS, type PostgresDatabase, postgresDatabase } from "./postgres-database.ts";
import { makePostgresTypes } from "./postgres-type-cases.ts";
import { rowsOf } from "./read-all.ts";
import { batchKinds, loaded, withoutTexts } from "./support/both-ways.ts";

let database: PostgresDatabase;
let source: Source;

beforeAll(async () => {
  database = await postgresDatabase();
  source = postgresSource(database.pool);
  await makePostgresTypes(database.pool);
  await database.pool.query(`
    CREATE TABLE odd (id integer PRIMARY KEY, note text, at timestamptz(3), tags text[]);
    INSERT INTO odd SELECT n, CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN '\\N' WHEN 2 THEN E'a\\tb\\nc\\\\d\\r"é日' ELSE '' END,
      CASE n % 7 WHEN 0 THEN 'infinity' ELSE timestamptz '2024-03-10 02:30:00.5+00' + n * interval '1.01 s' END, ARRAY['x', NULL]
      FROM generate_series(1, 3000) n;
    CREATE TABLE large (id integer, body text);
    INSERT INTO large SELECT n, repeat(chr(96 + n), 3000000) FROM generate_series(1, 4) n`);
}, PATIENCE_MS);

afterAll(async () => {
  await database.close();
});

it.each(["ndjson", "parquet"] as const)(
  "writes %s by COPY as by a cursor, whatever the types",
  async (kind) => {
    const options = { tables: ["kinds", "odd", "large"], batchBytes: 10_000 };
    const copied = await loaded(source, kind, options);
    expect(copied).toEqual(await loaded(withoutTexts(source), kind, options));
    expect(copied.rowsWritten).toBeGreaterThan(2500);
  },
  PATIENCE_MS,
);

it("gives texts, and leaves the snapshot usable where not all of them are taken", async () => {
  const [odd] = await source.discover({ tables: ["odd"] });
  const snapshot = await source.open();
  try {
    for await (const batch of snapshot.readTexts?.(odd as never, { batchBytes: 1000 }) ?? []) {
      expect(batch).toMatchObject({ width: 4, isUtf8: true });
      break;
    }
    expect(await rowsOf(snapshot, odd as never)).toHaveLength(3000);
  } finally {
    await snapshot.close();
  }
});

it("reads by a cursor where queries have a time-out, which a table may take longer than", async () => {
  const patient = database.connect();
  const ofDriver = database.connect({ query_timeout: 600_000 });
  const ofServer = database.connect();
  ofServer.on("connect", (client) => void client.query("SET statement_timeout = '600s'"));
  const found = [];
  for (const pool of [patient, ofDriver, ofServer])
    found.push([...(await batchKinds(postgresSource(pool), "odd"))]);
  expect(found).toEqual([["texts"], ["rows"], ["rows"]]);
});
