import {
  BatchCreatePartitionCommand,
  CreateTableCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  GetTableVersionsCommand,
  GlueClient,
  type TableInput,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BUCKET, useAthena } from "./athena/use-athena.ts";

const test = useAthena();
let glue: GlueClient;
let tables = 0;

beforeAll(() => {
  glue = new GlueClient(test.clientConfig);
});
afterAll(() => glue.destroy());

const PARQUET = {
  InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  SerdeInfo: {
    SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    Parameters: { "serialization.format": "1" },
  },
};

const TEXT = {
  InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
};

const COLUMNS = [
  { Name: "id", Type: "int" },
  { Name: "name", Type: "string" },
];

type Storage = NonNullable<TableInput["StorageDescriptor"]>;

/** A table over files of its own, made through Glue. */
async function table(storage: Storage, more: Partial<TableInput> = {}, files: string[] = []) {
  const name = `glued_${++tables}`;
  for (const [i, file] of files.entries()) await test.put(`${name}/${i}`, file);
  await glue.send(
    new CreateTableCommand({
      DatabaseName: "default",
      TableInput: {
        Name: name,
        TableType: "EXTERNAL_TABLE",
        StorageDescriptor: { Columns: COLUMNS, Location: `s3://${BUCKET}/${name}/`, ...storage },
        ...more,
      },
    }),
  );
  return name;
}

function serde(library: string, parameters: Record<string, string> = {}): Storage {
  return { ...TEXT, SerdeInfo: { SerializationLibrary: library, Parameters: parameters } };
}

async function definition(name: string) {
  const { Table } = await glue.send(new GetTableCommand({ DatabaseName: "default", Name: name }));
  if (Table === undefined) throw new Error("no table");
  return Table;
}

describe("a table of Glue, to Athena", () => {
  it.each([
    [
      "OpenCSV",
      serde("org.apache.hadoop.hive.serde2.OpenCSVSerde", { separatorChar: ";" }),
      '"1";"a"\n',
    ],
    [
      "delimited text",
      serde("org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe", { "field.delim": "|" }),
      "1|a\n",
    ],
    ["JSON", serde("org.openx.data.jsonserde.JsonSerDe"), '{"id":1,"NAME":"a"}\n'],
    ["Hive's JSON", serde("org.apache.hive.hcatalog.data.JsonSerDe"), '{"id":1,"name":"a"}\n'],
  ])("is read: %s", async (_, storage, file) => {
    const name = await table(storage, {}, [file]);
    expect(await test.rows(`SELECT * FROM ${name}`)).toEqual([["1", "a"]]);
    expect(await test.rows("SHOW TABLES")).toContainEqual([name]);
    expect((await test.rows(`DESCRIBE ${name}`)).map(([line]) => line?.split(/\s+/)[0])).toEqual([
      "id",
      "name",
    ]);
  });

  it("has the partitions that Glue has, and Glue those of Athena", async () => {
    const name = await table(PARQUET, { PartitionKeys: [{ Name: "DT", Type: "string" }] });
    await test.put(`${name}/dt=a/x`, await test.parquet("SELECT 1::INT AS id, 'one' AS name"));
    await test.put("elsewhere/x", await test.parquet("SELECT 2::INT AS id, 'two' AS name"));
    expect(await test.rows(`SELECT * FROM ${name}`)).toEqual([]);
    const partition = (value: string, Location: string) => ({
      Values: [value],
      StorageDescriptor: { ...PARQUET, Columns: COLUMNS, Location },
    });
    await glue.send(
      new BatchCreatePartitionCommand({
        DatabaseName: "default",
        TableName: name,
        PartitionInputList: [
          partition("a", `s3://${BUCKET}/${name}/dt=a/`),
          partition("b", `s3://${BUCKET}/elsewhere`),
        ],
      }),
    );
    expect(await test.rows(`SELECT dt, id, name FROM ${name} ORDER BY dt`)).toEqual([
      ["a", "1", "one"],
      ["b", "2", "two"],
    ]);
    expect(await test.rows(`SHOW PARTITIONS ${name}`)).toEqual([["dt=a"], ["dt=b"]]);
    await test.rows(`ALTER TABLE ${name} DROP PARTITION (dt = 'a') `);
    await test.rows(`ALTER TABLE ${name} ADD PARTITION (dt = 'c') LOCATION 's3://${BUCKET}/c/'`);
    await test.rows(`MSCK REPAIR TABLE ${name}`);
    const { Partitions = [] } = await glue.send(
      new GetPartitionsCommand({ DatabaseName: "default", TableName: name }),
    );
    expect(
      Partitions.map(({ Values, StorageDescriptor }) => [Values?.[0], StorageDescriptor?.Location]),
    ).toEqual([
      ["a", `s3://${BUCKET}/${name}/dt=a/`],
      ["b", `s3://${BUCKET}/elsewhere`],
      ["c", `s3://${BUCKET}/c/`],
    ]);
    expect(Partitions[2]?.StorageDescriptor).toMatchObject({ ...PARQUET, Columns: COLUMNS });
  });

  it("is refused where a partition is stored otherwise, or has other types", async () => {
    const name = await table(PARQUET, { PartitionKeys: [{ Name: "dt", Type: "string" }] });
    const partitions = {
      text: { ...serde("org.openx.data.jsonserde.JsonSerDe"), Columns: COLUMNS },
      types: { ...PARQUET, Columns: [{ Name: "id", Type: "string" }] },
      narrow: { ...PARQUET, Columns: [{ Name: "id", Type: "smallint" }] },
      none: undefined,
    };
    await glue.send(
      new BatchCreatePartitionCommand({
        DatabaseName: "default",
        TableName: name,
        PartitionInputList: Object.entries(partitions).map(([value, storage]) => ({
          Values: [value],
          StorageDescriptor: storage && {
            ...storage,
            Location: `s3://${BUCKET}/${name}/${value}/`,
          },
        })),
      }),
    );
    const reason = (value: string) => test.reason(`SELECT * FROM ${name} WHERE dt = '${value}'`);
    expect(await reason("text")).toContain("partitions that are stored otherwise than their table");
    expect(await reason("types")).toContain("HIVE_PARTITION_SCHEMA_MISMATCH");
    expect(await reason("none")).toContain("has no storage descriptor");
    expect(await test.rows(`SELECT * FROM ${name} WHERE dt = 'narrow'`)).toEqual([]);
  });

  it("keeps what Athena's statements say nothing of", async () => {
    const name = await table(
      { ...PARQUET, BucketColumns: ["id"] },
      { Owner: "them", Parameters: { a: "1" } },
    );
    await test.rows(`ALTER TABLE ${name} SET TBLPROPERTIES ('b' = '2')`);
    expect(await definition(name)).toMatchObject({
      Owner: "them",
      VersionId: "1",
      Parameters: { a: "1", b: "2" },
      StorageDescriptor: { BucketColumns: ["id"] },
    });
    const { TableVersions } = await glue.send(
      new GetTableVersionsCommand({ DatabaseName: "default", TableName: name }),
    );
    expect(TableVersions?.map(({ Table }) => Table?.Parameters)).toEqual([
      { a: "1", b: "2" },
      { a: "1" },
    ]);
    expect(await test.rows(`SHOW TBLPROPERTIES ${name}`)).toEqual([["a\t1"], ["b\t2"]]);
  });

  it("is refused by its kind, where reading its files would be wrong", async () => {
    const iceberg = await table(
      {},
      { Parameters: { table_type: "iceberg", metadata_location: `s3://${BUCKET}/m.json` } },
    );
    for (const statement of [
      `SELECT * FROM ${iceberg}`,
      `SELECT * FROM "${iceberg}$snapshots"`,
      `CREATE VIEW of_iceberg AS SELECT id FROM ${iceberg}`,
    ])
      expect(await test.reason(statement)).toMatch(/^ICEBERG_MISSING_METADATA: .*m\.json/);
    for (const statement of [
      `DESCRIBE ${iceberg}`,
      `SHOW CREATE TABLE ${iceberg}`,
      `SHOW TBLPROPERTIES ${iceberg}`,
      `SHOW COLUMNS IN ${iceberg}`,
      `ALTER TABLE ${iceberg} SET TBLPROPERTIES ('write_compression' = 'gzip')`,
    ])
      expect(await test.reason(statement)).toMatch(/^ICEBERG_MISSING_METADATA: .*m\.json/);
    expect(await test.reason(`MSCK REPAIR TABLE ${iceberg}`)).toContain("Iceberg tables");
    expect(await definition(iceberg)).toMatchObject({
      VersionId: "0",
      Parameters: { table_type: "iceberg" },
    });
    await test.rows(`DROP TABLE ${iceberg}`);

    const delta = await table(PARQUET, { Parameters: { "spark.sql.sources.provider": "delta" } });
    expect(await test.reason(`SELECT * FROM ${delta}`)).toContain("Delta Lake tables");
    const hudi = await table({
      ...PARQUET,
      InputFormat: "org.apache.hudi.hadoop.HoodieParquetInputFormat",
    });
    expect(await test.reason(`SELECT * FROM ${hudi}`)).toContain("HoodieParquetInputFormat");
    const orc = await table(serde("org.apache.hadoop.hive.ql.io.orc.OrcSerde"), {}, ["x"]);
    expect(await test.reason(`SELECT * FROM ${orc}`)).toContain(
      "the SerDe org.apache.hadoop.hive.ql.io.orc.OrcSerde",
    );
    const twice = await table({ ...PARQUET, Columns: [...COLUMNS, { Name: "ID", Type: "int" }] });
    expect(await test.reason(`SELECT * FROM ${twice}`)).toContain("duplicate columns");
    await test.rows(`DROP TABLE ${delta}`);
  });
});

describe("views, to Glue and Athena", () => {
  const SELECT =
    "SELECT 1 id, 'x' name, ARRAY[DATE '2025-01-15'] days, CAST(ROW(1.5e0, 'y') AS ROW(a double, b varchar(3))) pair";

  async function queryOf(name: string): Promise<Record<string, unknown>> {
    const { ViewOriginalText = "" } = await definition(name);
    const encoded = /^\/\* Presto View: (.*) \*\/$/.exec(ViewOriginalText)?.[1] ?? "";
    return JSON.parse(Buffer.from(encoded, "base64").toString()) as Record<string, unknown>;
  }

  it("of Athena are Presto views in Glue", async () => {
    await test.rows(`CREATE VIEW seen AS ${SELECT}`);
    expect(await definition("seen")).toMatchObject({
      TableType: "VIRTUAL_VIEW",
      ViewExpandedText: "/* Presto View */",
      Parameters: { presto_view: "true", comment: "Presto View" },
      StorageDescriptor: {
        Columns: [
          { Name: "id", Type: "int" },
          { Name: "name", Type: "varchar(1)" },
          { Name: "days", Type: "array<date>" },
          { Name: "pair", Type: "struct<a:double,b:varchar(3)>" },
        ],
      },
    });
    expect(await queryOf("seen")).toEqual({
      originalSql: SELECT,
      catalog: "awsdatacatalog",
      schema: "default",
      columns: [
        { name: "id", type: "integer" },
        { name: "name", type: "varchar(1)" },
        { name: "days", type: "array(date)" },
        { name: "pair", type: "row(a double, b varchar(3))" },
      ],
    });
  });

  it("of Glue are read, and changed by what Glue is given", async () => {
    await test.rows(`CREATE VIEW first_view AS ${SELECT}`);
    const { Name, TableType, ViewOriginalText, ViewExpandedText, Parameters, StorageDescriptor } =
      await definition("first_view");
    const input = { TableType, ViewOriginalText, ViewExpandedText, Parameters, StorageDescriptor };
    await glue.send(
      new CreateTableCommand({
        DatabaseName: "default",
        TableInput: { ...input, Name: "second_view" },
      }),
    );
    expect(await test.rows("SELECT id, pair.b FROM second_view")).toEqual(
      await test.rows("SELECT id, pair.b FROM first_view"),
    );
    expect(await test.rows("SHOW CREATE VIEW second_view")).toContainEqual([SELECT]);
    const query = {
      ...(await queryOf("first_view")),
      originalSql: "SELECT 7 id",
      columns: [{ name: "id", type: "integer" }],
    };
    const text = `/* Presto View: ${Buffer.from(JSON.stringify(query)).toString("base64")} */`;
    await glue.send(
      new UpdateTableCommand({
        DatabaseName: "default",
        TableInput: { ...input, Name, ViewOriginalText: text },
      }),
    );
    expect(await test.rows("SELECT * FROM first_view")).toEqual([["7"]]);
    await test.rows("DROP VIEW second_view");
    const { TableList = [] } = await glue.send(
      new GetTablesCommand({ DatabaseName: "default", Expression: "second*" }),
    );
    expect(TableList).toEqual([]);
  });

  it("of other engines are refused", async () => {
    await glue.send(
      new CreateTableCommand({
        DatabaseName: "default",
        TableInput: {
          Name: "hives",
          TableType: "VIRTUAL_VIEW",
          ViewOriginalText: "SELECT 1",
          StorageDescriptor: { Columns: COLUMNS },
        },
      }),
    );
    expect(await test.reason("SELECT * FROM hives")).toContain(
      "views of engines other than Athena",
    );
    expect(await test.rows("SHOW VIEWS")).toContainEqual(["hives"]);
  });
});
