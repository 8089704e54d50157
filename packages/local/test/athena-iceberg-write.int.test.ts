import { GetQueryResultsCommand } from "@aws-sdk/client-athena";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { BUCKET, useAthena } from "./athena/use-athena.ts";

const test = useAthena();
let tables = 0;

/** Make a table of id, name and day, partitioned by day, with three rows; its name. */
async function newTable(more = ""): Promise<string> {
  const name = `t${tables++}`;
  await test.rows(
    `CREATE TABLE ${name} WITH (table_type = 'ICEBERG', is_external = false, location = 's3://${BUCKET}/${name}/', partitioning = ARRAY['day(at)']${more}) AS
     SELECT * FROM (VALUES (1, 'a', TIMESTAMP '2025-01-15 10:00:00.000000'), (2, 'b', TIMESTAMP '2025-01-15 11:00:00.000000'), (3, NULL, NULL)) AS v(id, name, at)`,
  );
  return name;
}

const rowsOf = (table: string) => test.rows(`SELECT id, name FROM ${table} ORDER BY id`);

async function keysOf(prefix: string): Promise<string[]> {
  const page = await test.s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
  return (page.Contents ?? []).map(({ Key = "" }) => Key);
}

/** How many rows a statement changed, by its results. */
async function countOf(sql: string): Promise<number | undefined> {
  const { execution, reason } = await test.run(sql);
  expect(reason).toBeUndefined();
  const id = execution.QueryExecutionId;
  const results = await test.athena.send(new GetQueryResultsCommand({ QueryExecutionId: id }));
  return results.UpdateCount;
}

async function operationsOf(table: string): Promise<(string | undefined)[]> {
  const rows = await test.rows(`SELECT operation FROM "${table}$snapshots" ORDER BY committed_at`);
  return rows.map(([operation]) => operation);
}

describe("CREATE TABLE AS and INSERT INTO for Iceberg tables", () => {
  it("make a table that is there with its rows, and add to it", async () => {
    const table = await newTable(", format = 'PARQUET', write_compression = 'SNAPPY'");
    expect(await rowsOf(table)).toEqual([
      ["1", "a"],
      ["2", "b"],
      ["3", undefined],
    ]);
    expect(
      await countOf(`INSERT INTO ${table} (name, id) VALUES ('c', 4), ('d', BIGINT '5')`),
    ).toBe(2);
    expect(await countOf(`INSERT INTO ${table} SELECT * FROM ${table} WHERE id > 100`)).toBe(0);
    expect(await rowsOf(table)).toHaveLength(5);
    expect(await operationsOf(table)).toEqual(["append", "append"]);
    const partitions = await test.rows(
      `SELECT partition.at_day, record_count FROM "${table}$partitions"`,
    );
    expect(partitions).toEqual(
      expect.arrayContaining([
        ["2025-01-15", "2"],
        [undefined, "3"],
      ]),
    );
  });

  it.each([
    [
      "SELECT TIMESTAMP '2025-01-15 10:00:00.000' AS x",
      "",
      'NOT_SUPPORTED: Timestamp precision (3) not supported for Iceberg. Use "timestamp(6)" instead.',
    ],
    ["SELECT JSON '1' AS x", "", "NOT_SUPPORTED: Type not supported for Iceberg: json"],
    ["SELECT 1 AS x", ", partitioning = ARRAY['day(x)']", "INVALID_TABLE_PROPERTY"],
    [
      "SELECT 1 AS x",
      ", partitioning = ARRAY['week(x)']",
      "Invalid partition field declaration: week(x)",
    ],
    ["SELECT 1 AS x", ", partitioning = ARRAY['y']", 'there is no column "y"'],
    ["SELECT 1 AS x", ", format = 'ORC'", "does not support Iceberg tables of ORC"],
    [
      "SELECT 1 AS x",
      ", external_location = 's3://lake/x/'",
      "table property 'external_location' does not exist",
    ],
    ["SELECT 1 AS x", ", is_external = true", "INVALID_TABLE_PROPERTY"],
  ])("refuse %s WITH (%s)", async (sql, more, reason) => {
    const make = `CREATE TABLE refused WITH (table_type = 'ICEBERG', location = 's3://lake/refused/'${more}) AS ${sql}`;
    expect(await test.reason(make)).toContain(reason);
    expect(await keysOf("refused/")).toEqual([]);
  });

  it("refuse a table without a place, a place with something in it, and a table that is there", async () => {
    const make = (more: string) =>
      test.reason(`CREATE TABLE r WITH (table_type = 'ICEBERG'${more}) AS SELECT 1 AS x`);
    expect(await make("")).toContain("Table location can not be null or empty");
    await test.put("filled/x", "x");
    expect(await make(", location = 's3://lake/filled/'")).toContain(
      "ICEBERG_FILESYSTEM_ERROR: Cannot create a table on a non-empty location: s3://lake/filled",
    );
    const table = await newTable();
    expect(await test.reason(`CREATE TABLE ${table} AS SELECT 1 AS x`)).toContain(
      "TABLE_ALREADY_EXISTS",
    );
  });

  it("leave nothing when a row fails, or there are too many partitions", async () => {
    const table = await newTable();
    const before = await keysOf(`${table}/`);
    expect(
      await test.reason(
        `INSERT INTO ${table} (id) SELECT 1 / (n - 5) FROM UNNEST(sequence(1, 9)) AS u(n)`,
      ),
    ).toContain("DIVISION_BY_ZERO");
    expect(
      await test.reason(
        `INSERT INTO ${table} (at) SELECT date_add('day', n, TIMESTAMP '2025-01-01 00:00:00') FROM UNNEST(sequence(1, 101)) AS u(n)`,
      ),
    ).toBe("ICEBERG_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions");
    expect(await keysOf(`${table}/`)).toEqual(before);
  });

  it("lose no row of statements that run at once", { timeout: 180_000 }, async () => {
    const table = await newTable();
    const inserts = Array.from({ length: 6 }, (_, i) =>
      test.run(`INSERT INTO ${table} (id) VALUES (${10 + i})`),
    );
    const changes = [1, 2, 3].map((id) =>
      test.run(`UPDATE ${table} SET name = 'n' WHERE id = ${id}`),
    );
    const reasons = (await Promise.all([...inserts, ...changes])).map(({ reason }) => reason);
    expect(reasons.filter(Boolean)).toEqual([]);
    expect(await test.rows(`SELECT count(*), count_if(name = 'n') FROM ${table}`)).toEqual([
      ["9", "3"],
    ]);
  });
});

describe("DELETE, UPDATE and MERGE", () => {
  it("change the rows that a condition holds for, and no file without one", async () => {
    const table = await newTable();
    const path = async (id: number) =>
      (await test.rows(`SELECT "$path" FROM ${table} WHERE id = ${id}`))[0];
    const untouched = await path(3);
    expect(
      await countOf(
        `UPDATE ${table} SET name = upper(name), id = id + ? WHERE name = 'b'`.replace("?", "10"),
      ),
    ).toBe(1);
    expect(await countOf(`DELETE FROM ${table} WHERE id = 1`)).toBe(1);
    expect(await countOf(`DELETE FROM ${table} WHERE id = 1000`)).toBe(0);
    expect(await rowsOf(table)).toEqual([
      ["3", undefined],
      ["12", "B"],
    ]);
    expect(await path(3)).toEqual(untouched);
    expect(await countOf(`UPDATE ${table} SET at = TIMESTAMP '2030-01-01 00:00:00'`)).toBe(2);
    expect(await countOf(`DELETE FROM ${table}`)).toBe(2);
    expect(await rowsOf(table)).toEqual([]);
    expect(await operationsOf(table)).toEqual([
      "append",
      "overwrite",
      "overwrite",
      "overwrite",
      "delete",
    ]);
  });

  it("ask a condition once of each row, even if it is random", async () => {
    const table = await newTable();
    await test.rows(`INSERT INTO ${table} (id) SELECT n FROM UNNEST(sequence(10, 200)) AS u(n)`);
    const changed = await countOf(`UPDATE ${table} SET id = -1 WHERE random() < 0.5`);
    expect(await test.rows(`SELECT count_if(id IS NULL), count_if(id = -1) FROM ${table}`)).toEqual(
      [["0", String(changed)]],
    );
  });

  it("take parameters, and null for what is unknown", async () => {
    const table = await newTable();
    await test.rows(`UPDATE ${table} SET name = NULL, id = ? WHERE name = ?`, ["7", "'b'"]);
    expect(await rowsOf(table)).toEqual([
      ["1", "a"],
      ["3", undefined],
      ["7", undefined],
    ]);
    expect(await countOf(`DELETE FROM ${table} WHERE name <> 'a'`)).toBe(0);
  });

  it("take windows in a subquery of what is set", async () => {
    const table = await newTable();
    const last = `(SELECT max(n) FROM (SELECT row_number() OVER () AS n FROM ${table}))`;
    expect(await countOf(`UPDATE ${table} SET id = CAST(${last} AS integer) WHERE id = 1`)).toBe(1);
    expect((await rowsOf(table)).map(([id]) => id)).toEqual(["2", "3", "3"]);
  });

  it("merge a source by its first case that holds", async () => {
    const table = await newTable();
    const source =
      "(SELECT * FROM (VALUES (1, 'one'), (2, 'gone'), (9, 'nine'), (10, NULL)) AS v(k, w))";
    expect(
      await countOf(`MERGE INTO ${table} t USING ${source} s ON t.id = s.k WHEN MATCHED AND s.w = 'gone' THEN DELETE
        WHEN MATCHED THEN UPDATE SET name = s.w, at = NULL WHEN NOT MATCHED AND s.w IS NULL THEN INSERT (id) VALUES (s.k + 100)
        WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.k, s.w)`),
    ).toBe(4);
    expect(await rowsOf(table)).toEqual([
      ["1", "one"],
      ["3", undefined],
      ["9", "nine"],
      ["110", undefined],
    ]);
    expect(
      await countOf(
        `MERGE INTO ${table} USING ${table} AS s ON ${table}.id = s.id + 1000 WHEN MATCHED THEN DELETE`,
      ),
    ).toBe(0);
  });

  it("merge by names with the database in front, of the table and of its source", async () => {
    const [table, other] = [await newTable(), await newTable()];
    await test.rows(`UPDATE ${other} SET name = 'z' || CAST(id AS varchar) WHERE id < 3`);
    const on = `ON default.${table}.id = default.${other}.id`;
    const matched = `WHEN MATCHED AND awsdatacatalog.default.${table}.name IS NOT NULL`;
    expect(
      await countOf(
        `MERGE INTO awsdatacatalog.default.${table} USING default.${other} ${on} ${matched} THEN UPDATE SET name = default.${other}.name || ${table}.name`,
      ),
    ).toBe(2);
    expect(
      await countOf(
        `MERGE INTO default.${table} AS t USING default.${other} ON t.id = DEFAULT.${other}.id + 10 WHEN NOT MATCHED AND default.${other}.id = 3 THEN INSERT (id) VALUES (${other}.id + 1)`,
      ),
    ).toBe(1);
    expect(await rowsOf(table)).toEqual([
      ["1", "z1a"],
      ["2", "z2b"],
      ["3", undefined],
      ["4", undefined],
    ]);
    // An alias hides the table's own name, and there is no database where none is written.
    for (const target of [`default.${table} AS t`, table])
      expect(
        await test.reason(
          `MERGE INTO ${target} USING ${other} AS s ON default.${table}.id = s.id WHEN MATCHED THEN DELETE`,
        ),
      ).toContain("COLUMN_NOT_FOUND");
    expect(
      await test.reason(
        `MERGE INTO ${table} AS ${other} USING ${other} ON TRUE WHEN MATCHED THEN DELETE`,
      ),
    ).toContain("MERGE with a target and a source of the same name");
  });

  it("refuse a random condition of MERGE where a value depends on it", async () => {
    const table = await newTable();
    const merge = (when: string) =>
      `MERGE INTO ${table} t USING (VALUES 1, 9) AS s(k) ON t.id = s.k WHEN ${when}`;
    for (const when of [
      "MATCHED AND random() < 2 THEN UPDATE SET name = 'x'",
      "NOT MATCHED AND random() < 2 THEN INSERT (id) VALUES (s.k)",
    ])
      expect(await test.reason(merge(when))).toContain("MERGE whose WHEN has a random condition");
    expect(await countOf(merge("MATCHED AND random() < 2 THEN DELETE"))).toBe(1);
    const random = `MERGE INTO ${table} t USING (SELECT 2 AS k, random() AS r) AS s ON t.id = s.k WHEN MATCHED AND r < 2 THEN UPDATE SET name = 'x'`;
    expect(await countOf(random)).toBe(1);
    expect(await rowsOf(table)).toEqual([
      ["2", "x"],
      ["3", undefined],
    ]);
  });

  it("refuse a row that several rows of the source match", async () => {
    const table = await newTable();
    const merge = `MERGE INTO ${table} t USING (VALUES (1, 'x'), (1, 'y')) AS s(k, w) ON t.id = s.k WHEN MATCHED`;
    expect(await test.reason(`${merge} THEN UPDATE SET name = s.w`)).toBe(
      "MERGE_TARGET_ROW_MULTIPLE_MATCHES: One MERGE target table row matched more than one source row",
    );
    expect(await countOf(`${merge} AND s.w = 'y' THEN UPDATE SET name = s.w`)).toBe(1);
    expect((await rowsOf(table))[0]).toEqual(["1", "y"]);
  });

  it.each([
    ["UPDATE ? SET nope = 1", "COLUMN_NOT_FOUND"],
    ["UPDATE ? SET id = 1, id = 2", "DUPLICATE_COLUMN_NAME"],
    [
      "UPDATE ? SET id = 'x'",
      "TYPE_MISMATCH: UPDATE table column types don't match SET expressions: Table: [integer], Expressions: [varchar(1)]",
    ],
    ["UPDATE ? SET id = 1 / 0", "DIVISION_BY_ZERO"],
    ["DELETE FROM ? WHERE nope = 1", "COLUMN_NOT_FOUND: line 1:"],
    ["DELETE FROM ? WHERE id", "WHERE clause must evaluate to a boolean (actual: integer)"],
    [
      "UPDATE ? SET id = 1 WHERE row_number() OVER () > 0",
      "WHERE clause cannot contain aggregations, window functions or grouping operations",
    ],
    [
      "OPTIMIZE ? REWRITE DATA USING BIN_PACK WHERE 1",
      "WHERE clause must evaluate to a boolean (actual: integer)",
    ],
    ["VACUUM other.default.?", "CATALOG_NOT_FOUND: line 1:1: Catalog 'other' does not exist"],
    [
      "MERGE INTO ? t USING (VALUES 1) AS s(k) ON t.id = s.k WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.k)",
      "TYPE_MISMATCH",
    ],
    [
      "OPTIMIZE ? REWRITE DATA USING BIN_PACK WHERE name = 'a'",
      "does not support OPTIMIZE with a condition on anything but partition columns",
    ],
    ["UPDATE ? SET id = row_number() OVER ()", "EXPRESSION_NOT_SCALAR: line 1:"],
    ["UPDATE ? SET name = 'x', id = 1 + count(*)", "UPDATE SET cannot contain aggregations"],
    [
      "MERGE INTO ? t USING (VALUES 1) AS s(k) ON t.id = row_number() OVER () WHEN MATCHED THEN DELETE",
      "JOIN clause cannot contain aggregations, window functions",
    ],
    [
      "MERGE INTO ? t USING (VALUES 1) AS s(k) ON t.id = s.k WHEN MATCHED AND rank() OVER (ORDER BY t.id) = 1 THEN DELETE",
      "MERGE WHEN cannot contain aggregations, window functions or grouping operations: [rank() OVER (ORDER BY t.id)]",
    ],
    [
      "MERGE INTO ? t USING (VALUES 1) AS s(k) ON t.id = s.k WHEN MATCHED THEN UPDATE SET id = max(s.k)",
      "MERGE SET cannot contain aggregations, window functions or grouping operations: [max(s.k)]",
    ],
    [
      "MERGE INTO ? t USING (VALUES 9) AS s(k) ON t.id = s.k WHEN NOT MATCHED AND count(*) = 1 THEN INSERT (id) VALUES (1)",
      "MERGE WHEN cannot contain aggregations",
    ],
    [
      "MERGE INTO ? t USING (VALUES 9) AS s(k) ON t.id = s.k WHEN NOT MATCHED THEN INSERT (id) VALUES (row_number() OVER ())",
      "MERGE INSERT cannot contain aggregations",
    ],
  ])("refuse %s", async (sql, reason) => {
    const table = await newTable();
    expect(await test.reason(sql.replace("?", table))).toContain(reason);
    expect(await rowsOf(table)).toHaveLength(3);
  });

  it("are for Iceberg tables alone", async () => {
    await test.rows("CREATE TABLE hive AS SELECT 1 AS x");
    expect(await test.reason("DELETE FROM hive")).toContain(
      "Modifying Hive table rows is only supported for transactional tables",
    );
    expect(await test.reason("VACUUM hive")).toContain(
      "VACUUM is only supported for Iceberg tables",
    );
    expect(await test.reason("DELETE FROM nowhere")).toContain("TABLE_NOT_FOUND");
    await test.rows("CREATE VIEW seen AS SELECT 1 AS x");
    expect(await test.reason("DELETE FROM seen")).toContain("Deleting from views is not supported");
  });
});

describe("OPTIMIZE and VACUUM", () => {
  it("put small files of a partition together, the rows staying what they are", async () => {
    const table = await newTable(", optimize_rewrite_data_file_threshold = 3");
    for (let i = 0; i < 4; i++) await test.rows(`INSERT INTO ${table} (id) VALUES (${10 + i})`);
    const files = () => test.rows(`SELECT count(*), count(DISTINCT "$path") FROM ${table}`);
    expect(await files()).toEqual([["7", "6"]]);
    await test.rows(`OPTIMIZE ${table} REWRITE DATA USING BIN_PACK WHERE at IS NOT NULL`);
    expect(await files()).toEqual([["7", "6"]]);
    const { execution } = await test.run(`OPTIMIZE ${table} REWRITE DATA USING BIN_PACK`);
    expect(execution.SubstatementType).toBe("OPTIMIZE");
    expect(await files()).toEqual([["7", "2"]]);
    expect((await operationsOf(table)).at(-1)).toBe("replace");
  });

  it("forget old snapshots by the table's properties", async () => {
    const table = await newTable(
      ", vacuum_max_snapshot_age_seconds = 0, vacuum_min_snapshots_to_keep = 2",
    );
    for (let i = 0; i < 3; i++) await test.rows(`UPDATE ${table} SET name = 'n${i}'`);
    const before = await keysOf(`${table}/data/`);
    const { execution } = await test.run(`VACUUM ${table}`);
    expect(execution).toMatchObject({ StatementType: "DML", SubstatementType: "VACUUM_TABLE" });
    expect(await operationsOf(table)).toEqual(["overwrite", "overwrite"]);
    expect((await keysOf(`${table}/data/`)).length).toBeLessThan(before.length);
    expect(await test.rows(`SELECT count(*) FROM ${table} WHERE name = 'n2'`)).toEqual([["3"]]);
  });
});
