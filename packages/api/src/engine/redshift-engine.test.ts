import { describe, expect, it } from "vitest";
import { redshiftEngine } from "./redshift-engine.ts";
import { toRedshiftSql } from "./to-redshift-sql.ts";

const options = { signal: new AbortController().signal, maxRows: 3 };

describe("toRedshiftSql", () => {
  it.each([
    [
      'SELECT sum(CAST("a" AS double)) FROM "t"',
      'SELECT sum(CAST("a" AS double precision)) FROM "t"',
    ],
    [
      'SELECT approx_percentile(CAST("ms" AS double), 0.95E0) AS "m0" FROM "t"',
      'SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY CAST("ms" AS double precision)) AS "m0" FROM "t"',
    ],
    ['SELECT json_format(CAST("tags" AS JSON)) AS "Tags"', 'SELECT "tags" AS "tags"'],
    [
      `SELECT "t" < CAST('2025-01-15 10:30:00.123456' AS timestamp(6))`,
      `SELECT "t" < CAST('2025-01-15 10:30:00.123456' AS timestamp)`,
    ],
    [`SELECT 'a\\b?', "double?" FROM t`, `SELECT 'a\\\\b?', "double?" FROM t`],
    [`SELECT 'it''s ?' AS x`, `SELECT 'it''s ?' AS x`],
  ])("%s", (sql, expected) => {
    expect(toRedshiftSql({ sql, parameters: [] }).sql).toBe(expected);
  });

  it("sends each value as what it is, and never as a part of the statement", () => {
    const time = new Date("2025-01-15T10:30:45.123Z");
    const parameters = [
      "it's; DROP TABLE t",
      1,
      0.5,
      2n ** 62n,
      true,
      time,
      null,
      { type: "date", value: "2025-01-15" },
      { type: "decimal(10,2)", value: "1.50" },
      { type: { kind: "decimal", precision: 38, scale: 0 }, value: "7" },
      { type: "timestamp", value: time },
      { type: "double", value: 1 },
      { type: "int64", value: null },
    ] as const;
    const sql = `SELECT ${parameters.map(() => "?").join(", ")}`;
    const made = toRedshiftSql({ sql, parameters });
    expect(made.sql).toBe(
      "SELECT CAST(:v1 AS varchar(65535)), CAST(:v2 AS bigint), CAST(:v3 AS double precision), CAST(:v4 AS bigint), CAST(:v5 AS boolean), CAST(:v6 AS timestamp), NULL, CAST(:v8 AS date), CAST(:v9 AS decimal(10,2)), CAST(:v10 AS decimal(38,0)), CAST(:v11 AS timestamp), CAST(:v12 AS double precision), NULL",
    );
    expect(made.parameters).toEqual({
      v1: "it's; DROP TABLE t",
      v2: 1,
      v3: 0.5,
      v4: 2n ** 62n,
      v5: true,
      v6: "2025-01-15 10:30:45.123",
      v8: "2025-01-15",
      v9: "1.50",
      v10: "7",
      v11: "2025-01-15 10:30:45.123",
      v12: 1,
    });
  });
});

it("text without a character stands in the statement: the Data API takes none as a parameter", () => {
  const parameters = ["", { type: "string", value: "" }, "a"] as const;
  const made = toRedshiftSql({ sql: "SELECT ?, ?, ?", parameters });
  expect(made).toMatchObject({
    sql: "SELECT CAST('' AS varchar(65535)), CAST('' AS varchar(65535)), CAST(:v3 AS varchar(65535))",
    parameters: { v3: "a" },
  });
});

it("percentiles of one column are computed together, those of several are refused before they fail", () => {
  const sqlOf = (...columns: string[]) =>
    `SELECT ${columns.map((name, i) => `approx_percentile(CAST("${name}" AS double), 0.${i + 5}E0)`).join(", ")}`;
  expect(toRedshiftSql({ sql: sqlOf("a", "a"), parameters: [] }).sql).toContain(
    "percentile_cont(0.6)",
  );
  expect(() => toRedshiftSql({ sql: sqlOf("a", "b"), parameters: [] })).toThrow("of each column");
});

describe("redshiftEngine", () => {
  it("leaves a query whose rows are all wanted to end by itself", async () => {
    const ends: string[] = [];
    const warehouse = {
      async *pages() {
        let end = "left open";
        try {
          yield { columns: [{ name: "n", type: "int4" }], rows: [[1], [2], [3]] };
          end = "ended";
        } finally {
          ends.push(end);
        }
      },
    };
    const { rows } = await redshiftEngine(warehouse).run({ sql: "", parameters: [] }, options);
    expect([rows.length, ends]).toEqual([3, ["ended"]]);
  });

  it("gives rows by the statement's own names, and no more than are wanted", async () => {
    let pages = 0;
    const warehouse = {
      async *pages() {
        for (;;) {
          pages++;
          yield { columns: [{ name: "total", type: "int4" }], rows: [[pages], [null]] };
        }
      },
    };
    const sql = 'SELECT "Total" FROM "t"';
    const { rows, columns } = await redshiftEngine(warehouse).run({ sql, parameters: [] }, options);
    expect(rows).toEqual([{ Total: 1 }, { Total: null }, { Total: 2 }]);
    expect([columns, pages]).toEqual([[{ name: "Total", type: "int4" }], 2]);
  });

  it("passes on a version, and refuses what is no warehouse and unknown options", async () => {
    const warehouse = { pages: async function* () {} };
    const engine = redshiftEngine(warehouse, { tableVersion: () => Promise.resolve("7") });
    const table = { table: "t", database: undefined };
    expect(await engine.tableVersion?.(table, options.signal)).toBe("7");
    expect(() => redshiftEngine({} as never)).toThrow("pass a warehouse");
    expect(() => redshiftEngine(warehouse, { cache: 1 } as never)).toThrow("cache");
  });
});
