import { gunzipSync } from "node:zlib";
import { GetQueryResultsCommand } from "@aws-sdk/client-athena";
import { CreateBucketCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import type { Ran } from "./athena/use-athena.ts";
import { BUCKET, OUTPUT, refusal, useAthena } from "./athena/use-athena.ts";

const test = useAthena();

/** The keys below a prefix. */
async function keysOf(prefix: string): Promise<string[]> {
  const page = await test.s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
  return (page.Contents ?? []).map(({ Key = "" }) => Key);
}

/** The lines of a manifest. */
async function manifestOf({ execution }: Ran): Promise<string[]> {
  const text = await test.get(execution.Statistics?.DataManifestLocation ?? "");
  return text.toString().split("\n").filter(Boolean);
}

const PARQUET = "STORED AS PARQUET";
const VALUES = `(VALUES (1, 'x', DATE '2025-01-15', DECIMAL '1.50', TIMESTAMP '2025-01-15 10:30:00.123', true, 1.5e0),
  (2, NULL, NULL, NULL, NULL, NULL, NULL), (3, 'é "q" \\', DATE '1969-12-31', DECIMAL '-0.05', TIMESTAMP '1969-12-31 23:59:59.999', false, -0.0e0))
  AS v(id, name, day, price, at, ok, ratio)`;
const ROWS = [
  ["1", "x", "2025-01-15", "1.50", "2025-01-15 10:30:00.123", "true", "1.5"],
  ["2", undefined, undefined, undefined, undefined, undefined, undefined],
  ["3", 'é "q" \\', "1969-12-31", "-0.05", "1969-12-31 23:59:59.999", "false", "-0.0"],
];

describe("CREATE TABLE AS", () => {
  it("makes a table of a query's rows, its files and their manifest beside its results", async () => {
    const ran = await test.run(`CREATE TABLE plain AS SELECT * FROM ${VALUES}`);
    const { execution } = ran;
    const id = execution.QueryExecutionId ?? "";
    expect(execution).toMatchObject({
      StatementType: "DDL",
      SubstatementType: "CREATE_TABLE_AS_SELECT",
      ResultConfiguration: { OutputLocation: `${OUTPUT}tables/${id}` },
      Statistics: { DataManifestLocation: `${OUTPUT}tables/${id}-manifest.csv` },
    });
    expect(await test.rows("SELECT * FROM plain ORDER BY id")).toEqual(ROWS);
    const keys = await keysOf(`results/tables/${id}`);
    const [data = ""] = keys.filter((key) => key.startsWith(`results/tables/${id}/`));
    expect(await manifestOf(ran)).toEqual([`s3://${BUCKET}/${data}`]);
    expect(keys).toEqual([
      `results/tables/${id}-manifest.csv`,
      `results/tables/${id}.metadata`,
      data,
    ]);
    const results = await test.athena.send(new GetQueryResultsCommand({ QueryExecutionId: id }));
    expect(results.UpdateCount).toBe(3);
    expect(results.ResultSet?.Rows).toEqual([]);
    expect(results.ResultSet?.ResultSetMetadata?.ColumnInfo).toMatchObject([
      { Name: "rows", Type: "bigint" },
    ]);
    expect((await test.rows("DESCRIBE plain")).map(([line]) => line?.split(/\s+/)[1])).toEqual([
      "int",
      "varchar(7)",
      "date",
      "decimal(3,2)",
      "timestamp",
      "boolean",
      "double",
    ]);
  });

  it.each([
    ["PARQUET", ""],
    ["PARQUET", "write_compression = 'ZSTD', compression_level = 5,"],
    ["PARQUET", "parquet_compression = 'SNAPPY',"],
    ["JSON", ""],
    ["JSON", "write_compression = 'NONE',"],
    ["TEXTFILE", ""],
    ["TEXTFILE", "field_delimiter = ',', write_compression = 'GZIP',"],
  ])("writes %s (%s) in partitions, and INSERT adds to them", async (format, more) => {
    const table = `parts_${crypto.randomUUID().slice(0, 8)}`;
    const location = `s3://${BUCKET}/${table}`;
    await test.rows(
      `CREATE TABLE ${table} WITH (${more} format = '${format}', external_location = '${location}', partitioned_by = ARRAY['p', 'day']) AS
       SELECT id, name, price, at, ok, ratio, id % 2 AS p, day FROM ${VALUES}`,
    );
    expect((await test.rows(`SHOW PARTITIONS ${table}`)).flat()).toEqual([
      "p=0/day=__HIVE_DEFAULT_PARTITION__",
      "p=1/day=1969-12-31",
      "p=1/day=2025-01-15",
    ]);
    const select = `SELECT id, name, day, price, at, ok, ratio FROM ${table} ORDER BY id`;
    expect(await test.rows(select)).toEqual(ROWS);
    const added = await test.run(
      `INSERT INTO ${table} (id, p, day, ratio) SELECT 4, 1, DATE '2025-01-15', 2.5e0 UNION ALL VALUES (5, 7, DATE '2025-01-16', 3e0)`,
    );
    expect(added.reason).toBeUndefined();
    expect((await manifestOf(added)).map((file) => file.split("/").at(-2))).toEqual([
      "day=2025-01-15",
      "day=2025-01-16",
    ]);
    expect(await test.rows(`SELECT id, p, day, ratio, name FROM ${table} WHERE id > 3`)).toEqual([
      ["4", "1", "2025-01-15", "2.5", undefined],
      ["5", "7", "2025-01-16", "3.0", undefined],
    ]);
    expect(await test.rows(`SHOW PARTITIONS ${table}`)).toHaveLength(4);
  });

  it("keeps arrays, maps and rows, in Parquet and JSON", async () => {
    const nested = `SELECT ARRAY[1, NULL] AS l, MAP(ARRAY['a'], ARRAY[TIMESTAMP '2025-01-15 10:30:00.123']) AS m,
      CAST(ROW(1, ARRAY['y']) AS ROW(x int, Y array(varchar))) AS r, CAST(NULL AS array(double)) AS n`;
    const rows = [["[1, null]", "{a=2025-01-15 10:30:00.123}", "{x=1, y=[y]}", undefined]];
    await test.rows(`CREATE TABLE nested_parquet AS ${nested}`);
    await test.rows(`CREATE TABLE nested_json WITH (format = 'JSON') AS ${nested}`);
    expect(await test.rows("SELECT * FROM nested_parquet")).toEqual(rows);
    expect(await test.rows("SELECT * FROM nested_json")).toEqual(rows);
    expect(await test.reason(`CREATE TABLE n3 WITH (format = 'TEXTFILE') AS ${nested}`)).toMatch(
      /^NOT_SUPPORTED: .*writing columns of type array as delimited text/,
    );
  });

  it("makes an empty table of no data and of no rows", async () => {
    for (const [table, sql] of [
      ["no_data", "SELECT 1 AS x WITH NO DATA"],
      ["no_rows", "SELECT 1 AS x WHERE false WITH DATA"],
    ]) {
      const ran = await test.run(`CREATE TABLE ${table} AS ${sql}`);
      expect(await manifestOf(ran)).toEqual([]);
      expect(await test.rows(`SELECT * FROM ${table}`)).toEqual([]);
    }
  });

  it("does nothing when the table is there and may be", async () => {
    await test.rows("CREATE TABLE there AS SELECT 1 AS x");
    await test.rows("CREATE TABLE IF NOT EXISTS there AS SELECT 2 AS x");
    expect(await test.rows("SELECT * FROM there")).toEqual([["1"]]);
  });

  it("takes names from the statement, parameters, and tables of other databases", async () => {
    await test.rows("CREATE DATABASE other");
    await test.rows('CREATE TABLE "awsdatacatalog"."other"."T" (a, "B") AS SELECT ?, ?', [
      "1",
      "'x'",
    ]);
    expect(await test.rows("SELECT a, b FROM other.t")).toEqual([["1", "x"]]);
  });

  it.each([
    ["SELECT 1", "MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 1"],
    ["SELECT 1 AS x, 2 AS X", "DUPLICATE_COLUMN_NAME: line 1:1: Column name 'X' specified"],
    ["SELECT NULL AS x", "COLUMN_TYPE_UNKNOWN: line 1:1: Column type is unknown: x"],
    ["SELECT now() AS x", "NOT_SUPPORTED: Unsupported Hive type: timestamp(3) with time zone"],
    ["SELECT JSON '1' AS x", "NOT_SUPPORTED: Unsupported Hive type: json"],
    [
      "SELECT TIMESTAMP '2025-01-15 00:00:00.123456' AS x",
      "NOT_SUPPORTED: Incorrect timestamp precision for timestamp(6); the configured precision is MILLISECONDS; column name: x",
    ],
  ])("refuses the columns of %s", async (sql, reason) => {
    expect(await test.reason(`CREATE TABLE refused AS ${sql}`)).toContain(reason);
    expect(await test.reason("SELECT * FROM refused")).toContain("TABLE_NOT_FOUND");
  });

  it.each([
    ["nope = 1", "INVALID_TABLE_PROPERTY: Catalog 'awsdatacatalog' table property 'nope' does"],
    ["format = 'ORC'", "NOT_SUPPORTED: The embedded Athena does not support writing ORC"],
    ["format = 'AVRO'", "NOT_SUPPORTED: The embedded Athena does not support writing AVRO"],
    ["format = 'XML'", "INVALID_TABLE_PROPERTY: Unable to set catalog"],
    ["write_compression = 'LZ4'", "NOT_SUPPORTED: The embedded Athena does not support writing Pa"],
    ["bucketed_by = ARRAY['x'], bucket_count = 2", "does not support bucketed tables"],
    ["partitioned_by = ARRAY['x']", "HIVE_COLUMN_ORDER_MISMATCH: Partition keys must be the last"],
    ["partitioned_by = ARRAY['z']", "Partition columns [z] not present in schema"],
    ["partitioned_by = ARRAY['x','y']", "Table contains only partition columns"],
    ["field_delimiter = ','", "Cannot specify field_delimiter for storage format: PARQUET"],
    ["table_type = 'DELTA'", "INVALID_TABLE_PROPERTY"],
    ["format = 1", "INVALID_TABLE_PROPERTY: Invalid value for catalog"],
  ])("refuses WITH (%s)", async (properties, reason) => {
    const sql = `CREATE TABLE refused WITH (${properties}) AS SELECT 1 AS x, 2 AS y`;
    expect(await test.reason(sql)).toContain(reason);
  });

  it("refuses a table that is there, a database that isn't, and a place with something in it", async () => {
    await test.rows("CREATE TABLE twice AS SELECT 1 AS x");
    expect(await test.reason("CREATE TABLE twice AS SELECT 1 AS x")).toBe(
      "TABLE_ALREADY_EXISTS: line 1:1: Destination table 'awsdatacatalog.default.twice' already exists",
    );
    expect(await test.reason("CREATE TABLE nowhere.t AS SELECT 1 AS x")).toBe(
      "SCHEMA_NOT_FOUND: line 1:1: Schema 'nowhere' does not exist",
    );
    await test.put("taken/x", "x");
    const sql = "CREATE TABLE taken WITH (external_location = 's3://lake/taken') AS SELECT 1 AS x";
    expect(await test.reason(sql)).toContain(
      "HIVE_PATH_ALREADY_EXISTS: Target directory for table 'default.taken' already exists: s3://lake/taken",
    );
    expect(await keysOf("taken/")).toEqual(["taken/x"]);
  });

  it("writes to at most a hundred partitions", async () => {
    const rows = (count: number) =>
      `SELECT n AS x, n AS p FROM UNNEST(sequence(1, ${count})) AS u(n)`;
    const properties = "partitioned_by = ARRAY['p']";
    await test.rows(`CREATE TABLE hundred WITH (${properties}) AS ${rows(100)}`);
    expect(await test.rows("SELECT count(*), count(DISTINCT p) FROM hundred")).toEqual([
      ["100", "100"],
    ]);
    expect(await test.reason(`CREATE TABLE more WITH (${properties}) AS ${rows(101)}`)).toBe(
      "HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions/buckets",
    );
    expect(await test.reason(`INSERT INTO hundred ${rows(101)}`)).toContain("100 open writers");
    expect(await test.rows("SELECT count(*) FROM hundred")).toEqual([["100"]]);
  });

  it("has partitions of printable ASCII, and none of numbers with a point", async () => {
    const of = (value: string) =>
      test.reason(
        `CREATE TABLE odd WITH (partitioned_by = ARRAY['p']) AS SELECT 1 AS x, ${value} AS p`,
      );
    expect(await of("'é'")).toBe(
      "HIVE_INVALID_PARTITION_VALUE: Hive partition keys can only contain printable ASCII characters (0x20 - 0x7E). Invalid value: C3 A9",
    );
    expect(await of("1.5e0")).toBe("NOT_SUPPORTED: Unsupported type [double] for partition: p");
    await test.rows(
      "CREATE TABLE odd WITH (partitioned_by = ARRAY['p']) AS SELECT 1 AS x, 'a/b=c d%' AS p",
    );
    expect(await test.rows("SELECT x, p FROM odd WHERE p = 'a/b=c d%'")).toEqual([
      ["1", "a/b=c d%"],
    ]);
  });
});

describe("INSERT INTO", () => {
  it("adds rows, in the types of the table", async () => {
    await test.rows(
      `CREATE EXTERNAL TABLE target (a int, b varchar(2), c float, d decimal(5,2), e timestamp, s struct<x:int,y:string>) ${PARQUET} LOCATION 's3://lake/target'`,
    );
    const ran = await test.run(
      "INSERT INTO target VALUES (BIGINT '5', 'ab  ', 1.5e0, 1.239e0, DATE '2025-01-15', ROW(1, 'y')), (NULL, NULL, NULL, NULL, NULL, NULL)",
    );
    expect(ran.execution).toMatchObject({
      StatementType: "DML",
      SubstatementType: "INSERT",
      ResultConfiguration: { OutputLocation: `${OUTPUT}${ran.execution.QueryExecutionId}` },
    });
    await test.rows("INSERT INTO target (d, a) (SELECT 2, 7)");
    expect(await test.rows("SELECT * FROM target WHERE a IS NOT NULL ORDER BY a")).toEqual([
      ["5", "ab", "1.5", "1.24", "2025-01-15 00:00:00.000", "{x=1, y=y}"],
      ["7", undefined, undefined, "2.00", undefined, undefined],
    ]);
    expect(await keysOf("target/")).toHaveLength(2);
  });

  it.each([
    [
      "target (a, a) VALUES (1, 2)",
      "DUPLICATE_COLUMN_NAME: Insert column name is specified more than once: a",
    ],
    [
      "target (z) VALUES (1)",
      "COLUMN_NOT_FOUND: Insert column name does not exist in target table: z",
    ],
    [
      "target (a, b) VALUES (1)",
      "TYPE_MISMATCH: Insert query has mismatched column types: Table: [integer, varchar(2)], Query: [integer]",
    ],
    [
      "target (a) VALUES ('x')",
      "TYPE_MISMATCH: Insert query has mismatched column types: Table: [integer], Query: [varchar(1)]",
    ],
    [
      "target (b) VALUES ('abc')",
      "INVALID_CAST_ARGUMENT: Cannot truncate non-space characters when casting from varchar(3) to varchar(2) on INSERT",
    ],
    [
      "target (a) VALUES (5000000000)",
      "NUMERIC_VALUE_OUT_OF_RANGE: Out of range for integer: 5000000000",
    ],
    [
      "nowhere VALUES (1)",
      "TABLE_NOT_FOUND: Table 'awsdatacatalog.default.nowhere' does not exist",
    ],
    ["nowhere.t VALUES (1)", "SCHEMA_NOT_FOUND: Schema 'nowhere' does not exist"],
    ["seen VALUES (1)", "NOT_SUPPORTED: Inserting into views is not supported"],
  ])("refuses %s", async (rest, reason) => {
    await test.rows(
      `CREATE EXTERNAL TABLE IF NOT EXISTS target (a int, b varchar(2)) ${PARQUET} LOCATION 's3://lake/target'`,
    );
    await test.rows("CREATE OR REPLACE VIEW seen AS SELECT 1 AS x");
    expect(await test.reason(`INSERT INTO ${rest}`)).toBe(reason);
  });

  it("puts rows where a registered partition lies, and where a projection looks", async () => {
    await test.rows(
      `CREATE EXTERNAL TABLE placed (x int) PARTITIONED BY (p string) ${PARQUET} LOCATION 's3://lake/placed/'`,
    );
    await test.rows("ALTER TABLE placed ADD PARTITION (p = 'far') LOCATION 's3://lake/elsewhere/'");
    await test.rows("INSERT INTO placed VALUES (1, 'far'), (2, 'near')");
    expect(
      await test.rows("SELECT x, \"$path\" LIKE '%/elsewhere/%' FROM placed ORDER BY x"),
    ).toEqual([
      ["1", "true"],
      ["2", "false"],
    ]);
    await test.rows(`CREATE EXTERNAL TABLE projected (x int) PARTITIONED BY (day date, region string) ${PARQUET} LOCATION 's3://lake/projected/'
      TBLPROPERTIES ('projection.enabled'='true', 'projection.day.type'='date', 'projection.day.format'='yyyy-MM-dd', 'projection.day.range'='2025-01-01,2025-12-31',
      'projection.region.type'='enum', 'projection.region.values'='eu,us', 'storage.location.template'='s3://lake/projected/\${region}/\${day}')`);
    await test.rows(
      "INSERT INTO projected VALUES (1, DATE '2025-03-01', 'eu'), (2, DATE '2025-03-02', 'us')",
    );
    expect((await keysOf("projected/")).map((key) => key.split("/").slice(0, 3).join("/"))).toEqual(
      ["projected/eu/2025-03-01", "projected/us/2025-03-02"],
    );
    expect(await test.rows("SELECT x, day FROM projected WHERE region = 'us'")).toEqual([
      ["2", "2025-03-02"],
    ]);
    expect(
      await test.reason("INSERT INTO projected VALUES (3, DATE '2026-03-01', 'eu')"),
    ).toContain(
      "a partition that the projection of default.projected doesn't have (day=2026-03-01/region=eu)",
    );
    expect(await keysOf("projected/")).toHaveLength(2);
  });

  it("writes delimited text, OpenCSV of texts and JSON as the table says, and refuses what Athena does", async () => {
    await test.rows(
      "CREATE EXTERNAL TABLE lines (a int, b string) ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' ESCAPED BY '\\\\' NULL DEFINED AS '-' LOCATION 's3://lake/lines/' TBLPROPERTIES ('write.compression'='NONE')",
    );
    await test.rows("INSERT INTO lines VALUES (1, 'a|b\\c'), (NULL, NULL)");
    const [key = ""] = await keysOf("lines/");
    expect((await test.get(`s3://${BUCKET}/${key}`)).toString()).toBe("1|a\\|b\\\\c\n-|-\n");
    expect(await test.rows("SELECT b FROM lines WHERE a = 1")).toEqual([["a|b\\c"]]);
    await test.rows(
      "CREATE EXTERNAL TABLE cells (a string, b string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' LOCATION 's3://lake/cells/'",
    );
    await test.rows("INSERT INTO cells VALUES ('x,\"y\"', NULL)");
    const [cells = ""] = await keysOf("cells/");
    expect(gunzipSync(await test.get(`s3://${BUCKET}/${cells}`)).toString()).toBe('"x,\\"y\\"",\n');
    expect(await test.rows("SELECT * FROM cells")).toEqual([['x,"y"', ""]]);
    await test.rows(
      "CREATE EXTERNAL TABLE openx (a int) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://lake/openx/'",
    );
    expect(await test.reason("INSERT INTO openx VALUES (1)")).toBe(
      "HIVE_UNSUPPORTED_FORMAT: Output format org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat with SerDe org.openx.data.jsonserde.JsonSerDe is not supported.",
    );
  });

  it.each([
    ["", "11\u0001x\n"],
    [
      "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe' WITH SERDEPROPERTIES ('field.delim' = '9')",
      "11\tx\n",
    ],
  ])("writes fields between what readers look for (%s)", async (format, line) => {
    const table = `fields_${crypto.randomUUID().slice(0, 8)}`;
    await test.rows(
      `CREATE EXTERNAL TABLE ${table} (a int, b string) ${format} LOCATION 's3://${BUCKET}/${table}/' TBLPROPERTIES ('write.compression'='NONE')`,
    );
    await test.rows(`INSERT INTO ${table} VALUES (11, 'x')`);
    const [key = ""] = await keysOf(`${table}/`);
    expect((await test.get(`s3://${BUCKET}/${key}`)).toString()).toBe(line);
    expect(await test.rows(`SELECT * FROM ${table}`)).toEqual([["11", "x"]]);
  });

  it.each([
    ["ROW FORMAT DELIMITED FIELDS TERMINATED BY ','", "a,b\nx,y\n"],
    ["ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'", '"a","b"\n"x","y"\n'],
    ["ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'", 'a,b\n{"a":"x","b":"y"}\n'],
  ])("begins with the columns where readers pass a line over (%s)", async (format, text) => {
    const table = `headed_${crypto.randomUUID().slice(0, 8)}`;
    const make = (name: string, property: string) =>
      test.rows(
        `CREATE EXTERNAL TABLE ${name} (a string, b string) ${format} LOCATION 's3://${BUCKET}/${name}/' TBLPROPERTIES ('write.compression'='NONE', ${property})`,
      );
    await make(table, "'skip.header.line.count'='1'");
    await test.rows(`INSERT INTO ${table} VALUES ('x', 'y')`);
    const [key = ""] = await keysOf(`${table}/`);
    expect((await test.get(`s3://${BUCKET}/${key}`)).toString()).toBe(text);
    expect(await test.rows(`SELECT * FROM ${table}`)).toEqual([["x", "y"]]);
    await make(`${table}_2`, "'skip.header.line.count'='2'");
    expect(await test.reason(`INSERT INTO ${table}_2 VALUES ('x', 'y')`)).toContain(
      "skip.header.line.count property greater than 1 is not supported",
    );
    await make(`${table}_3`, "'skip.footer.line.count'='1'");
    expect(await test.reason(`INSERT INTO ${table}_3 VALUES ('x', 'y')`)).toContain(
      "skip.footer.line.count property not supported",
    );
  });

  it("has one partition for nulls and empty texts, as Hive has one folder for them", async () => {
    const values = "(VALUES (1, ''), (2, NULL), (3, 'a/b=c %41')) AS v(a, p)";
    await test.rows(
      `CREATE TABLE blanks WITH (partitioned_by = ARRAY['p']) AS SELECT * FROM ${values}`,
    );
    await test.rows(`INSERT INTO blanks SELECT a + 3, p FROM ${values}`);
    expect(await test.rows("SELECT * FROM blanks ORDER BY a")).toEqual([
      ["1", undefined],
      ["2", undefined],
      ["3", "a/b=c %41"],
      ["4", undefined],
      ["5", undefined],
      ["6", "a/b=c %41"],
    ]);
  });

  it("leaves nothing when a row fails", async () => {
    await test.rows(
      `CREATE EXTERNAL TABLE whole (x int) PARTITIONED BY (p int) ${PARQUET} LOCATION 's3://lake/whole/'`,
    );
    const sql = "INSERT INTO whole SELECT 10 / (n - 50), n FROM UNNEST(sequence(1, 60)) AS u(n)";
    expect(await test.reason(sql)).toContain("DIVISION_BY_ZERO");
    expect(await keysOf("whole/")).toEqual([]);
    expect(await test.rows("SHOW PARTITIONS whole")).toEqual([]);
  });
});

describe("UNLOAD", () => {
  it.each([
    ["PARQUET", "compression = 'SNAPPY'"],
    ["JSON", "compression = 'GZIP'"],
    ["TEXTFILE", "field_delimiter = '|'"],
  ])("writes %s files, and tells them in a manifest", async (format, more) => {
    const place = `unloaded-${format}/`;
    const ran = await test.run(
      `UNLOAD (SELECT id, name FROM ${VALUES} ORDER BY id) TO 's3://lake/${place}' WITH (format = '${format}', ${more})`,
    );
    expect(ran.execution).toMatchObject({ StatementType: "DML", SubstatementType: "UNLOAD" });
    const [key = ""] = await keysOf(place);
    expect(await manifestOf(ran)).toEqual([`s3://${BUCKET}/${key}`]);
    const storage = {
      PARQUET,
      JSON: "ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'",
      TEXTFILE: "ROW FORMAT DELIMITED FIELDS TERMINATED BY '|'",
    }[format];
    await test.rows(
      `CREATE EXTERNAL TABLE read_${format} (id int, name string) ${storage} LOCATION 's3://lake/${place}'`,
    );
    expect(await test.rows(`SELECT * FROM read_${format} ORDER BY id`)).toEqual(
      ROWS.map(([id, name]) => [id, name]),
    );
  });

  it("writes partitions, and WITH queries", async () => {
    await test.rows(
      `UNLOAD (WITH v AS (SELECT id, day FROM ${VALUES}) SELECT * FROM v) TO 's3://lake/by-day' WITH (format = 'JSON', partitioned_by = ARRAY['day'])`,
    );
    expect((await keysOf("by-day/")).map((key) => key.split("/")[1])).toEqual([
      "day=1969-12-31",
      "day=2025-01-15",
      "day=__HIVE_DEFAULT_PARTITION__",
    ]);
  });

  it.each([
    ["WITH (format = 'ORC')", "does not support writing ORC"],
    ["WITH (format = 'PARQUET', bucket_count = 1)", "table property 'bucket_count' does not exist"],
    ["", "UNLOAD needs a format"],
  ])("refuses %s", async (properties, reason) => {
    expect(await test.reason(`UNLOAD (SELECT 1 AS x) TO 's3://lake/no/' ${properties}`)).toContain(
      reason,
    );
  });

  it("refuses a place with something in it, or without a bucket", async () => {
    await test.put("full/x", "x");
    const unload = (place: string) =>
      test.reason(`UNLOAD (SELECT 1 AS x) TO '${place}' WITH (format = 'JSON')`);
    expect(await unload("s3://lake/full/")).toContain("HIVE_PATH_ALREADY_EXISTS");
    expect(await unload("s3://no-such-bucket/x/")).toContain("The specified bucket does not exist");
  });

  it("is refused at once when it isn't one", async () => {
    const error = await refusal(test.start("UNLOAD SELECT 1 TO 's3://lake/x/'"));
    expect(error).toMatchObject({ code: "MALFORMED_QUERY" });
    await expect(test.start("CREATE OR REPLACE TABLE x AS SELECT 1 AS y")).rejects.toThrow(
      "mismatched input 'TABLE'. Expecting: 'VIEW'",
    );
    await test.s3.send(new CreateBucketCommand({ Bucket: "second" }));
  });
});
