import { beforeAll, describe, expect, it } from "vitest";
import { BUCKET, refusal, useAthena } from "./athena/use-athena.ts";

const test = useAthena();

const COLUMNS = "(id int, name string)";
const LINES = {
  csv: "1,a\n2,b\n3,c\n",
  json: '{"id":1,"name":"a"}\n{"id":2,"name":"b"}\n{"id":3,"name":"c"}\n',
};
const place = (folder: string) => `LOCATION 's3://${BUCKET}/${folder}/'`;
const OPEN_CSV = "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'";

/** Each kind of table that Athena has here, all with the same three rows. */
const TABLES: Record<string, () => Promise<unknown>> = {
  async lazy_simple() {
    await test.put("lazy/a.csv", LINES.csv);
    await test.rows(
      `CREATE EXTERNAL TABLE lazy_simple ${COLUMNS} ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' ${place("lazy")}`,
    );
  },
  async open_csv() {
    await test.put("open/a.csv", LINES.csv);
    await test.rows(`CREATE EXTERNAL TABLE open_csv ${COLUMNS} ${OPEN_CSV} ${place("open")}`);
  },
  async json_lines() {
    await test.put("json/a.json", LINES.json);
    await test.rows(
      `CREATE EXTERNAL TABLE json_lines ${COLUMNS} ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' ${place("json")}`,
    );
  },
  async parquet() {
    const file = await test.parquet(
      "SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c')) t(id, name)",
    );
    await test.put("parquet/a.parquet", file);
    await test.rows(
      `CREATE EXTERNAL TABLE parquet ${COLUMNS} STORED AS PARQUET ${place("parquet")}`,
    );
  },
  async a_view() {
    await TABLES["json_lines"]?.();
    await test.rows("CREATE VIEW a_view AS SELECT id, name FROM json_lines WHERE id > 0");
  },
  async registered() {
    await test.put("registered/day=1/a.csv", LINES.csv);
    await test.rows(
      `CREATE EXTERNAL TABLE registered ${COLUMNS} PARTITIONED BY (day int) ${OPEN_CSV} ${place("registered")}`,
    );
    await test.rows("MSCK REPAIR TABLE registered");
  },
  async projected() {
    await test.put("projected/day=1/a.csv", LINES.csv);
    await test.rows(
      `CREATE EXTERNAL TABLE projected ${COLUMNS} PARTITIONED BY (day int) ${OPEN_CSV} ${place("projected")}
       TBLPROPERTIES ('projection.enabled'='true', 'projection.day.type'='integer', 'projection.day.range'='1,9')`,
    );
  },
};

/** How people page through a table; the number of rows of three. */
const PAGES: readonly (readonly [string, number])[] = [
  ["LIMIT 1", 1],
  ["limit 2", 2],
  ["LIMIT 0", 0],
  ["LIMIT ALL", 3],
  ["OFFSET 1", 2],
  ["OFFSET 1 ROW", 2],
  ["OFFSET 2 ROWS LIMIT 5", 1],
  ["OFFSET 1 LIMIT 1", 1],
  ["FETCH FIRST ROW ONLY", 1],
  ["FETCH FIRST 2 ROWS ONLY", 2],
  ["FETCH NEXT 1 ROW ONLY", 1],
  ["OFFSET 1 FETCH NEXT 1 ROWS ONLY", 1],
];

describe.each(Object.keys(TABLES))("a page of the kind of table %s", (name) => {
  beforeAll(async () => {
    await test.rows("DROP TABLE IF EXISTS json_lines");
    await TABLES[name]?.();
  });

  const froms = [
    name,
    `${name} t`,
    `${name} AS t`,
    `"${name}"`,
    `default.${name}`,
    `"default"."${name}" t`,
  ];

  it.each(froms)("SELECT * FROM %s", async (from) => {
    for (const [page, rows] of PAGES)
      expect({ page, rows: (await test.rows(`SELECT * FROM ${from} ${page}`)).length }).toEqual({
        page,
        rows,
      });
  });

  it.each([
    `SELECT * FROM ${name} LIMIT 1;`,
    `select * from ${name} limit 1 ;\n`,
    `SELECT * FROM ${name} LIMIT 1; -- done`,
    `SELECT * FROM ${name} LIMIT 1 ; ;`,
    `-- first\nSELECT count(*) FROM ${name};\n/* done */\n`,
    `SELECT * FROM ${name} -- the first\nLIMIT 1`,
    `SELECT * FROM ${name} /* the first */ LIMIT /* just */ 1 -- one`,
    `/* page */ SELECT *\nFROM ${name}\nLIMIT 1\n`,
    `(SELECT * FROM ${name} LIMIT 1)`,
    `(SELECT * FROM ${name}) LIMIT 1`,
    `((SELECT * FROM ${name}) LIMIT 2) LIMIT 1`,
    `((SELECT * FROM ${name}) OFFSET 1) OFFSET 1`,
    `((SELECT * FROM ${name} ORDER BY id LIMIT 2)) OFFSET 1`,
    `(SELECT * FROM ${name} ORDER BY id) ORDER BY id DESC LIMIT 1`,
    `(SELECT * FROM ${name} LIMIT 0) UNION ALL (SELECT * FROM ${name} LIMIT 2) OFFSET 1`,
    `WITH w AS ((TABLE ${name} LIMIT 2) LIMIT 1) SELECT * FROM w`,
    `SELECT * FROM (SELECT * FROM ${name} LIMIT 2) LIMIT 1`,
    `SELECT * FROM (SELECT * FROM ${name} LIMIT 1) t`,
    `WITH w AS (SELECT * FROM ${name} LIMIT 1) SELECT * FROM w`,
    `WITH w AS (SELECT * FROM ${name}) SELECT * FROM w LIMIT 1`,
    `WITH w AS (TABLE ${name}) (SELECT * FROM w) OFFSET 2`,
    `TABLE ${name} LIMIT 1`,
    `SELECT * FROM ${name} CROSS JOIN (VALUES 1) LIMIT 1`,
    `SELECT * FROM (VALUES 1), ${name} LIMIT 1`,
    `SELECT t.* FROM ${name} t LIMIT 1`,
    `SELECT id FROM ${name} WHERE id IN (SELECT id FROM ${name} ORDER BY id LIMIT 1) LIMIT 1`,
    `SELECT id FROM ${name} UNION ALL SELECT id FROM ${name} LIMIT 1`,
    `SELECT id "limit" FROM ${name} LIMIT 1`,
  ])("%s", async (sql) => {
    expect(await test.rows(sql)).toHaveLength(1);
  });

  it.each([`SELECT * FROM \`${name}\` LIMIT 1`, `SELECT \`id\` FROM ${name} LIMIT 1`])(
    "%s: backticks are for DDL",
    async (sql) => {
      expect(await refusal(test.start(sql))).toMatchObject({
        message: expect.stringContaining("use double quotes to quote identifiers") as string,
        code: "MALFORMED_QUERY",
      });
    },
  );

  it("takes the number from a parameter", async () => {
    expect(await test.rows(`SELECT * FROM ${name} LIMIT ?`, ["2"])).toHaveLength(2);
    expect(await test.rows(`SELECT * FROM ${name} OFFSET ? LIMIT ?`, ["2", "2"])).toHaveLength(1);
  });
});

describe("words of a clause that are names elsewhere", () => {
  it.each([
    ["SELECT 1 LIMIT 1", "1"],
    ["SELECT 1 OFFSET 0", "1"],
    ["SELECT 1 FETCH FIRST ROW ONLY", "1"],
    ["SELECT limit FROM (VALUES 1) limit (limit) LIMIT 1", "1"],
    ["SELECT offset.fetch FROM (VALUES 1) offset (fetch)", "1"],
    ["SELECT fetch.x FROM (VALUES 1) AS fetch (x) FETCH FIRST ROW ONLY", "1"],
    ["SELECT 1 limit LIMIT 1", "1"],
    ["SELECT x limit FROM (VALUES 1) t(x)", "1"],
    ["SELECT window.x FROM (VALUES 1) window (x)", "1"],
    ["SELECT * FROM UNNEST(ARRAY[1, 2]) LIMIT 1", "1"],
    ["SELECT count(*) FROM UNNEST(ARRAY[1, 2]) WITH ORDINALITY LIMIT 1", "2"],
  ])("%s", async (sql, value) => {
    expect(await test.rows(sql)).toEqual([[value]]);
  });

  it.each([
    ["SELECT rank() OVER w FROM (VALUES 1) t(x) WINDOW w AS (ORDER BY x)", "named windows"],
    ["SELECT x FROM (VALUES 1) t(x) WINDOW w AS (ORDER BY x)", "the WINDOW clause"],
    ["SELECT 1 WINDOW w AS (ORDER BY 1)", "the WINDOW clause"],
    ["SELECT (1, 2) IN (SELECT 1, 2)", "a subquery of 2 columns as a value"],
    ["SELECT (SELECT 1, 2)", "a subquery of 2 columns as a value"],
    ["SELECT * FROM (VALUES 1) TABLESAMPLE BERNOULLI (10)", "TABLESAMPLE"],
    ["SELECT * FROM (VALUES 1) t (x) TABLESAMPLE SYSTEM (10)", "TABLESAMPLE"],
  ])("refused by name: %s", async (sql, what) => {
    expect(await test.reason(sql)).toContain(`does not support ${what}`);
  });

  it.each([
    "SELECT 1 LIMIT x",
    "SELECT 1 LIMIT",
    "SELECT * FROM (VALUES 1) LIMIT -1",
    "SELECT 1 OFFSET",
    "SELECT 1 FETCH 5",
  ])("%s", async (sql) => {
    const outcome = await test.run(sql).then(
      ({ state }) => state,
      (error: Error) => error.name,
    );
    expect(outcome).toBe(/LIMIT$|OFFSET$/.test(sql) ? "SUCCEEDED" : "InvalidRequestException");
  });
});
