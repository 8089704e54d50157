import { GlueClient } from "@aws-sdk/client-glue";
import { apiLogs } from "@cloudapi/core";
import { createTable, icebergSink } from "@cloudapi/iceberg";
import { glueCatalog } from "@cloudapi/iceberg/glue";
import { rejectedRows, transform } from "@cloudapi/transform";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BUCKET, useAthena } from "./athena/use-athena.ts";

const test = useAthena();
let glue: GlueClient;
beforeAll(() => {
  glue = new GlueClient(test.clientConfig);
});
afterAll(() => glue.destroy());

it("Athena reads the rejected rows of an Iceberg table, as they are now and as they were", async () => {
  const catalog = glueCatalog(glue, test.s3, { location: `s3://${BUCKET}/lake/` });
  const table = await createTable(catalog, { namespace: "default", dataset: apiLogs });
  const rejected = await createTable(catalog, { namespace: "default", dataset: rejectedRows });
  const good = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}';
  const run = (text: string) =>
    transform(apiLogs, text, icebergSink(table), {
      sourceId: "a.ndjson",
      quarantineTable: icebergSink(rejected),
    });
  await run(`${good}\n{"timestamp":"x","endpoint":"a","status_code":20}\nno json\n`);
  const sql = `SELECT source, line, raw, code, path FROM rejected_rows
    CROSS JOIN UNNEST(issues) AS t(code, path, message, expected, received) WHERE rejected_at > current_timestamp - interval '1' day ORDER BY line, path`;
  expect(await test.rows(sql)).toEqual([
    ["a.ndjson", "2", expect.stringContaining('"x"'), "invalid_format", "endpoint"],
    ["a.ndjson", "2", expect.stringContaining('"x"'), "too_small", "status_code"],
    ["a.ndjson", "2", expect.stringContaining('"x"'), "invalid_format", "timestamp"],
    ["a.ndjson", "3", "no json", "invalid_json", ""],
  ]);
  await run(`${good}\n`);
  expect(await test.rows("SELECT count(*) FROM rejected_rows")).toEqual([["0"]]);
  expect(await test.rows("SELECT count(*) FROM api_logs")).toEqual([["1"]]);
  const [first] = await test.rows(
    'SELECT snapshot_id FROM "rejected_rows$snapshots" ORDER BY committed_at LIMIT 1',
  );
  const before = `SELECT count(*), count(DISTINCT run) FROM rejected_rows FOR VERSION AS OF ${first?.[0]}`;
  expect(await test.rows(before)).toEqual([["2", "1"]]);
});
