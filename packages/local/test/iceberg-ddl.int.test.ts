import { DeleteObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { BUCKET, useAthena } from "./athena/use-athena.ts";

const test = useAthena();
let tables = 0;

/** Make a table by DDL. */
async function table(columns: string, more = ""): Promise<string> {
  const name = `made_${++tables}`;
  await test.rows(
    `CREATE TABLE ${name} (${columns}) ${more} LOCATION 's3://${BUCKET}/${name}/' TBLPROPERTIES ('table_type' = 'ICEBERG')`,
  );
  return name;
}

async function text(sql: string): Promise<string[]> {
  return (await test.rows(sql)).map(([line]) => line ?? "");
}

async function objects(name: string): Promise<number> {
  const listed = await test.s3.send(
    new ListObjectsV2Command({ Bucket: BUCKET, Prefix: `${name}/` }),
  );
  return listed.KeyCount ?? 0;
}

describe("an Iceberg table made by DDL", () => {
  it("has its columns, its partitions and no rows", async () => {
    const name = await table(
      "id bigint COMMENT 'which', `order` string, at timestamp, price decimal(9,2), tags array<string>, m map<string,int>, s struct<a:int,b:array<date>>",
      "PARTITIONED BY (`order`, day(at), bucket(16, id), truncate(3, `order`))",
    );
    const ran = await test.run(`SELECT * FROM ${name}`);
    expect(ran.columns.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
      "id bigint",
      "order varchar",
      "at timestamp",
      "price decimal",
      "tags array",
      "m map",
      "s row",
    ]);
    expect(ran.rows).toEqual([]);
    expect(await text(`DESCRIBE ${name}`)).toEqual([
      "# Table schema:\t\t",
      "# col_name\tdata_type\tcomment",
      "id\tbigint\twhich",
      "order\tstring\t",
      "at\ttimestamp\t",
      "price\tdecimal(9, 2)\t",
      "tags\tarray<string>\t",
      "m\tmap<string, int>\t",
      "s\tstruct<a: int, b: array<date>>\t",
      "\t\t",
      "# Partition spec:\t\t",
      "# field_name\tfield_transform\tcolumn_name",
      "order\tidentity\torder",
      "at_day\tday\tat",
      "id_bucket\tbucket[16]\tid",
      "order_trunc\ttruncate[3]\torder",
    ]);
    expect(await text(`SHOW COLUMNS IN ${name}`)).toContain("price");
    expect(await test.rows(`SELECT count(*) FROM "${name}$snapshots"`)).toEqual([["0"]]);
    expect(await test.rows(`SELECT count(*) FROM "${name}$files"`)).toEqual([["0"]]);
  });

  it("is made again by what SHOW CREATE TABLE says, once it is dropped with its files", async () => {
    const name = await table(
      "id bigint COMMENT 'it''s', at timestamp",
      "PARTITIONED BY (month(at), bucket(4, id))",
    );
    const statement = (await text(`SHOW CREATE TABLE ${name}`)).join("\n");
    const said = await text(`DESCRIBE ${name}`);
    await test.rows(`DROP TABLE ${name}`);
    expect(await objects(name)).toBe(0);
    expect(await test.reason(`SELECT * FROM ${name}`)).toMatch(/^TABLE_NOT_FOUND/);
    await test.rows(statement);
    expect(await text(`DESCRIBE ${name}`)).toEqual(said);
    expect((await text(`SHOW CREATE TABLE ${name}`)).join("\n")).toBe(statement);
  });

  it("is dropped with what is left of it when a file of its metadata is gone", async () => {
    const name = await table("id int");
    await test.rows(`INSERT INTO ${name} VALUES (1)`);
    const [[list = ""] = []] = await test.rows(`SELECT manifest_list FROM "${name}$snapshots"`);
    const Key = list.slice(`s3://${BUCKET}/`.length);
    await test.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
    await test.rows(`DROP TABLE ${name}`);
    expect(await test.reason(`SELECT * FROM ${name}`)).toMatch(/^TABLE_NOT_FOUND/);
    // The file of the row and the manifest are named by what is gone.
    expect(await objects(name)).toBe(2);
  });

  it("is changed in its metadata alone", async () => {
    const name = await table("id int, a float, b string", "PARTITIONED BY (b)");
    await test.rows(`ALTER TABLE ${name} ADD COLUMNS (c struct<x:int>, d date COMMENT 'new')`);
    await test.rows(`ALTER TABLE ${name} CHANGE COLUMN id number bigint COMMENT 'wider' AFTER a`);
    await test.rows(`ALTER TABLE ${name} CHANGE d d date FIRST`);
    await test.rows(`ALTER TABLE ${name} DROP COLUMN c`);
    expect((await text(`DESCRIBE ${name}`)).slice(2, 6)).toEqual([
      "d\tdate\tnew",
      "a\tfloat\t",
      "number\tbigint\twider",
      "b\tstring\t",
    ]);
    expect(await test.reason(`ALTER TABLE ${name} CHANGE number number int`)).toMatch(
      /^NOT_SUPPORTED: Cannot change the type of number/,
    );
    expect(await test.reason(`ALTER TABLE ${name} DROP COLUMN b`)).toMatch(/partitioned/);
    expect(await test.reason(`ALTER TABLE ${name} DROP COLUMN z`)).toMatch(/^COLUMN_NOT_FOUND/);
    expect(await test.reason(`ALTER TABLE ${name} ADD COLUMNS (A int)`)).toMatch(
      /^COLUMN_ALREADY_EXISTS/,
    );
    for (const change of ["ADD IF NOT EXISTS COLUMNS (e int)", "DROP IF EXISTS COLUMN a"])
      await expect(test.start(`ALTER TABLE ${name} ${change}`)).rejects.toThrow(
        "Expecting: 'PARTITION'",
      );
    const only = await table("id int");
    expect(await test.reason(`ALTER TABLE ${only} DROP COLUMN id`)).toBe(
      "NOT_SUPPORTED: Cannot drop the only column in a table",
    );
    await test.rows(
      `ALTER TABLE ${name} SET TBLPROPERTIES ('write_compression'='gzip', 'vacuum_min_snapshots_to_keep'='3')`,
    );
    expect(await text(`SHOW TBLPROPERTIES ${name}`)).toEqual(
      expect.arrayContaining([
        "write_compression\tgzip",
        "vacuum_min_snapshots_to_keep\t3",
        "table_type\ticeberg",
      ]),
    );
    await test.rows(`ALTER TABLE ${name} UNSET TBLPROPERTIES ('vacuum_min_snapshots_to_keep')`);
    expect(await text(`SHOW TBLPROPERTIES ${name}('vacuum_min_snapshots_to_keep')`)).toEqual([]);
    await test.rows(`ALTER TABLE ${name} RENAME TO ${name}_renamed`);
    expect((await text(`DESCRIBE ${name}_renamed`))[2]).toBe("d\tdate\tnew");
    expect(await test.reason(`SELECT * FROM ${name}`)).toMatch(/^TABLE_NOT_FOUND/);
  });

  it.each([
    ["", "LOCATION 's3://lake/x/'", "", /EXTERNAL/],
    ["", "", "TBLPROPERTIES ('table_type'='ICEBERG')", /location/i],
    [
      "",
      "LOCATION 's3://lake/x/'",
      "TBLPROPERTIES ('table_type'='ICEBERG', 'a'='b')",
      /property key: a/,
    ],
    [
      "",
      "LOCATION 's3://lake/x/'",
      "TBLPROPERTIES ('table_type'='ICEBERG', 'format'='orc')",
      /ORC/,
    ],
    ["", "LOCATION '/x'", "TBLPROPERTIES ('table_type'='ICEBERG')", /not an S3 location/],
    [
      "PARTITIONED BY (z)",
      "LOCATION 's3://lake/x/'",
      "TBLPROPERTIES ('table_type'='ICEBERG')",
      /^INVALID_TABLE_PROPERTY/,
    ],
    [
      "PARTITIONED BY (sometimes(id))",
      "LOCATION 's3://lake/x/'",
      "TBLPROPERTIES ('table_type'='ICEBERG')",
      /^INVALID_TABLE_PROPERTY/,
    ],
  ])("is refused with what it can't be: %s %s %s", async (partition, location, properties, why) => {
    expect(
      await test.reason(`CREATE TABLE refused (id int) ${partition} ${location} ${properties}`),
    ).toMatch(why);
  });

  it("isn't external, has no other types, and no partitions to repair or show", async () => {
    const name = await table("id int");
    const iceberg = `LOCATION 's3://${BUCKET}/x/' TBLPROPERTIES ('table_type'='ICEBERG')`;
    expect(await test.reason(`CREATE EXTERNAL TABLE x (id int) ${iceberg}`)).toContain(
      "External keyword not supported for table type ICEBERG",
    );
    expect(await test.reason(`CREATE TABLE x (id tinyint) ${iceberg}`)).toContain("tinyint");
    expect(await test.reason(`CREATE TABLE x (id array<varchar(3)>) ${iceberg}`)).toContain(
      "varchar(3)",
    );
    expect(await test.reason(`CREATE TABLE ${name} (id int) ${iceberg}`)).toMatch(
      /^TABLE_ALREADY_EXISTS/,
    );
    await test.rows(`CREATE TABLE IF NOT EXISTS ${name} (id int) ${iceberg}`);
    for (const sql of [
      `MSCK REPAIR TABLE ${name}`,
      `SHOW PARTITIONS ${name}`,
      `ALTER TABLE ${name} ADD PARTITION (id = 1)`,
    ])
      expect(await test.reason(sql)).toContain("Iceberg tables");
  });
});
