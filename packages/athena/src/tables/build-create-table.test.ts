import { apiLogs, type Dataset, decimal, defineDataset, json } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { anyCodePoint } from "../../../../scripts/lib/any-code-point.ts";
import { readDdl } from "../../test/read-ddl.ts";
import { buildCreateTable, type CreateTableInput } from "./build-create-table.ts";

const location = "s3://cloudapi-logs-processed/api_logs/";

const everything = defineDataset({
  name: "everything",
  schema: z.object({
    userId: z.string(),
    small: z.int32(),
    big: z.int64(),
    single: z.float32(),
    wide: z.number(),
    flag: z.boolean(),
    on: z.iso.date(),
    at: z.iso.datetime({ offset: true }),
    price: decimal(12, 2).optional(),
  }),
});

describe("the statement", () => {
  it("of Parquet with partition projection", () => {
    const { sql, parameters } = buildCreateTable(apiLogs, { database: "logs", location });
    expect(parameters).toEqual([]);
    expect(sql).toBe(`CREATE EXTERNAL TABLE IF NOT EXISTS \`logs\`.\`api_logs\` (
  \`timestamp\` timestamp,
  \`endpoint\` string,
  \`method\` string,
  \`status_code\` int,
  \`response_time_ms\` double,
  \`user_id\` string,
  \`ip_address\` string
)
PARTITIONED BY (
  \`year\` int,
  \`month\` int,
  \`day\` int
)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS PARQUET
LOCATION 's3://cloudapi-logs-processed/api_logs/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.year.type' = 'integer',
  'projection.year.range' = '1970,2099',
  'projection.year.digits' = '4',
  'projection.month.type' = 'integer',
  'projection.month.range' = '1,12',
  'projection.month.digits' = '2',
  'projection.day.type' = 'integer',
  'projection.day.range' = '1,31',
  'projection.day.digits' = '2',
  'storage.location.template' = 's3://cloudapi-logs-processed/api_logs/year=\${year}/month=\${month}/day=\${day}/',
  'cloudapi.dataset' = 'api_logs',
  'cloudapi.contract_hash' = '${apiLogs.contractHash}'
)`);
  });

  it("of raw JSON Lines, every type", () => {
    expect(
      buildCreateTable(everything, {
        table: "raw",
        format: "json",
        location: "s3://raw-bucket",
        ifNotExists: false,
        properties: { owner: "us" },
      }).sql,
    ).toBe(`CREATE EXTERNAL TABLE \`raw\` (
  \`userid\` string,
  \`small\` int,
  \`big\` bigint,
  \`single\` float,
  \`wide\` double,
  \`flag\` boolean,
  \`on\` string,
  \`at\` string,
  \`price\` string
)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
WITH SERDEPROPERTIES (
  'ignore.malformed.json' = 'false'
)
STORED AS TEXTFILE
LOCATION 's3://raw-bucket/'
TBLPROPERTIES (
  'classification' = 'json',
  'cloudapi.dataset' = 'everything',
  'cloudapi.contract_hash' = '${everything.contractHash}',
  'owner' = 'us'
)`);
  });

  it("of raw CSV: text columns, header skipped, properties that may be replaced", () => {
    const { sql } = buildCreateTable(everything, {
      format: "csv",
      location,
      serdeProperties: { separatorChar: ";" },
    });
    expect(sql).toContain(`WITH SERDEPROPERTIES (
  'separatorChar' = ';',
  'quoteChar' = '"',
  'escapeChar' = '\\\\'
)
STORED AS TEXTFILE`);
    expect(sql).toContain("'skip.header.line.count' = '1'");
    expect(sql.match(/^ {2}`\w+` (?!string)/gm)).toBeNull();
  });

  it("has Parquet's types from the law", () => {
    expect(buildCreateTable(everything, { location }).sql).toContain(`(
  \`userid\` string,
  \`small\` int,
  \`big\` bigint,
  \`single\` float,
  \`wide\` double,
  \`flag\` boolean,
  \`on\` date,
  \`at\` timestamp,
  \`price\` decimal(12,2)
)`);
  });

  it.each([
    ["hive-date", "dt` string"],
    ["plain", "year` int"],
  ] as const)("partitions by %s", (layout, column) => {
    const dataset = defineDataset({
      name: "t",
      schema: apiLogs.schema,
      eventTime: "timestamp",
      partition: { granularity: "hour", layout },
    });
    expect(buildCreateTable(dataset, { location }).sql).toContain(
      `PARTITIONED BY (\n  \`${column}`,
    );
  });

  const visits = defineDataset({
    name: "visits",
    schema: z.object({
      Tenant: z.string(),
      page: z.string(),
      plan: z.enum(["free"]),
      on: z.iso.date(),
      account: z.int64().min(1n).max(9n),
    }),
    eventTime: "on",
    partition: { by: ["plan", "account", "Tenant"], granularity: "month" },
  });

  it("of columns that rows are partitioned by, which are no columns of the files", () => {
    expect(
      buildCreateTable(visits, { location: "s3://bucket/visits" }).sql,
    ).toBe(`CREATE EXTERNAL TABLE IF NOT EXISTS \`visits\` (
  \`page\` string,
  \`on\` date
)
PARTITIONED BY (
  \`plan\` string,
  \`account\` bigint,
  \`tenant\` string COMMENT 'every query has to give it, by = or IN',
  \`year\` int,
  \`month\` int
)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS PARQUET
LOCATION 's3://bucket/visits/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.plan.type' = 'enum',
  'projection.plan.values' = 'free',
  'projection.account.type' = 'integer',
  'projection.account.range' = '1,9',
  'projection.tenant.type' = 'injected',
  'projection.year.type' = 'integer',
  'projection.year.range' = '1970,2099',
  'projection.year.digits' = '4',
  'projection.month.type' = 'integer',
  'projection.month.range' = '1,12',
  'projection.month.digits' = '2',
  'storage.location.template' = 's3://bucket/visits/plan=\${plan}/account=\${account}/tenant=\${tenant}/year=\${year}/month=\${month}/',
  'cloudapi.dataset' = 'visits',
  'cloudapi.contract_hash' = '${visits.contractHash}'
)`);
  });

  it("of raw files, where CSV can't take a column from the key", () => {
    const { sql } = buildCreateTable(visits, { location, format: "json" });
    expect(sql).toContain("(\n  `page` string,\n  `on` string\n)\nPARTITIONED BY");
    expect(() => buildCreateTable(visits, { location, format: "csv" })).toThrow(
      "takes plan, account, Tenant from the key, but CSV files have it, too",
    );
  });

  it("is frozen", () => {
    const built = buildCreateTable(apiLogs, { location });
    expect(Object.isFrozen(built)).toBe(true);
    expect(Object.isFrozen(built.parameters)).toBe(true);
  });
});

describe("what Athena would not take", () => {
  it.each<[Partial<Record<keyof CreateTableInput | "tables", unknown>>, string]>([
    [{ location: undefined }, "location must be s3://bucket/prefix/"],
    [{ location: "https://bucket/x/" }, "location must be s3://bucket/prefix/"],
    [{ location: "s3://Bucket_1/x/" }, "location must be s3://bucket/prefix/"],
    [{ location: "s3://arn:aws:s3:::b/x/" }, "location must be s3://bucket/prefix/"],
    [{ location: "s3://bucket/a//b/" }, "empty folder"],
    [{ location: "s3://bucket/*/" }, "wildcard"],
    [{ location: "s3://bucket/${year}/" }, "partition projection would replace"],
    [{ location: "s3://bucket/a\nb/" }, "control character"],
    [{ location: "s3://bucket/../b/" }, "folder named . or .."],
    [{ table: "ApiLogs" }, "Athena would make it apilogs"],
    [{ table: "api-logs" }, 'not "api-logs"'],
    [{ table: "" }, "1 to 255"],
    [{ table: "a".repeat(256) }, "1 to 255"],
    [{ table: 5 }, "must be a string"],
    [{ database: "" }, "can't be empty"],
    [{ database: "d\0" }, "NUL"],
    [{ format: "orc" }, "format must be parquet, json, csv, not orc"],
    [{ format: "toString" }, "format must be"],
    [
      { properties: { "projection.enabled": "false" } },
      '"projection.enabled" comes from the contract',
    ],
    [{ properties: { "projection.x.type": "enum" } }, "comes from the contract"],
    [{ properties: { "cloudapi.contract_hash": "x" } }, "comes from the contract"],
    [{ properties: { "": "x" } }, "1 to 255 characters"],
    [{ properties: { a: "\0" } }, "NUL"],
    [{ properties: { a: 5 } }, "expected a string"],
    [{ tables: "t" }, 'unknown option "tables". Did you mean "table"?'],
  ])("%j", (change, message) => {
    expect(() => buildCreateTable(apiLogs, { location, ...change } as CreateTableInput)).toThrow(
      message,
    );
  });
});

describe("attacks", () => {
  const attacks = [
    "x') LOCATION 's3://evil/",
    "x' = 'y",
    "\\",
    "\\'",
    "'",
    "''",
    "x\\' OR",
    "`; DROP TABLE t; --",
    "/*",
    "--",
    "\n)",
    "?",
    "${year}",
    '"',
  ];

  it.each(attacks)("%j stays inside its quotes", (attack) => {
    const prefix = `p${attack.replaceAll(/[*?/\n]|\$\{/g, "")}`;
    const { sql } = buildCreateTable(apiLogs, {
      location: `s3://bucket/${prefix}/`,
      database: attack,
      properties: { [attack]: attack },
      serdeProperties: { [attack]: attack },
    });
    const ddl = readDdl(sql);
    expect(ddl.names.slice(0, 2)).toEqual([attack, "api_logs"]);
    expect(ddl.shape).toBe(
      readDdl(
        buildCreateTable(apiLogs, {
          location,
          database: "d",
          properties: { a: "b" },
          serdeProperties: { c: "d" },
        }).sql,
      ).shape,
    );
    expect(ddl.literals.filter((literal) => literal === attack)).toHaveLength(4);
    expect(ddl.literals).toContain(`s3://bucket/${prefix}/`);
  });

  it("any text in a property is read back as it was", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: anyCodePoint }),
        fc.string({ unit: fc.constantFrom("'", "\\", "n", "`", "\n", ")", ",", "=") }),
        (a, b) => {
          fc.pre(!a.includes("\0"));
          const ddl = readDdl(
            buildCreateTable(everything as Dataset, { location, properties: { key: a, other: b } })
              .sql,
          );
          expect(ddl.literals.slice(-4)).toEqual(["key", a, "other", b]);
        },
      ),
    );
  });
});

describe("nested columns", () => {
  const orders = defineDataset({
    name: "orders",
    schema: z.object({
      id: z.int64(),
      items: z.array(z.object({ Order: z.string(), price: decimal(10, 2), at: z.iso.datetime() })),
      tags: z.map(z.string(), z.array(z.int32())).optional(),
      raw: json(),
    }),
  });
  const columnsOf = (format: "parquet" | "json" | "csv") =>
    buildCreateTable(orders, { location: "s3://lake/orders/", format }).sql.split("\n").slice(1, 5);

  it("have their types in Parquet, names of fields in lower case and backticks", () => {
    expect(columnsOf("parquet")).toEqual([
      "  `id` bigint,",
      "  `items` array<struct<`order`:string,`price`:decimal(10,2),`at`:timestamp>>,",
      "  `tags` map<string,array<int>>,",
      "  `raw` string",
    ]);
  });

  it("keep times and decimals as text in raw JSON, and all as text in CSV", () => {
    expect(columnsOf("json").slice(1, 3)).toEqual([
      "  `items` array<struct<`order`:string,`price`:string,`at`:string>>,",
      "  `tags` map<string,array<int>>,",
    ]);
    expect(columnsOf("csv")[1]).toBe("  `items` string,");
  });
});
