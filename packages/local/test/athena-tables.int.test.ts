import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { BUCKET, useAthena } from "./athena/use-athena.ts";

const test = useAthena();
const at = (path: string) => `s3://${BUCKET}/${path}`;

let tables = 0;

/** Make a table under a new name over a new folder. */
async function create(columns: string, rest: (folder: string) => string) {
  const name = `t${++tables}`;
  const folder = `data/${name}/`;
  await test.rows(`CREATE EXTERNAL TABLE ${name} (${columns}) ${rest(at(folder))}`);
  return { name, folder };
}

const properties = (entries: Record<string, string>) =>
  `TBLPROPERTIES (${Object.entries(entries)
    .map(([key, value]) => `'${key}'='${value}'`)
    .join(", ")})`;

describe("Parquet tables", () => {
  it("read columns by name in any case, absent ones as null, whatever their order", async () => {
    const { name, folder } = await create(
      "id bigint, name string, extra string, price decimal(10,2)",
      (location) => `STORED AS PARQUET LOCATION '${location}'`,
    );
    await test.put(
      `${folder}a.parquet`,
      await test.parquet("SELECT 1.50::decimal(10,2) AS price, 'x' AS \"Name\", 7::bigint AS id"),
    );
    await test.put(
      `${folder}sub/b.parquet`,
      await test.parquet("SELECT 8::int AS ID, 'y' AS name"),
    );
    await test.put(`${folder}_SUCCESS`, "not data");
    await test.put(`${folder}.hidden/c.parquet`, "not data");
    await test.put(`${folder}empty/`, new Uint8Array());
    expect(await test.rows(`SELECT * FROM ${name} ORDER BY id`)).toEqual([
      ["7", "x", undefined, "1.50"],
      ["8", "y", undefined, undefined],
    ]);
  });

  it("bill the chunks of the columns that are read", async () => {
    const { name, folder } = await create(
      "a bigint, b string",
      (location) => `STORED AS PARQUET LOCATION '${location}'`,
    );
    await test.put(
      `${folder}a.parquet`,
      await test.parquet("SELECT i AS a, repeat(md5(i::varchar), 10) AS b FROM range(1000) t(i)"),
    );
    const { bytes: all } = await test.run(`SELECT * FROM ${name}`);
    const { bytes: one } = await test.run(`SELECT sum(a) FROM ${name}`);
    const { bytes: none, rows } = await test.run(`SELECT count(*) FROM ${name}`);
    const { bytes: outer } = await test.run(`SELECT a FROM (SELECT * FROM ${name}) t WHERE a > 5`);
    expect(rows).toEqual([["1000"]]);
    expect(none).toBe(0);
    expect(one).toBeGreaterThan(0);
    expect(outer).toBe(one);
    expect(all).toBeGreaterThan(one * 2);
  });

  it.each([
    ["int", "SELECT 5::bigint AS v", "type INT64 in parquet file"],
    ["int", "SELECT 'x' AS v", "type BYTE_ARRAY in parquet file"],
    ["string", "SELECT 5 AS v", "type INT32 in parquet file"],
    ["double", "SELECT 5 AS v", "incompatible with type double"],
    ["timestamp", "SELECT 5::bigint AS v", "incompatible with type timestamp(3)"],
    ["date", "SELECT 5 AS v", "incompatible with type date"],
    ["array<int>", "SELECT 5 AS v", "incompatible with type array(integer)"],
  ])("refuse a %s column over %s", async (type, sql, message) => {
    const { name, folder } = await create(
      `v ${type}`,
      (location) => `STORED AS PARQUET LOCATION '${location}'`,
    );
    await test.put(`${folder}a.parquet`, await test.parquet(sql));
    const reason = await test.reason(`SELECT v FROM ${name}`);
    expect(reason).toMatch(/^HIVE_BAD_DATA: Field v's /);
    expect(reason).toContain(message);
    expect(reason).toContain(at(`${folder}a.parquet`));
  });

  it("read timestamps and nested columns", async () => {
    const { name, folder } = await create(
      "ts timestamp, a array<string>, s struct<x:int,y:array<double>>, m map<string,int>",
      (location) => `STORED AS PARQUET LOCATION '${location}'`,
    );
    await test.put(
      `${folder}a.parquet`,
      await test.parquet(
        "SELECT TIMESTAMP '2025-01-15 10:00:00.123567' AS ts, ['p', NULL] AS a, {'x': 1, 'y': [1.5, 2.0]::double[]} AS s, MAP {'k': 1} AS m",
      ),
    );
    expect(await test.rows(`SELECT *, s.x + 1, a[1], m['k'] FROM ${name}`)).toEqual([
      ["2025-01-15 10:00:00.124", "[p, null]", "{x=1, y=[1.5, 2.0]}", "{k=1}", "2", "p", "1"],
    ]);
  });

  it("name the object that isn't Parquet", async () => {
    const { name, folder } = await create(
      "a int",
      (location) => `STORED AS PARQUET LOCATION '${location}'`,
    );
    await test.put(`${folder}a.parquet`, "hello, this is text");
    expect(await test.reason(`SELECT * FROM ${name}`)).toBe(
      `HIVE_BAD_DATA: Not valid Parquet file: ${at(`${folder}a.parquet`)}`,
    );
  });

  it("see an object as it is now, not as it was", async () => {
    const { name, folder } = await create(
      "a int",
      (location) => `STORED AS PARQUET LOCATION '${location}'`,
    );
    for (const value of [1, 2, 3]) {
      await test.put(`${folder}a.parquet`, await test.parquet(`SELECT ${value} AS a`));
      expect(await test.rows(`SELECT a FROM ${name}`)).toEqual([[String(value)]]);
    }
  });

  it("say where they find nothing: rows none, bucket missing", async () => {
    const { name } = await create(
      "a int",
      (location) => `STORED AS PARQUET LOCATION '${location}'`,
    );
    expect(await test.rows(`SELECT a FROM ${name}`)).toEqual([]);
    expect(await test.rows(`SELECT count(*), sum(a) FROM ${name}`)).toEqual([["0", undefined]]);
    await test.rows(
      "CREATE EXTERNAL TABLE lost (a int) STORED AS PARQUET LOCATION 's3://no-such-bucket/x/'",
    );
    expect(await test.reason("SELECT * FROM lost")).toBe(
      "HIVE_FILESYSTEM_ERROR: The specified bucket does not exist (s3://no-such-bucket/x/)",
    );
  });
});

describe("partition projection", () => {
  const one = () => test.parquet("SELECT 1 AS n");

  it("of whole numbers with digits, pruned by any predicate on them", async () => {
    const { name, folder } = await create(
      "n int",
      (location) =>
        `PARTITIONED BY (year int, month int, day int) STORED AS PARQUET LOCATION '${location}' ${properties(
          {
            "projection.enabled": "true",
            "projection.year.type": "integer",
            "projection.year.range": "2000,2100",
            "projection.month.type": "integer",
            "projection.month.range": "1,12",
            "projection.month.digits": "2",
            "projection.day.type": "integer",
            "projection.day.range": "1,31",
            "projection.day.digits": "2",
            "storage.location.template": `${location}year=\${year}/month=\${month}/day=\${day}/`,
          },
        )}`,
    );
    for (const day of ["01", "02", "15", "31", "32", "7"])
      await test.put(`${folder}year=2025/month=01/day=${day}/a.parquet`, await one());
    await test.put(`${folder}year=1999/month=01/day=01/a.parquet`, await one());
    await test.put(`${folder}elsewhere/a.parquet`, await one());
    expect(await test.rows(`SELECT year, month, day FROM ${name} ORDER BY day`)).toEqual([
      ["2025", "1", "1"],
      ["2025", "1", "2"],
      ["2025", "1", "15"],
      ["2025", "1", "31"],
    ]);
    const { bytes: all } = await test.run(`SELECT sum(n) FROM ${name}`);
    const read = async (where: string) => {
      const { rows, bytes } = await test.run(
        `SELECT count(n), sum(day) FROM ${name} WHERE ${where}`,
      );
      return [rows[0]?.[0], rows[0]?.[1], bytes / (all / 4)];
    };
    expect(await read("day = 2")).toEqual(["1", "2", 1]);
    expect(await read("year = 2025 AND month = 1 AND day IN (1, 15)")).toEqual(["2", "16", 2]);
    expect(await read("day BETWEEN 2 AND 20")).toEqual(["2", "17", 2]);
    expect(await read("day % 2 = 1 AND n = 1")).toEqual(["3", "47", 3]);
    expect(await read("cast(day as varchar) = '15'")).toEqual(["1", "15", 1]);
    expect(await read("year = 2024")).toEqual(["0", undefined, 0]);
    expect(await read("year = 3000")).toEqual(["0", undefined, 0]);
    expect(await read("day = 1 OR n = 5")).toEqual(["1", "1", 4]);
    // A predicate that fails for a partition can't rule it out: the query fails where it needs it.
    expect(await read("1 / (day - 3) >= 0 AND day > 2")).toEqual(["2", "46", 2]);
    expect(await test.reason(`SELECT n FROM ${name} WHERE 1 / (day - 2) = 5`)).toBe(
      "DIVISION_BY_ZERO: Division by zero",
    );
  });

  it("of dates, in steps, to NOW, in a path of its own", async () => {
    const { name, folder } = await create(
      "n int",
      (location) =>
        `PARTITIONED BY (dt string) STORED AS PARQUET LOCATION '${location}' ${properties({
          "projection.enabled": "true",
          "projection.dt.type": "date",
          "projection.dt.range": "2025-01-01,NOW",
          "projection.dt.format": "yyyy-MM-dd",
          "projection.dt.interval": "2",
          "projection.dt.interval.unit": "DAYS",
        })}`,
    );
    for (const day of ["2024-12-31", "2025-01-01", "2025-01-02", "2025-01-03", "2999-01-01"])
      await test.put(`${folder}dt=${day}/a.parquet`, await one());
    expect(await test.rows(`SELECT dt FROM ${name} ORDER BY dt`)).toEqual([
      ["2025-01-01"],
      ["2025-01-03"],
    ]);
    expect(
      await test.rows(
        `SELECT count(*) FROM ${name} WHERE dt >= date_format(TIMESTAMP '2025-01-02 00:00:00', '%Y-%m-%d')`,
      ),
    ).toEqual([["1"]]);
    expect(
      await test.rows(`SELECT count(*) FROM ${name} WHERE date(dt) = DATE '2025-01-01'`),
    ).toEqual([["1"]]);
  });

  it("of dates as folders by hour, and of enums", async () => {
    const { name, folder } = await create(
      "n int",
      (location) =>
        `PARTITIONED BY (region string, hour string) STORED AS PARQUET LOCATION '${location}' ${properties(
          {
            "projection.enabled": "true",
            "projection.region.type": "enum",
            "projection.region.values": "eu,us, ap",
            "projection.hour.type": "date",
            "projection.hour.range": "2025/01/01/00,2025/01/31/23",
            "projection.hour.format": "yyyy/MM/dd/HH",
            "projection.hour.interval": "1",
            "projection.hour.interval.unit": "HOURS",
            "storage.location.template": `${location}\${region}/\${hour}`,
          },
        )}`,
    );
    await test.put(`${folder}eu/2025/01/15/10/a.parquet`, await one());
    await test.put(`${folder}us/2025/01/15/11/deep/b.parquet`, await one());
    await test.put(`${folder}ap/2025/01/15/11/c.parquet`, await one());
    await test.put(`${folder}eu/2025/02/15/11/d.parquet`, await one());
    expect(await test.rows(`SELECT region, hour FROM ${name} ORDER BY hour`)).toEqual([
      ["eu", "2025/01/15/10"],
      ["us", "2025/01/15/11"],
    ]);
    expect(await test.rows(`SELECT region FROM ${name} WHERE hour = '2025/01/15/11'`)).toEqual([
      ["us"],
    ]);
  });

  it("of a date column, in any predicate on dates", async () => {
    const { name, folder } = await create(
      "n int",
      (location) =>
        `PARTITIONED BY (d date) STORED AS PARQUET LOCATION '${location}' ${properties({
          "projection.enabled": "true",
          "projection.d.type": "date",
          "projection.d.range": "2025-01-01,2025-12-31",
          "projection.d.format": "yyyy-MM-dd",
        })}`,
    );
    await test.put(`${folder}d=2025-01-31/a.parquet`, await one());
    await test.put(`${folder}d=2025-02-01/a.parquet`, await one());
    expect(await test.rows(`SELECT d FROM ${name} WHERE d = DATE '2025-01-31'`)).toEqual([
      ["2025-01-31"],
    ]);
    expect(await test.rows(`SELECT month(d), count(*) FROM ${name} GROUP BY 1 ORDER BY 1`)).toEqual(
      [
        ["1", "1"],
        ["2", "1"],
      ],
    );
  });

  it("by injection, which needs an equality", async () => {
    const { name, folder } = await create(
      "n int",
      (location) =>
        `PARTITIONED BY (tenant string) STORED AS PARQUET LOCATION '${location}' ${properties({ "projection.enabled": "true", "projection.tenant.type": "injected" })}`,
    );
    await test.put(`${folder}tenant=acme/a.parquet`, await one());
    await test.put(`${folder}tenant=zeta/a.parquet`, await one());
    expect(await test.rows(`SELECT tenant FROM ${name} WHERE tenant = ?`, ["'acme'"])).toEqual([
      ["acme"],
    ]);
    expect(
      await test.rows(`SELECT tenant FROM ${name} WHERE tenant IN ('acme', 'zeta') ORDER BY 1`),
    ).toEqual([["acme"], ["zeta"]]);
    expect(
      await test.rows(
        `SELECT tenant FROM ${name} WHERE (tenant = 'zeta' OR 'acme' = tenant) AND tenant > 'b'`,
      ),
    ).toEqual([["zeta"]]);
    expect(await test.rows(`SELECT tenant FROM ${name} WHERE tenant = 'acm'`)).toEqual([]);
    for (const where of [
      "",
      "WHERE tenant LIKE 'a%'",
      "WHERE n = 1",
      "WHERE tenant > 'a'",
      "WHERE tenant = 'acme' OR n = 1",
      "WHERE tenant = 'acme' OR tenant > 'b'",
    ])
      expect(await test.reason(`SELECT tenant FROM ${name} ${where}`)).toMatch(
        /^CONSTRAINT_VIOLATION: For the injected projected partition column tenant/,
      );
  });

  it("by injection of whole numbers, and of values that are several folders", async () => {
    const { name, folder } = await create(
      "n int",
      (location) =>
        `PARTITIONED BY (id bigint COMMENT 'by = alone', path string) STORED AS PARQUET LOCATION '${location}' ${properties(
          {
            "projection.enabled": "true",
            "projection.id.type": "injected",
            "projection.path.type": "injected",
            "storage.location.template": `${location}\${id}/\${path}/`,
          },
        )}`,
    );
    await test.put(`${folder}5/a/b/x.parquet`, await one());
    await test.put(`${folder}5/a/c/x.parquet`, await one());
    await test.put(`${folder}6/a/b/x.parquet`, await one());
    expect(
      await test.rows(`SELECT id, path, n FROM ${name} WHERE id = 5 AND path IN ('a/b', 'q')`),
    ).toEqual([["5", "a/b", "1"]]);
    expect(await test.reason(`SELECT n FROM ${name} WHERE id = 5`)).toMatch(
      /^CONSTRAINT_VIOLATION: For the injected projected partition column path,/,
    );
  });

  it("prunes through views, subqueries, common tables, unions and joins", async () => {
    const { name, folder } = await create(
      "n int",
      (location) =>
        `PARTITIONED BY (day int) STORED AS PARQUET LOCATION '${location}' ${properties({ "projection.enabled": "true", "projection.day.type": "integer", "projection.day.range": "1,9" })}`,
    );
    for (const day of [1, 2, 3]) await test.put(`${folder}day=${day}/a.parquet`, await one());
    await test.rows(
      `CREATE VIEW v_${name} AS SELECT day AS d, sum(n) AS total FROM ${name} GROUP BY day`,
    );
    const { bytes: all } = await test.run(`SELECT sum(n) FROM ${name}`);
    const parts = async (sql: string) => Math.round((await test.run(sql)).bytes / (all / 3));
    expect(await parts(`SELECT total FROM v_${name} WHERE d = 2`)).toBe(1);
    expect(
      await parts(`SELECT n FROM (SELECT n, day FROM ${name} WHERE day < 3) t WHERE day > 1`),
    ).toBe(1);
    expect(
      await parts(
        `WITH c AS (SELECT * FROM ${name}) SELECT a.n, b.n FROM c a JOIN c b ON a.day = b.day WHERE a.day = 1 AND b.day = 1`,
      ),
    ).toBe(2);
    expect(
      await parts(
        `SELECT n FROM (SELECT n, day FROM ${name} UNION ALL SELECT n, day FROM ${name}) t WHERE day = 3`,
      ),
    ).toBe(2);
    expect(
      await parts(
        `SELECT a.n, b.n FROM ${name} a LEFT JOIN ${name} b ON a.day = b.day AND b.day = 1 WHERE a.day = 2`,
      ),
    ).toBe(2);
    // Nothing may be pruned where that would change the rows.
    expect(
      await parts(
        `SELECT a.n, b.n FROM ${name} a LEFT JOIN ${name} b ON a.day = b.day WHERE b.day = 1`,
      ),
    ).toBe(6);
    expect(
      await parts(
        `SELECT n FROM (SELECT n, day FROM ${name} ORDER BY day LIMIT 2) t WHERE day = 2`,
      ),
    ).toBe(3);
    expect(
      await parts(
        `SELECT n FROM (SELECT n, day, row_number() OVER (ORDER BY day) AS i FROM ${name}) t WHERE day = 3`,
      ),
    ).toBe(3);
    expect(
      await test.rows(
        `SELECT i FROM (SELECT day, row_number() OVER (ORDER BY day) AS i FROM ${name}) t WHERE day = 3`,
      ),
    ).toEqual([["3"]]);
    expect(
      await test.rows(
        `SELECT count(*) FROM ${name} a LEFT JOIN ${name} b ON a.day = b.day + 1 WHERE b.day IS NULL`,
      ),
    ).toEqual([["1"]]);
  });

  it.each([
    [{ "projection.day.type": "integer" }, "Missing required property: 'projection.day.range'"],
    [{ "projection.day.type": "integer", "projection.day.range": "1" }, "two whole numbers"],
    [{ "projection.day.type": "weekly" }, "not one of enum, integer, date, injected"],
    [{}, "Missing required property: 'projection.day.type'"],
    [
      {
        "projection.day.type": "date",
        "projection.day.range": "2025-01-01,soon",
        "projection.day.format": "yyyy-MM-dd",
      },
      "neither NOW nor a date",
    ],
    [
      {
        "projection.day.type": "date",
        "projection.day.range": "NOW-1DAYS,NOW",
        "projection.day.format": "yyyy-MM-dd-HH",
      },
      "interval.unit",
    ],
    [
      {
        "projection.day.type": "integer",
        "projection.day.range": "1,9",
        "storage.location.template": "s3://lake/x/${month}/",
      },
      "not a partition column",
    ],
    [
      {
        "projection.day.type": "integer",
        "projection.day.range": "1,9",
        "storage.location.template": "s3://lake/x/",
      },
      "does not contain the partition column",
    ],
  ])("explains what is wrong with %j", async (more, message) => {
    const { name } = await create(
      "n int",
      (location) =>
        `PARTITIONED BY (day string) STORED AS PARQUET LOCATION '${location}' ${properties({ "projection.enabled": "true", ...(more as Record<string, string>) })}`,
    );
    expect(await test.reason(`SELECT * FROM ${name}`)).toContain(message);
  });
});

describe("registered partitions", () => {
  it("are added, found, shown, dropped, and read where they lie", async () => {
    const { name, folder } = await create(
      "n int",
      (location) => `PARTITIONED BY (dt string, hour int) STORED AS PARQUET LOCATION '${location}'`,
    );
    for (const path of [
      "dt=2025-01-01/hour=1",
      "dt=2025-01-01/hour=2",
      "dt=a%3Ab/hour=3",
      "other/place",
    ])
      await test.put(`${folder}${path}/a.parquet`, await test.parquet("SELECT 1 AS n"));
    expect(await test.rows(`SELECT * FROM ${name}`)).toEqual([]);
    const repaired = await test.rows(`MSCK REPAIR TABLE ${name}`);
    expect(repaired).toHaveLength(4);
    expect(repaired[1]).toEqual([
      `Repair: Added partition to metastore ${name}:dt=2025-01-01/hour=1`,
    ]);
    expect(await test.rows(`SHOW PARTITIONS ${name}`)).toEqual([
      ["dt=2025-01-01/hour=1"],
      ["dt=2025-01-01/hour=2"],
      ["dt=a:b/hour=3"],
    ]);
    await test.rows(
      `ALTER TABLE ${name} ADD PARTITION (dt='x', hour=7) LOCATION '${at(folder)}other/place/'`,
    );
    expect(await test.rows(`SELECT dt, hour FROM ${name} WHERE hour >= 2 ORDER BY hour`)).toEqual([
      ["2025-01-01", "2"],
      ["a:b", "3"],
      ["x", "7"],
    ]);
    expect(await test.reason(`ALTER TABLE ${name} ADD PARTITION (dt='x', hour=7)`)).toContain(
      "AlreadyExistsException(message:Partition already exists.)",
    );
    await test.rows(`ALTER TABLE ${name} ADD IF NOT EXISTS PARTITION (dt='x', hour=7)`);
    await test.rows(
      `ALTER TABLE ${name} DROP PARTITION (dt='2025-01-01'), PARTITION (dt='x', hour=7)`,
    );
    expect(await test.rows(`SELECT dt FROM ${name}`)).toEqual([["a:b"]]);
    expect(await test.reason(`ALTER TABLE ${name} DROP PARTITION (dt='nope')`)).toContain(
      "Partition not found (dt = 'nope')",
    );
    expect(await test.reason(`ALTER TABLE ${name} ADD PARTITION (dt='y')`)).toContain(
      "doesn't contain all (2) partition columns",
    );
    expect(await test.reason(`ALTER TABLE ${name} ADD PARTITION (dt='y', hour=1, z=2)`)).toContain(
      "Non-Partition column appears in the partition specification: z",
    );
  });

  it("read the null partition, and refuse a value that isn't of its type", async () => {
    const { name, folder } = await create(
      "n int",
      (location) => `PARTITIONED BY (k int) STORED AS PARQUET LOCATION '${location}'`,
    );
    await test.put(
      `${folder}k=__HIVE_DEFAULT_PARTITION__/a.parquet`,
      await test.parquet("SELECT 1 AS n"),
    );
    await test.rows(`MSCK REPAIR TABLE ${name}`);
    expect(await test.rows(`SELECT k, n FROM ${name} WHERE k IS NULL`)).toEqual([[undefined, "1"]]);
    await test.rows(`ALTER TABLE ${name} ADD PARTITION (k='abc')`);
    await test.put(`${folder}k=abc/a.parquet`, await test.parquet("SELECT 1 AS n"));
    expect(await test.reason(`SELECT * FROM ${name}`)).toContain(
      "HIVE_INVALID_PARTITION_VALUE: Invalid partition value 'abc' for INTEGER partition key: k",
    );
  });
});

describe("text tables", () => {
  it("read JSON Lines, also compressed, with the object's path", async () => {
    const { name, folder } = await create(
      "id int, name string, tags array<string>, at struct<x:int>",
      (location) => `ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION '${location}'`,
    );
    await test.put(
      `${folder}a.json`,
      '{"id":1,"NAME":"x","tags":["p","q"],"at":{"X":5}}\r\n\n{"id":"2","name":{"k":[1.50]}}\n',
    );
    await test.put(`${folder}b.json.gz`, gzipSync('{"id":3,"unknown":true}'));
    expect(
      await test.rows(
        `SELECT id, name, tags[1], at.x, "$path" FROM ${name} ORDER BY id NULLS FIRST`,
      ),
    ).toEqual([
      [undefined, undefined, undefined, undefined, at(`${folder}a.json`)],
      ["1", "x", "p", "5", at(`${folder}a.json`)],
      ["2", '{"k":[1.50]}', undefined, undefined, at(`${folder}a.json`)],
      ["3", undefined, undefined, undefined, at(`${folder}b.json.gz`)],
    ]);
    await test.put(`${folder}c.json`, '{"id":4}\n{"id":\n');
    expect(await test.reason(`SELECT * FROM ${name}`)).toMatch(
      /^HIVE_CURSOR_ERROR: Row is not a valid JSON Object - {"id":/,
    );
  });

  it("read quoted CSV below its header, and delimited text", async () => {
    const csv = await create(
      "a string, b string",
      (location) =>
        `ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' WITH SERDEPROPERTIES ('separatorChar'=';') STORED AS TEXTFILE LOCATION '${location}' TBLPROPERTIES ('skip.header.line.count'='1')`,
    );
    await test.put(`${csv.folder}a.csv`, 'a;b\n"x;y";"q""r"\n1;\n');
    expect(await test.rows(`SELECT * FROM ${csv.name} ORDER BY 1`)).toEqual([
      ["1", ""],
      ["x;y", 'q"r'],
    ]);
    const text = await create(
      "a int, b string, c double",
      (location) => `ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' LOCATION '${location}'`,
    );
    await test.put(`${text.folder}a.tsv`, '1\t"x"\t1.5\nz\t\\N\n');
    expect(await test.rows(`SELECT * FROM ${text.name} ORDER BY a`)).toEqual([
      ["1", '"x"', "1.5"],
      [undefined, undefined, undefined],
    ]);
  });

  it.each(["int", "bigint", "double", "boolean"])(
    "OpenCSV: an empty cell is no %s, unless the table takes null for what is invalid",
    async (type) => {
      const serde = "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'";
      const good = { int: "7", bigint: "7", double: "1.5", boolean: "true" }[type] ?? "";
      const strict = await create(
        `v ${type}, t string`,
        (location) => `${serde} LOCATION '${location}'`,
      );
      await test.put(`${strict.folder}a.csv`, `${good},x\n`);
      expect(await test.rows(`SELECT v FROM ${strict.name}`)).toEqual([[good]]);
      await test.put(`${strict.folder}b.csv`, `,x\n`);
      expect(await test.reason(`SELECT v FROM ${strict.name}`)).toBe(
        `HIVE_BAD_DATA: Error parsing field value '' for field 0: For input string: ""`,
      );
      expect(await test.rows(`SELECT count(*), max(t) FROM ${strict.name}`)).toEqual([["2", "x"]]);
      const lenient = await create(
        `v ${type}, t string`,
        (location) =>
          `${serde} LOCATION '${location}' ${properties({ "use.null.for.invalid.data": "true" })}`,
      );
      await test.put(`${lenient.folder}a.csv`, `${good},x\n,x\n"",x\nz,x\n`);
      expect(await test.rows(`SELECT v FROM ${lenient.name} ORDER BY v`)).toEqual([
        [good],
        [undefined],
        [undefined],
        [undefined],
      ]);
    },
  );

  it.each([
    [
      "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe' LOCATION",
      "SELECT * FROM",
      "RegexSerDe",
    ],
    [
      "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('dots.in.keys'='true') LOCATION",
      "SELECT * FROM",
      "dots.in.keys",
    ],
  ])("refuse %s", async (format, select, message) => {
    const { name, folder } = await create("a string", (location) => `${format} '${location}'`);
    await test.put(`${folder}a.txt`, "x");
    expect(await test.reason(`${select} ${name}`)).toContain(message);
  });

  it("refuse a compression they can't undo", async () => {
    const { name, folder } = await create("a string", (location) => `LOCATION '${location}'`);
    await test.put(`${folder}a.bz2`, "x");
    expect(await test.reason(`SELECT a FROM ${name}`)).toContain(".bz2");
    const broken = await create("a string", (location) => `LOCATION '${location}'`);
    await test.put(`${broken.folder}a.gz`, gzipSync("hello\n".repeat(1000)).subarray(0, 20));
    expect(await test.reason(`SELECT a FROM ${broken.name}`)).toContain(
      `Failed to read file: ${at(`${broken.folder}a.gz`)}`,
    );
  });
});

it("columns may be named with what their table is called in FROM, and no more", async () => {
  await test.rows("CREATE TABLE named AS SELECT 1 AS id");
  await test.rows("CREATE VIEW named_view AS SELECT id FROM named");
  for (const name of ["named", "named_view"]) {
    const value = (column: string, from: string) =>
      test.run(`SELECT ${column} FROM ${from}`).then(({ rows, reason }) => reason ?? rows[0]?.[0]);
    expect(await value(`default.${name}.id`, `default.${name}`)).toBe("1");
    expect(await value(`Default.${name}.id`, `AwsDataCatalog."DEFAULT".${name}`)).toBe("1");
    expect(await value(`awsdatacatalog.default.${name}.id`, `awsdatacatalog.default.${name}`)).toBe(
      "1",
    );
    expect(await value(`${name}.id`, `default.${name}`)).toBe("1");
    expect(await value(`default.${name}.id`, name)).toMatch(/^COLUMN_NOT_FOUND: line 1:8: /);
    expect(await value(`awsdatacatalog.default.${name}.id`, `default.${name}`)).toMatch(
      /^COLUMN_NOT_FOUND: /,
    );
  }
});

describe("views", () => {
  it("are compiled where they were made, replaced, described, and checked", async () => {
    await test.rows("CREATE DATABASE views");
    const inViews = { QueryExecutionContext: { Database: "views" } };
    await test.run(
      `CREATE EXTERNAL TABLE base (a int, b string) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION '${at("views/")}'`,
      inViews,
    );
    await test.put("views/a.json", '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n');
    await test.run("CREATE VIEW v AS SELECT a, upper(b) AS u FROM base", inViews);
    expect(await test.rows("SELECT u FROM views.v WHERE a = 2")).toEqual([["Y"]]);
    expect((await test.run("DESCRIBE v", inViews)).rows).toEqual([["a\tinteger"], ["u\tvarchar"]]);
    expect((await test.run("SHOW VIEWS IN views")).rows).toEqual([["v"]]);
    expect((await test.run("CREATE VIEW v AS SELECT 1 AS a", inViews)).reason).toBe(
      "TABLE_ALREADY_EXISTS: line 1:1: View already exists: 'awsdatacatalog.views.v'",
    );
    await test.run("CREATE OR REPLACE VIEW v AS SELECT a AS z FROM base", inViews);
    expect(await test.rows("SELECT * FROM views.v ORDER BY z")).toEqual([["1"], ["2"]]);
    await test.run("DROP TABLE base", inViews);
    expect(await test.reason("SELECT * FROM views.v")).toBe(
      "INVALID_VIEW: line 1:15: Failed analyzing stored view 'awsdatacatalog.views.v': line 1:20: Table 'awsdatacatalog.views.base' does not exist",
    );
    expect(await test.reason("CREATE VIEW w AS SELECT nope FROM (SELECT 1 AS a) t")).toContain(
      "COLUMN_NOT_FOUND: line 1:25: Column 'nope'",
    );
    expect(await test.reason("CREATE VIEW w AS SELECT 1")).toContain(
      "MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 1",
    );
    expect(await test.reason("CREATE VIEW w AS SELECT 1 AS a, 2 AS A")).toContain(
      "DUPLICATE_COLUMN_NAME",
    );
    expect(await test.reason("DROP TABLE views.v")).toContain("views.v is a view");
    await test.rows("DROP VIEW IF EXISTS views.v");
    expect(await test.rows("SHOW VIEWS IN views")).toEqual([]);
  });
});
