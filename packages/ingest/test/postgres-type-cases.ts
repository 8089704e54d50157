import type { Pool } from "pg";
import type { TypeCase } from "./type-case.ts";

const JSON_CODE = "json({ maxBytes: 67108864 })";
export const TIMESTAMP = "z.iso.datetime({ offset: true })";
const bytes = (...values: number[]) => Buffer.from(values);

/** Every type that there is a verdict of. */
export const POSTGRES_TYPES: readonly TypeCase[] = [
  {
    type: "smallint",
    values: [
      ["-32768", -32768],
      ["32767", 32767],
    ],
    verdict: "exact",
    code: "z.int32()",
  },
  {
    type: "integer",
    values: [
      ["-2147483648", -2147483648],
      ["2147483647", 2147483647],
    ],
    verdict: "exact",
    code: "z.int32()",
  },
  {
    type: "bigint",
    values: [
      ["-9223372036854775808", -(2n ** 63n)],
      ["9007199254740993", 9007199254740993n],
      ["9223372036854775807", 2n ** 63n - 1n],
    ],
    verdict: "exact",
    code: "z.int64()",
  },
  {
    type: "numeric(38,10)",
    values: [
      ["1234567890123456789012345678.0123456789", "1234567890123456789012345678.0123456789"],
      ["-0.0000000001", "-0.0000000001"],
      ["'NaN'", "NaN"],
    ],
    verdict: "exact",
    code: "decimal(38, 10)",
  },
  { type: "numeric(3,-2)", values: [["12345", "12300"]], verdict: "exact", code: "decimal(5, 0)" },
  {
    type: "numeric(3,5)",
    values: [["0.00123", "0.00123"]],
    verdict: "exact",
    code: "decimal(5, 5)",
  },
  {
    type: "numeric(40,5)",
    values: [
      ["12345678901234567890123456789012345.12345", "12345678901234567890123456789012345.12345"],
    ],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "numeric",
    values: [
      ["1.10", "1.10"],
      ["'NaN'", "NaN"],
      ["'-Infinity'", "-Infinity"],
      ["1e-20", "0.00000000000000000001"],
    ],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "real",
    values: [
      ["0.1", 0.1],
      ["16777216", 16777216],
      ["3.4028235e38", 3.4028234663852886e38],
      ["'-3.4028235e38'", -3.4028234663852886e38],
      ["'NaN'", NaN],
      ["'Infinity'", Infinity],
    ],
    verdict: "exact",
    code: "z.float32()",
  },
  {
    type: "double precision",
    values: [
      ["0.1", 0.1],
      ["5e-324", 5e-324],
      ["1.7976931348623157e308", Number.MAX_VALUE],
      ["'-Infinity'", -Infinity],
      ["'-0'", -0],
    ],
    verdict: "exact",
    code: "z.number()",
  },
  {
    type: "boolean",
    values: [
      ["true", true],
      ["false", false],
    ],
    verdict: "exact",
    code: "z.boolean()",
  },
  {
    type: "timestamptz(3)",
    values: [
      ["'2024-03-10 02:30:00.123+09'", "2024-03-09T17:30:00.123Z"],
      ["'infinity'", "infinity"],
      ["'0044-03-15 10:00:00+00 BC'", "0044-03-15 10:00:00+00 BC"],
      ["'10000-01-01 00:00:00+00'", "10000-01-01 00:00:00+00"],
    ],
    verdict: "exact",
    code: TIMESTAMP,
  },
  {
    type: "timestamptz",
    values: [
      ["'2024-03-10 02:30:00.123456+00'", "2024-03-10T02:30:00.123456Z"],
      ["'-infinity'", "-infinity"],
    ],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "timestamp(0)",
    values: [
      ["'2024-03-10 02:30:00'", "2024-03-10T02:30:00Z"],
      ["'0001-01-01'", "0001-01-01T00:00:00Z"],
    ],
    verdict: "exact",
    code: TIMESTAMP,
  },
  {
    type: "timestamp",
    values: [["'2024-03-10 02:30:00.000001'", "2024-03-10T02:30:00.000001Z"]],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "date",
    values: [
      ["'2024-02-29'", "2024-02-29"],
      ["'infinity'", "infinity"],
      ["'0044-03-15 BC'", "0044-03-15 BC"],
    ],
    verdict: "exact",
    code: "z.iso.date()",
  },
  {
    type: "time",
    values: [
      ["'24:00'", "24:00:00"],
      ["'13:45:00.000001'", "13:45:00.000001"],
    ],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "timetz",
    values: [
      ["'13:45:00.5+05:30'", "13:45:00.5+05:30"],
      ["'13:45+02'", "13:45:00+02:00"],
    ],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "interval",
    values: [
      ["'1 year 2 mons -3 days 04:05:06.789'", "P1Y2M-3DT4H5M6.789S"],
      ["'0'", "PT0S"],
    ],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "text",
    values: [
      ["E'a\\n\"\u{1f600}\u00e9'", 'a\n"\u{1f600}\u00e9'],
      ["''", ""],
    ],
    verdict: "exact",
    code: "z.string()",
  },
  { type: "varchar(3)", values: [["'abc'", "abc"]], verdict: "exact", code: "z.string()" },
  { type: "char(5)", values: [["'ab'", "ab   "]], verdict: "exact", code: "z.string()" },
  { type: "name", values: [["'n'", "n"]], verdict: "exact", code: "z.string()" },
  { type: '"char"', values: [["'x'", "x"]], verdict: "exact", code: "z.string()" },
  { type: "citext", values: [["'AbC'", "AbC"]], verdict: "exact", code: "z.string()" },
  {
    type: "uuid",
    values: [["'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"]],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "bytea",
    values: [
      ["'\\x00ff'", bytes(0, 255)],
      ["''", bytes()],
    ],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "json",
    values: [
      ['\'{"a": 12345678901234567890, "a":1.10}\'', '{"a": 12345678901234567890, "a":1.10}'],
      ["'null'", "null"],
    ],
    verdict: "exact",
    code: JSON_CODE,
  },
  {
    type: "jsonb",
    values: [["'{\"b\":1.10}'", '{"b": 1.10}']],
    verdict: "exact",
    code: JSON_CODE,
  },
  {
    type: "hstore",
    values: [
      ['\'a=>1, b=>NULL, "c \\" =>"=>"x, y"\'', { a: "1", b: null, 'c " =>': "x, y" }],
      ["''", {}],
    ],
    verdict: "exact",
    code: "z.record(z.string(), z.string().nullable())",
  },
  {
    type: "mood",
    values: [
      ["'sad'", "sad"],
      [`'it''s "x", y'`, `it's "x", y`],
    ],
    verdict: "exact",
    code: `z.enum(["sad","it's \\"x\\", y"])`,
  },
  { type: "positive", values: [["5.5", "5.50"]], verdict: "exact", code: "decimal(10, 2)" },
  {
    type: "address",
    values: [
      [
        `ROW('St "x", (y)\\', NULL, '2024-01-01 00:00+00', ARRAY['a','b,c'])`,
        { street: 'St "x", (y)\\', zip: null, at: "2024-01-01T00:00:00Z", tags: ["a", "b,c"] },
      ],
      ["ROW('', 1, NULL, NULL)", { street: "", zip: 1, at: null, tags: null }],
    ],
    verdict: "exact",
    code: `z.object({ street: z.string().nullable(), zip: z.int32().nullable(), at: ${TIMESTAMP}.nullable(), tags: z.array(z.string().nullable()).nullable() })`,
  },
  {
    type: "odd_address",
    values: [["ROW(1)", '{"the street":1}']],
    verdict: "converted",
    code: JSON_CODE,
  },
  {
    type: "address[]",
    values: [
      [
        "ARRAY[ROW('a', 1, NULL, '{}')::address, NULL]",
        [{ street: "a", zip: 1, at: null, tags: [] }, null],
      ],
    ],
    verdict: "exact",
    code: `z.array(z.object({ street: z.string().nullable(), zip: z.int32().nullable(), at: ${TIMESTAMP}.nullable(), tags: z.array(z.string().nullable()).nullable() }).nullable())`,
  },
  {
    type: "integer[]",
    values: [
      ["'{1,NULL,3}'", [1, null, 3]],
      ["'{}'", []],
      [
        "'{{1,2},{3,4}}'",
        [
          ["1", "2"],
          ["3", "4"],
        ],
      ],
      ["'[0:1]={1,2}'", "[0:1]={1,2}"],
    ],
    verdict: "exact",
    code: "z.array(z.int32().nullable())",
  },
  {
    type: "text[]",
    values: [
      [
        `ARRAY['a,b','"q"','','NULL',NULL,'{x}','b\\c']`,
        ["a,b", '"q"', "", "NULL", null, "{x}", "b\\c"],
      ],
    ],
    verdict: "exact",
    code: "z.array(z.string().nullable())",
  },
  {
    type: "bigint[]",
    values: [["'{9007199254740993}'", [9007199254740993n]]],
    verdict: "exact",
    code: "z.array(z.int64().nullable())",
  },
  {
    type: "numeric(5,2)[]",
    values: [["'{1.10}'", ["1.10"]]],
    verdict: "exact",
    code: "z.array(decimal(5, 2).nullable())",
  },
  {
    type: "jsonb[]",
    values: [[`ARRAY['{"a":[1]}'::jsonb]`, ['{"a": [1]}']]],
    verdict: "exact",
    code: `z.array(${JSON_CODE}.nullable())`,
  },
  {
    type: "box[]",
    values: [["'{(1,1),(0,0);(2,2),(1,1)}'", ["(1,1),(0,0)", "(2,2),(1,1)"]]],
    verdict: "converted",
    code: "z.array(z.string().nullable())",
  },
  {
    type: "mood[]",
    values: [["'{sad}'", ["sad"]]],
    verdict: "exact",
    code: `z.array(z.enum(["sad","it's \\"x\\", y"]).nullable())`,
  },
  {
    type: "money",
    values: [
      ["'-92233720368547758.08'", "-92233720368547758.08"],
      ["1234.5", "1234.50"],
    ],
    verdict: "converted",
    code: "decimal(19, 2)",
  },
  {
    type: "money[]",
    values: [["'{1.5,NULL}'", ["1.50", null]]],
    verdict: "converted",
    code: "z.array(decimal(19, 2).nullable())",
  },
  {
    type: "int4range",
    values: [
      ["'[1,10)'", "[1,10)"],
      ["'empty'", "empty"],
    ],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "tstzrange",
    values: [["'[2024-01-01 00:00+00,)'", '["2024-01-01 00:00:00+00",)']],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "int4multirange",
    values: [["'{[1,2),[5,6)}'", "{[1,2),[5,6)}"]],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "inet",
    values: [
      ["'10.0.0.1/24'", "10.0.0.1/24"],
      ["'::1'", "::1"],
    ],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "cidr",
    values: [["'10.0.0.0/8'", "10.0.0.0/8"]],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "macaddr",
    values: [["'08:00:2b:01:02:03'", "08:00:2b:01:02:03"]],
    verdict: "converted",
    code: "z.string()",
  },
  // PGlite reads none; a test beside the others has its values on a server.
  { type: "xml", values: [], verdict: "converted", code: "z.string()" },
  { type: "bit(3)", values: [["B'101'", "101"]], verdict: "converted", code: "z.string()" },
  { type: "bit varying", values: [["B'10'", "10"]], verdict: "converted", code: "z.string()" },
  { type: "point", values: [["'(1.5,-2)'", "(1.5,-2)"]], verdict: "converted", code: "z.string()" },
  {
    type: "polygon",
    values: [["'((0,0),(1,1),(2,0))'", "((0,0),(1,1),(2,0))"]],
    verdict: "converted",
    code: "z.string()",
  },
  { type: "tsvector", values: [["'a b'", "'a' 'b'"]], verdict: "converted", code: "z.string()" },
  { type: "oid", values: [["4294967295", 4294967295]], verdict: "exact", code: "z.uint32()" },
  {
    type: "pg_lsn",
    values: [["'0/16B3748'", "0/16B3748"]],
    verdict: "converted",
    code: "z.string()",
  },
];

/** The table `kinds` with a column for each type, and a row for each value, whose id is a hundred times the place of its type and more. */
export async function makePostgresTypes(pool: Pool): Promise<void> {
  await pool.query(`
    CREATE EXTENSION IF NOT EXISTS hstore; CREATE EXTENSION IF NOT EXISTS citext;
    CREATE TYPE mood AS ENUM ('sad', 'it''s "x", y');
    CREATE DOMAIN positive AS numeric(10,2) CHECK (value > 0);
    CREATE TYPE address AS (street text, zip integer, at timestamptz(0), tags text[]);
    CREATE TYPE odd_address AS ("the street" integer)`);
  const columns = POSTGRES_TYPES.map(({ type }, at) => `c${at} ${type}`);
  await pool.query(`CREATE TABLE kinds (id integer, ${columns.join(", ")})`);
  for (const [at, { type, values }] of POSTGRES_TYPES.entries())
    for (const [row, [sql]] of values.entries())
      await pool.query(
        `INSERT INTO kinds (id, c${at}) VALUES (${at * 100 + row}, (${sql})::${type})`,
      );
}
