import { describe, expect, it } from "vitest";
import { BUCKET, useAthena } from "./athena/use-athena.ts";

const test = useAthena();

/** The text a statement leaves in its file, and what it is called. */
async function textOf(sql: string): Promise<{ kind: string; name: string; text: string }> {
  const { execution, state, reason } = await test.run(sql);
  expect(reason).toBeUndefined();
  expect(state).toBe("SUCCEEDED");
  const location = execution.ResultConfiguration?.OutputLocation ?? "";
  return {
    kind: `${execution.StatementType} ${execution.SubstatementType}`,
    name: location.slice(location.lastIndexOf(execution.QueryExecutionId ?? "?") + 36),
    text: (await test.get(location)).toString(),
  };
}

const CREATE = `CREATE EXTERNAL TABLE IF NOT EXISTS orders (
  \`id\` bigint COMMENT 'the id',
  total decimal(10,2),
  tags array<string>)
COMMENT 'it''s orders'
PARTITIONED BY (dt string COMMENT 'the day', hour int)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('ignore.malformed.json'='false')
LOCATION 's3://${BUCKET}/orders/'
TBLPROPERTIES ('owner'='me', 'transient_lastDdlTime'='1')`.replaceAll("''", "\\'");

const padded = (...cells: string[]) => cells.map((cell) => cell.padEnd(20)).join("\t");

describe("DDL leaves text files", () => {
  it("that are empty when there is nothing to say", async () => {
    for (const [sql, kind] of [
      ["CREATE DATABASE texts COMMENT 'x'", "DDL CREATE_DATABASE"],
      [CREATE, "DDL CREATE_TABLE"],
      ["CREATE VIEW big AS SELECT id FROM orders", "DDL CREATE_VIEW"],
      [
        "ALTER TABLE orders ADD PARTITION (dt='2025-01-15', hour=7) PARTITION (dt='a/b', hour=8)",
        "DDL ALTER_TABLE_ADD_PARTITION",
      ],
      ["ALTER TABLE orders SET TBLPROPERTIES ('owner'='you')", "DDL ALTER_TABLE_SET_PROPERTIES"],
      ["ALTER TABLE orders DROP PARTITION (dt='a/b', hour=8)", "DDL ALTER_TABLE_DROP_PARTITION"],
      ["MSCK REPAIR TABLE orders", "DDL MSCK_REPAIR"],
      ["DROP TABLE IF EXISTS nothing", "DDL DROP_TABLE"],
      ["DROP DATABASE texts", "DDL DROP_DATABASE"],
    ] as const)
      expect({ sql, ...(await textOf(sql)) }).toEqual({ sql, kind, name: ".txt", text: "" });
  });

  it("of names, a line each", async () => {
    expect(await textOf("SHOW DATABASES")).toEqual({
      kind: "UTILITY SHOW_DATABASES",
      name: ".txt",
      text: "default",
    });
    expect((await textOf("SHOW TABLES")).text).toBe("big\norders");
    expect((await textOf("SHOW TABLES IN default 'o*|x'")).text).toBe("orders");
    expect((await textOf("SHOW TABLES 'nothing'")).text).toBe("");
    expect((await textOf("SHOW VIEWS")).text).toBe("big");
    expect(await textOf("SHOW PARTITIONS orders")).toEqual({
      kind: "UTILITY SHOW_PARTITIONS",
      name: ".txt",
      text: "dt=2025-01-15/hour=7",
    });
    expect((await textOf("SHOW COLUMNS IN orders")).text).toBe(
      ["id", "total", "tags", "dt", "hour"].map((name) => padded(name)).join("\n"),
    );
    expect((await textOf("SHOW TBLPROPERTIES orders('owner')")).text).toBe("owner\tyou");
  });

  it("of a table's columns, in columns of twenty between tabs", async () => {
    expect(await textOf("DESCRIBE orders")).toEqual({
      kind: "UTILITY DESCRIBE_TABLE",
      name: ".txt",
      text: [
        padded("id", "bigint", "the id"),
        padded("total", "decimal(10,2)", ""),
        padded("tags", "array<string>", ""),
        padded("dt", "string", "the day"),
        padded("hour", "int", ""),
        "\t \t ",
        "# Partition Information\t \t ",
        padded("# col_name", "data_type", "comment"),
        "\t \t ",
        padded("dt", "string", "the day"),
        padded("hour", "int", ""),
      ].join("\n"),
    });
    expect((await textOf("DESCRIBE big")).text).toBe("id\tbigint");
  });

  it("of the statement that makes the table again", async () => {
    const { kind, name, text } = await textOf("SHOW CREATE TABLE orders");
    expect({ kind, name }).toEqual({ kind: "UTILITY SHOW_CREATE_TABLE", name: ".txt" });
    expect(text).toBe(
      `CREATE EXTERNAL TABLE \`default.orders\`(
  \`id\` bigint COMMENT 'the id',${" "}
  \`total\` decimal(10,2),${" "}
  \`tags\` array<string>)
COMMENT 'it\\'s orders'
PARTITIONED BY (${" "}
  \`dt\` string COMMENT 'the day',${" "}
  \`hour\` int)
ROW FORMAT SERDE${" "}
  'org.openx.data.jsonserde.JsonSerDe'${" "}
WITH SERDEPROPERTIES (${" "}
  'ignore.malformed.json'='false')${" "}
STORED AS INPUTFORMAT${" "}
  'org.apache.hadoop.mapred.TextInputFormat'${" "}
OUTPUTFORMAT${" "}
  'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION
  's3://${BUCKET}/orders/'
TBLPROPERTIES (
  'transient_lastDdlTime'='1',${" "}
  'owner'='you')`,
    );
    await test.rows(text.replace("`default.orders`", "again"));
    expect((await textOf("SHOW CREATE TABLE again")).text).toBe(
      text.replace("`default.orders`", "`default.again`"),
    );
    expect((await textOf("DESCRIBE again")).text).toBe((await textOf("DESCRIBE orders")).text);
    await textOf("DROP TABLE again");
  });

  it("of what MSCK REPAIR TABLE found", async () => {
    await test.put("orders/dt=2025-01-16/hour=1/a.json", '{"id":1}\n');
    await test.put("orders/dt=2025-01-16/hour=2/a.json", '{"id":2}\n');
    expect((await textOf("MSCK REPAIR TABLE orders")).text).toBe(
      [
        "Partitions not in metastore:\torders:dt=2025-01-16/hour=1\torders:dt=2025-01-16/hour=2",
        "Repair: Added partition to metastore orders:dt=2025-01-16/hour=1",
        "Repair: Added partition to metastore orders:dt=2025-01-16/hour=2",
      ].join("\n"),
    );
    expect(await test.rows("SELECT count(*) FROM big")).toEqual([["2"]]);
  });

  it("of the query of a view", async () => {
    expect((await textOf("SHOW CREATE VIEW big")).text).toBe(
      'CREATE VIEW "big" AS \nSELECT id FROM orders',
    );
    await textOf("DROP VIEW big");
    expect((await textOf("SHOW VIEWS")).text).toBe("");
  });
});

describe("reserved words", () => {
  const create = (column: string, partition: string) =>
    test.run(
      `CREATE EXTERNAL TABLE words (${column} string) PARTITIONED BY (${partition} string) LOCATION 's3://${BUCKET}/words/'`,
    );

  it.each([
    ["date", "dt"],
    ["Timestamp", "dt"],
    ["a", "order"],
    ["a", "end"],
  ])("are no columns without backticks: %s, %s", async (column, partition) => {
    const word = column === "a" ? partition : column;
    await expect(create(column, partition)).rejects.toThrow(
      `mismatched input '${word}'. Expecting: <identifier> (${word} is a reserved word of DDL: write \`${word}\`)`,
    );
  });

  it("are columns with them, and so are words that are not reserved, and time", async () => {
    expect((await create("`date` string, time string, `order`", "`end`")).state).toBe("SUCCEEDED");
    const added = "ALTER TABLE words ADD PARTITION (`end`='x')";
    expect((await test.run(added)).state).toBe("SUCCEEDED");
    await expect(test.run(added.replaceAll("`", ""))).rejects.toThrow("write `end`");
    await test.rows("DROP TABLE words");
  });
});
