import { apiLogs, decimal, defineDataset, json } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { buildCreateTable } from "./build-create-table.ts";
import { reportTypes } from "./type-report.ts";

it("a table has the contract's columns, types that hold what it allows, and its keys", () => {
  expect(buildCreateTable(apiLogs, { schema: "Logs" })).toEqual([
    [
      'CREATE TABLE IF NOT EXISTS "logs"."api_logs" (',
      '  "timestamp" timestamp ENCODE raw NOT NULL,',
      '  "endpoint" varchar(65535) ENCODE zstd NOT NULL,',
      '  "method" varchar(7) ENCODE zstd,',
      '  "status_code" integer ENCODE az64 NOT NULL,',
      '  "response_time_ms" double precision ENCODE raw,',
      '  "user_id" varchar(65535) ENCODE zstd,',
      '  "ip_address" varchar(65535) ENCODE zstd',
      ') DISTSTYLE AUTO COMPOUND SORTKEY ("timestamp")',
    ].join("\n"),
    `COMMENT ON TABLE "logs"."api_logs" IS 'cloudapi.dataset=api_logs cloudapi.contract_hash=${apiLogs.contractHash}'`,
    expect.stringContaining('CREATE TABLE IF NOT EXISTS "logs"."cloudapi_tables"'),
    expect.stringContaining('CREATE TABLE IF NOT EXISTS "logs"."api_logs__loads"'),
    expect.stringContaining('INSERT INTO "logs"."cloudapi_tables"'),
  ]);
});

it("a text has as many bytes as the contract's characters may take", () => {
  const texts = defineDataset({
    name: "t",
    schema: z.object({
      short: z.string().max(10),
      long: z.string().max(30_000),
      chosen: z.enum(["é", "ab"]),
      either: z.union([z.string().max(4), z.string().max(9)]),
      doc: json({ maxBytes: 500 }),
      any: json(),
    }),
  });
  expect(reportTypes(texts).columns.map(({ type, verdict }) => [type, verdict])).toEqual([
    ["varchar(30)", "exact"],
    ["varchar(65535)", "limited"],
    ["varchar(2)", "exact"],
    ["varchar(27)", "exact"],
    ["varchar(500)", "exact"],
    ["varchar(65535)", "limited"],
  ]);
});

it.each([
  [{ n: decimal(38, 38) }, "n (Redshift has at most 37 digits after the point)"],
  [{ ctid: z.string() }, "the name ctid for itself"],
])("refuses a column that Redshift can't have: %#", (fields, words) => {
  const dataset = defineDataset({ name: "t", schema: z.object(fields as z.ZodRawShape) });
  expect(() => buildCreateTable(dataset as never)).toThrow(words);
});

it.each([
  [{ distKey: "nope" }, '"nope" is not a column'],
  [{ sortKey: ["tags"] }, '"tags" is nested'],
  [{ sortKey: ["id", "id"] }, "names a column twice"],
  [{ distKey: "id", distStyle: "all" }, "exclude each other"],
  [{ distStyle: "some" }, "distStyle must be one of auto, even, all"],
  [{ sortkey: [] }, 'Did you mean "sortKey"?'],
  [{ table: "" }, "must be a name"],
  [{ table: "t".repeat(120) }, "a name of at most 103"],
  [{ history: true }, "has valid_to of its own"],
])("refuses %j", (input, words) => {
  const schema = z.object({ id: z.string(), tags: z.array(z.string()), valid_to: z.iso.date() });
  const dataset = defineDataset({ name: "t", schema });
  expect(() => buildCreateTable(dataset as never, input as never)).toThrow(words);
});
