import { describe, expect, it } from "vitest";
import { useAthena } from "./athena/use-athena.ts";

const test = useAthena();

/** Rows as DuckDB's SQL writes them: every type inside every other, with nulls at each level. */
const FIRST = `SELECT 1 AS id,
  [{'Sku': 'a', 'qty': 2, 'price': 1.10::DECIMAL(10,2), 'at': TIMESTAMP '2025-01-15 10:30:45.120'}, NULL, {'Sku': NULL, 'qty': NULL, 'price': NULL, 'at': NULL}] AS items,
  {'name': 'Ann', 'address': {'city': 'Köln', 'zip': '50667', 'geo': [7.0, 50.9]}} AS customer,
  MAP {'k': 'v', 'n': NULL} AS tags,
  MAP {'x': {'n': 1::BIGINT, 'on_day': DATE '2025-01-15'}} AS parts,
  [[1, 2], NULL, [NULL], []] AS matrix,
  [true, NULL] AS flags`;
const SECOND = `SELECT 2 AS id,
  []::STRUCT(Sku VARCHAR, qty INTEGER, price DECIMAL(10,2), "at" TIMESTAMP)[] AS items,
  {'name': NULL, 'address': NULL::STRUCT(city VARCHAR, zip VARCHAR, geo DOUBLE[])} AS customer,
  MAP {}::MAP(VARCHAR, VARCHAR) AS tags,
  NULL::MAP(VARCHAR, STRUCT(n BIGINT, on_day DATE)) AS parts,
  NULL::INTEGER[][] AS matrix,
  []::BOOLEAN[] AS flags`;
const THIRD = `SELECT 3 AS id, NULL::STRUCT(Sku VARCHAR, qty INTEGER, price DECIMAL(10,2), "at" TIMESTAMP)[] AS items,
  NULL::STRUCT(name VARCHAR, address STRUCT(city VARCHAR, zip VARCHAR, geo DOUBLE[])) AS customer,
  NULL::MAP(VARCHAR, VARCHAR) AS tags, NULL::MAP(VARCHAR, STRUCT(n BIGINT, on_day DATE)) AS parts,
  [[3]] AS matrix, NULL::BOOLEAN[] AS flags`;

const COLUMNS = `id int,
  items array<struct<sku:string,qty:int,price:decimal(10,2),at:timestamp>>,
  customer struct<name:string,address:struct<city:string,zip:string,geo:array<double>>>,
  tags map<string,string>,
  parts map<string,struct<n:bigint,on_day:date>>,
  matrix array<array<int>>,
  flags array<boolean>`;

const ROWS = [
  [
    "1",
    "[{sku=a, qty=2, price=1.10, at=2025-01-15 10:30:45.120}, null, {sku=null, qty=null, price=null, at=null}]",
    "{name=Ann, address={city=Köln, zip=50667, geo=[7.0, 50.9]}}",
    "{k=v, n=null}",
    "{x={n=1, on_day=2025-01-15}}",
    "[[1, 2], null, [null], []]",
    "[true, null]",
  ],
  ["2", "[]", "{name=null, address=null}", "{}", undefined, undefined, "[]"],
  ["3", undefined, undefined, undefined, undefined, "[[3]]", undefined],
];

describe("nested columns of Parquet", () => {
  it("are read as they were written, with nulls at every level", async () => {
    await test.put(
      "nested/a.parquet",
      await test.parquet(`${FIRST} UNION ALL ${SECOND} UNION ALL ${THIRD}`),
    );
    await test.rows(
      `CREATE EXTERNAL TABLE nested (${COLUMNS}) STORED AS PARQUET LOCATION 's3://lake/nested/'`,
    );
    const ran = await test.run("SELECT * FROM nested ORDER BY id");
    expect(ran.rows).toEqual(ROWS);
    expect(ran.columns.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
      "id integer",
      "items array",
      "customer row",
      "tags map",
      "parts map",
      "matrix array",
      "flags array",
    ]);
    const file = await test.get(ran.execution.ResultConfiguration?.OutputLocation ?? "");
    expect(String(file).split("\n")[2]).toBe('"2","[]","{name=null, address=null}","{}",,,"[]"');
  });

  it("are queried by field, key and place, and taken apart by UNNEST", async () => {
    expect(
      await test.rows(
        "SELECT id, customer.address.city, tags['k'], element_at(parts, 'x').n, items[1].sku, customer.address.geo[2] FROM nested WHERE id = 1",
      ),
    ).toEqual([["1", "Köln", "v", "1", "a", "50.9"]]);
    expect(
      await test.rows(
        "SELECT n.id, i.sku, i.qty * i.price AS total FROM nested n CROSS JOIN UNNEST(items) AS i (sku, qty, price, at) ORDER BY n.id, i.sku NULLS LAST",
      ),
    ).toEqual([
      ["1", "a", "2.20"],
      ["1", undefined, undefined],
      ["1", undefined, undefined],
    ]);
    expect(
      await test.rows(
        "SELECT n.id, sku, ord FROM nested n LEFT JOIN UNNEST(items) WITH ORDINALITY AS i (sku, qty, price, at, ord) ON TRUE ORDER BY n.id, ord",
      ),
    ).toEqual([
      ["1", "a", "1"],
      ["1", undefined, "2"],
      ["1", undefined, "3"],
      ["2", undefined, undefined],
      ["3", undefined, undefined],
    ]);
    expect(
      await test.rows(
        "SELECT key, value FROM nested CROSS JOIN UNNEST(tags) AS t (key, value) ORDER BY key",
      ),
    ).toEqual([
      ["k", "v"],
      ["n", undefined],
    ]);
  });

  it("have fields by name in any case and order; those that a file lacks are null", async () => {
    await test.put(
      "evolved/old.parquet",
      await test.parquet("SELECT 1 AS id, {'B': 'x', 'a': 1} AS s, [{'a': 1}] AS l"),
    );
    await test.put(
      "evolved/new.parquet",
      await test.parquet(
        "SELECT 2 AS id, {'a': 2, 'b': 'y', 'c': [1.5::DOUBLE]} AS s, [{'b': 'z', 'a': 2}] AS l, MAP {'k': {'a': 1}} AS m",
      ),
    );
    await test.rows(
      "CREATE EXTERNAL TABLE evolved (id int, s struct<a:int,b:string,c:array<double>,d:struct<e:int>>, l array<struct<a:int,b:string>>, m map<string,struct<a:int,z:date>>) STORED AS PARQUET LOCATION 's3://lake/evolved/'",
    );
    expect(await test.rows("SELECT id, s, l, m FROM evolved ORDER BY id")).toEqual([
      ["1", "{a=1, b=x, c=null, d=null}", "[{a=1, b=null}]", undefined],
      ["2", "{a=2, b=y, c=[1.5], d=null}", "[{a=2, b=z}]", "{k={a=1, z=null}}"],
    ]);
    expect(await test.rows("SELECT s.d.e, s.b FROM evolved ORDER BY id")).toEqual([
      [undefined, "x"],
      [undefined, "y"],
    ]);
  });

  it.each([
    ["struct<a:string>", "a"],
    ["struct<a:struct<b:int>>", "a"],
    ["array<int>", "s"],
    ["map<string,int>", "s"],
    ["string", "s"],
  ])("of another type are refused: %s", async (type, field) => {
    await test.put("wrong/a.parquet", await test.parquet("SELECT {'a': 1} AS s"));
    const table = `wrong_${type.replaceAll(/\W+/g, "_")}`;
    await test.rows(
      `CREATE EXTERNAL TABLE ${table} (s ${type}) STORED AS PARQUET LOCATION 's3://lake/wrong/'`,
    );
    const reason = await test.reason(`SELECT s FROM ${table}`);
    expect(reason).toMatch(new RegExp(`^HIVE_BAD_DATA: Field ${field}'s type`));
  });
});

describe("nested columns of JSON", () => {
  const lines = [
    '{"id":1,"items":[{"Sku":"a","qty":2,"price":1.10,"at":"2025-01-15 10:30:45.12"},null,{}],"customer":{"name":"Ann","address":{"city":"Köln","zip":"50667","geo":[7,50.9]},"more":1},"tags":{"k":"v","n":null},"parts":{"x":{"n":1,"on_day":"2025-01-15"}},"matrix":[[1,2],null,[null],[]],"flags":[true,null]}',
    '{"id":2,"items":[],"customer":{"address":null},"tags":{},"flags":[]}',
    '{"id":3,"matrix":[[3]]}',
  ];

  it.each(["org.openx.data.jsonserde.JsonSerDe", "org.apache.hive.hcatalog.data.JsonSerDe"])(
    "are read as those of Parquet are: %s",
    async (serde) => {
      await test.put("json/a.json", lines.map((line) => `${line}\n`).join(""));
      const table = `json_${serde.length}`;
      await test.rows(
        `CREATE EXTERNAL TABLE ${table} (${COLUMNS}) ROW FORMAT SERDE '${serde}' LOCATION 's3://lake/json/'`,
      );
      expect(await test.rows(`SELECT * FROM ${table} ORDER BY id`)).toEqual(ROWS);
    },
  );

  it("may be a map with whole numbers for keys", async () => {
    await test.put("keys/a.json", '{"m":{"7":[{"a":1}],"10":null}}\n');
    await test.rows(
      "CREATE EXTERNAL TABLE keys (m map<int,array<struct<a:int>>>) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://lake/keys/'",
    );
    expect(await test.rows("SELECT m, m[7][1].a, map_keys(m) FROM keys")).toEqual([
      ["{7=[{a=1}], 10=null}", "1", "[7, 10]"],
    ]);
  });

  it("in delimited text are refused by name", async () => {
    await test.put("text/a.txt", "1\u00012\n");
    await test.rows("CREATE EXTERNAL TABLE text_list (a array<int>) LOCATION 's3://lake/text/'");
    expect(await test.reason("SELECT a FROM text_list")).toContain(
      "does not support columns of type array in delimited text (column a)",
    );
  });
});

describe("nested types in statements about tables", () => {
  it("are shown in Hive's words", async () => {
    await test.rows(
      "CREATE EXTERNAL TABLE shown (s struct<`Order`:string,`at`:timestamp>, l array< struct<a:int> >, m map<string, array<decimal(10,2)>>) STORED AS PARQUET LOCATION 's3://lake/shown/'",
    );
    expect((await test.rows("DESCRIBE shown")).map(([line]) => line?.trim())).toEqual(
      [
        "s                   \tstruct<order:string,at:timestamp>\t",
        "l                   \tarray<struct<a:int>>\t",
        "m                   \tmap<string,array<decimal(10,2)>>\t",
      ].map((line) => line.trim()),
    );
    const ddl = (await test.rows("SHOW CREATE TABLE shown")).map(([line]) => line);
    expect(ddl.slice(1, 4)).toEqual([
      "  `s` struct<order:string,at:timestamp>, ",
      "  `l` array<struct<a:int>>, ",
      "  `m` map<string,array<decimal(10,2)>>)",
    ]);
  });

  it("keep their names in views", async () => {
    await test.rows("CREATE OR REPLACE VIEW nested_view AS SELECT id, customer, items FROM nested");
    expect(
      await test.rows("SELECT customer.address.city, items[1].price FROM nested_view WHERE id = 1"),
    ).toEqual([["Köln", "1.10"]]);
  });
});

it("splits texts that hold any character into maps", async () => {
  const text = "'k' || chr(0) || '=v' || chr(0) || 'w'";
  expect(
    await test.rows(
      `SELECT length(map_keys(m)[1]), length(map_values(m)[1]), length(map_values(n)[1][1]) FROM (SELECT split_to_map(${text}, ',', '=') AS m, split_to_multimap(${text}, ',', '=') AS n)`,
    ),
  ).toEqual([["2", "3", "3"]]);
});
