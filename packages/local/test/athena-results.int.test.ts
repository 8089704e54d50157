import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { BUCKET, OUTPUT, useAthena } from "./athena/use-athena.ts";

const test = useAthena();

const EVERY_TYPE = `SELECT 1 AS i, CAST(2 AS bigint) AS b, CAST(3 AS smallint) AS s, CAST(4 AS tinyint) AS t,
  1.5 AS d, CAST(1.5 AS real) AS f, DECIMAL '12.30' AS dec, true AS yes, 'it''s "q"' AS text, CAST('x' AS varchar) AS v,
  DATE '2025-01-15' AS day, TIMESTAMP '2025-01-15 10:30:45.123' AS ts, TIMESTAMP '2025-01-15 10:30:45.123 Europe/Paris' AS tz,
  X'0102ff' AS bin, ARRAY[1, NULL] AS a, MAP(ARRAY['k', 'j'], ARRAY[1, 2]) AS m, CAST(ROW(1, 'x') AS row(n integer, s varchar)) AS r,
  ROW(1, 'x') AS r2, JSON_PARSE('{"b":1,"a":[1]}') AS j, INTERVAL '1' DAY AS iv, INTERVAL '14' MONTH AS im, NULL AS n, '' AS empty`;

describe("values", () => {
  it("are the texts Athena writes, null is not text", async () => {
    const [row] = await test.rows(EVERY_TYPE);
    expect(row).toEqual([
      "1",
      "2",
      "3",
      "4",
      "1.5",
      "1.5",
      "12.30",
      "true",
      'it\'s "q"',
      "x",
      "2025-01-15",
      "2025-01-15 10:30:45.123",
      "2025-01-15 10:30:45.123 Europe/Paris",
      "01 02 ff",
      "[1, null]",
      "{j=2, k=1}",
      "{n=1, s=x}",
      "{1, x}",
      '{"a":[1],"b":1}',
      "1 00:00:00.000",
      "1-2",
      undefined,
      "",
    ]);
  });

  it("keep a byte order mark in front of a text, whatever it comes through", async () => {
    const mark = "\uFEFF";
    await test.put("marks/a.json", `{"t":"${mark}a","l":["${mark}b"]}\n`);
    await test.rows(
      `CREATE EXTERNAL TABLE marks (t string, l array<string>) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://${BUCKET}/marks/'`,
    );
    const sql = `SELECT t, l, l[1], '${mark}c', upper(t), length(t), regexp_replace(t, 'a', 'd'), MAP(ARRAY[t], ARRAY[t]) FROM marks`;
    const { execution, rows } = await test.run(sql);
    expect(rows).toEqual([
      [
        `${mark}a`,
        `[${mark}b]`,
        `${mark}b`,
        `${mark}c`,
        `${mark}A`,
        "2",
        `${mark}d`,
        `{${mark}a=${mark}a}`,
      ],
    ]);
    const file = await test.get(execution.ResultConfiguration?.OutputLocation ?? "");
    expect(file.toString().split("\n")[1]).toContain(`"${mark}a","[${mark}b]"`);
  });

  it("have columns as Athena describes them", async () => {
    const { columns } = await test.run(EVERY_TYPE);
    const [first] = columns;
    expect(first).toEqual({
      CatalogName: "hive",
      SchemaName: "",
      TableName: "",
      Name: "i",
      Label: "i",
      Type: "integer",
      Precision: 10,
      Scale: 0,
      Nullable: "UNKNOWN",
      CaseSensitive: false,
    });
    expect(
      Object.fromEntries(
        columns.map((c) => [c.Name, [c.Type, c.Precision, c.Scale, c.CaseSensitive]]),
      ),
    ).toEqual({
      i: ["integer", 10, 0, false],
      b: ["bigint", 19, 0, false],
      s: ["smallint", 5, 0, false],
      t: ["tinyint", 3, 0, false],
      d: ["double", 17, 0, false],
      f: ["float", 17, 0, false],
      dec: ["decimal", 4, 2, false],
      yes: ["boolean", 0, 0, false],
      text: ["varchar", 8, 0, true],
      v: ["varchar", 2147483647, 0, true],
      day: ["date", 0, 0, false],
      ts: ["timestamp", 3, 0, false],
      tz: ["timestamp with time zone", 3, 0, false],
      bin: ["varbinary", 1073741824, 0, false],
      a: ["array", 0, 0, false],
      m: ["map", 0, 0, false],
      r: ["row", 0, 0, false],
      r2: ["row", 0, 0, false],
      j: ["json", 0, 0, false],
      iv: ["interval day to second", 0, 0, false],
      im: ["interval year to month", 0, 0, false],
      n: ["unknown", 0, 0, false],
      empty: ["varchar", 0, 0, true],
    });
  });

  it.each([
    ["0.1 + 0.2", "0.30000000000000004"],
    ["1e20", "1.0E20"],
    ["1e-7", "1.0E-7"],
    ["100.0", "100.0"],
    ["CAST(1e7 AS varchar)", "1.0E7"],
    ["CAST(0.1 AS real)", "0.1"],
    ["nan()", "NaN"],
    ["-infinity()", "-Infinity"],
    ["1.10", "1.1"],
    ["DECIMAL '1.10'", "1.10"],
    ["CAST(ROW(NULL) AS row(a integer))", "{a=null}"],
    ["ARRAY['a, b']", "[a, b]"],
    ["TIMESTAMP '2025-01-15 10:30:45'", "2025-01-15 10:30:45"],
    ["TIMESTAMP '0001-01-01 00:00:00.5'", "0001-01-01 00:00:00.5"],
    ["DATE '9999-12-31'", "9999-12-31"],
    ["MAP(ARRAY[10, 9], ARRAY['a', 'b'])", "{9=b, 10=a}"],
  ])("%s is %s", async (sql, text) => {
    expect(await test.rows(`SELECT ${sql}`)).toEqual([[text]]);
  });
});

describe("the result file", () => {
  it("is CSV as Athena writes it, byte for byte", async () => {
    const { execution } = await test.run(
      `SELECT 1 AS i, 'it''s' AS s, 'a"b' AS q, CAST(NULL AS varchar) AS n, '' AS empty, ARRAY[1, 2] AS a, X'0102' AS vb, 'line1
line2' AS "A b", 'ü,😀' AS u`,
    );
    const location = execution.ResultConfiguration?.OutputLocation ?? "";
    expect(location).toBe(`${OUTPUT}${execution.QueryExecutionId}.csv`);
    expect((await test.get(location)).toString()).toBe(
      '"i","s","q","n","empty","a","vb","A b","u"\n"1","it\'s","a""b",,"","[1, 2]","01 02","line1\nline2","ü,😀"\n',
    );
  });

  it("has the header alone when there is no row", async () => {
    const { execution } = await test.run("SELECT 1 AS i WHERE false");
    expect((await test.get(execution.ResultConfiguration?.OutputLocation ?? "")).toString()).toBe(
      '"i"\n',
    );
  });

  it("comes with protobuf metadata of the columns", async () => {
    const { execution } = await test.run("SELECT 1 AS i, DECIMAL '1.5' AS d, true AS b");
    const id = execution.QueryExecutionId ?? "";
    const bytes = await test.get(`${OUTPUT}${id}.csv.metadata`);
    const column = (name: string, type: string, rest: number[]) => {
      const text = (field: number, value: string) => [
        field * 8 + 2,
        value.length,
        ...Buffer.from(value),
      ];
      const body = [
        ...text(1, "hive"),
        ...text(4, name),
        ...text(5, name),
        ...text(6, type),
        ...rest,
      ];
      return [34, body.length, ...body];
    };
    expect([...bytes]).toEqual([
      10,
      36,
      ...Buffer.from(id),
      ...column("i", "integer", [56, 10, 64, 0, 72, 3, 80, 0]),
      ...column("d", "decimal", [56, 2, 64, 1, 72, 3, 80, 0]),
      ...column("b", "boolean", [72, 3, 80, 0]),
    ]);
  });

  it("is text without names for what isn't a query, and empty for DDL", async () => {
    await test.rows("CREATE DATABASE texts");
    const { execution } = await test.run("SHOW DATABASES");
    expect(execution.SubstatementType).toBe("SHOW_DATABASES");
    const location = execution.ResultConfiguration?.OutputLocation ?? "";
    expect(location).toMatch(/\.txt$/);
    expect((await test.get(location)).toString()).toBe("default\ntexts");
    const ddl = await test.run("CREATE DATABASE IF NOT EXISTS texts");
    expect(ddl.execution).toMatchObject({
      StatementType: "DDL",
      SubstatementType: "CREATE_DATABASE",
    });
    expect(await test.get(ddl.execution.ResultConfiguration?.OutputLocation ?? "")).toHaveLength(0);
  });

  it("holds the reason when DDL fails, and is not there when a query does", async () => {
    const ddl = await test.run("DROP TABLE nope");
    expect(ddl.reason).toBe("FAILED: SemanticException [Error 10001]: Table not found nope");
    const text = await test.get(ddl.execution.ResultConfiguration?.OutputLocation ?? "");
    expect(text.toString()).toBe(ddl.reason);
    const query = await test.run("SELECT 1/0");
    const key = (query.execution.ResultConfiguration?.OutputLocation ?? "").slice(
      `s3://${BUCKET}/`.length,
    );
    const head = test.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }));
    await expect(head).rejects.toMatchObject({ name: "NotFound" });
  });

  it("is there as soon as the query has succeeded", async () => {
    for (let i = 0; i < 10; i++) {
      const { execution } = await test.run(`SELECT ${i} AS i`);
      const text = await test.get(execution.ResultConfiguration?.OutputLocation ?? "");
      expect(text.toString()).toBe(`"i"\n"${i}"\n`);
    }
  });
});

describe("column names", () => {
  it.each([
    ["SELECT 1, 2 AS b, 3", ["_col0", "b", "_col2"]],
    ["SELECT x, X, t.x, x + 1 FROM (SELECT 1 AS x) t", ["x", "X", "x", "_col3"]],
    ['SELECT 1 AS "Mixed Case", 2 AS Plain', ["Mixed Case", "Plain"]],
    ["SELECT 1 AS a, 2 AS a", ["a", "a"]],
    ["SELECT * FROM (VALUES (1, 2)) t(p, q)", ["p", "q"]],
    ["SELECT count(*), max(x) AS m FROM (VALUES 1) t(x)", ["_col0", "m"]],
  ])("%s", async (sql, names) => {
    expect((await test.run(sql)).columns.map((column) => column.Name)).toEqual(names);
  });
});
