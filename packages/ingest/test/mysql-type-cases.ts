import { expect } from "vitest";
import type { MysqlDatabase } from "./mysql-database.ts";
import type { TypeCase } from "./type-case.ts";

const TIMESTAMP = "z.iso.datetime({ offset: true })";
const GEOMETRY = "z.object({ srid: z.uint32(), wkt: z.string() })";
const LABELS = `["a","it's","x,y","back\\\\slash",""]`;
const bytes = (...values: number[]) => Buffer.from(values);

/** Every type that there is a verdict of. */
export const MYSQL_TYPES: readonly TypeCase[] = [
  {
    type: "tinyint",
    values: [
      ["-128", -128],
      ["127", 127],
    ],
    verdict: "exact",
    code: "z.int32()",
  },
  { type: "tinyint unsigned", values: [["255", 255]], verdict: "exact", code: "z.int32()" },
  {
    type: "tinyint(1)",
    values: [
      ["0", 0],
      ["1", 1],
      ["7", 7],
    ],
    verdict: "exact",
    code: "z.int32()",
  },
  { type: "smallint unsigned zerofill", values: [["42", 42]], verdict: "exact", code: "z.int32()" },
  { type: "mediumint", values: [["-8388608", -8388608]], verdict: "exact", code: "z.int32()" },
  {
    type: "int",
    values: [
      ["-2147483648", -2147483648],
      ["2147483647", 2147483647],
    ],
    verdict: "exact",
    code: "z.int32()",
  },
  {
    type: "int unsigned",
    values: [["4294967295", 4294967295]],
    verdict: "exact",
    code: "z.uint32()",
  },
  {
    type: "bigint",
    values: [
      ["-9223372036854775808", -(2n ** 63n)],
      ["9007199254740993", 9007199254740993n],
    ],
    verdict: "exact",
    code: "z.int64()",
  },
  {
    type: "bigint unsigned",
    values: [
      ["18446744073709551615", "18446744073709551615"],
      ["0", "0"],
    ],
    verdict: "converted",
    code: "decimal(20, 0)",
  },
  {
    type: "bigint(20) unsigned zerofill",
    values: [["5", "5"]],
    verdict: "converted",
    code: "decimal(20, 0)",
  },
  {
    type: "decimal(38,10)",
    values: [
      ["-1234567890123456789012345678.0123456789", "-1234567890123456789012345678.0123456789"],
    ],
    verdict: "exact",
    code: "decimal(38, 10)",
  },
  {
    type: "decimal(65,30)",
    values: [
      [
        "12345678901234567890123456789012345.123456789012345678901234567890",
        "12345678901234567890123456789012345.123456789012345678901234567890",
      ],
    ],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "float",
    values: [
      ["0.1", 0.1],
      ["16777217", 16777216],
      ["3.4028234e38", 3.4028234663852886e38],
      ["1e-45", 1.4013e-45],
    ],
    verdict: "exact",
    code: "z.float32()",
  },
  {
    type: "double",
    values: [
      ["0.1", 0.1],
      ["0.1e0 + 0.2e0", 0.1 + 0.2],
      ["1.7976931348623157e308", Number.MAX_VALUE],
      ["4.9406564584124654e-324", 5e-324],
    ],
    verdict: "exact",
    code: "z.number()",
  },
  {
    type: "double(10,2)",
    values: [["12345678.91", 12345678.91]],
    verdict: "exact",
    code: "z.number()",
  },
  {
    type: "bit(1)",
    values: [
      ["b'1'", true],
      ["b'0'", false],
    ],
    verdict: "exact",
    code: "z.boolean()",
  },
  { type: "bit(10)", values: [["b'1000000001'", 513n]], verdict: "converted", code: "z.int64()" },
  {
    type: "bit(64)",
    values: [["0xffffffffffffffff", "18446744073709551615"]],
    verdict: "converted",
    code: "decimal(20, 0)",
  },
  {
    type: "year",
    values: [
      ["1901", 1901],
      ["2155", 2155],
      ["0", 0],
    ],
    verdict: "exact",
    code: "z.int32()",
  },
  {
    type: "date",
    values: [
      ["'2024-02-29'", "2024-02-29"],
      ["'0000-00-00'", "0000-00-00"],
      ["'2024-00-00'", "2024-00-00"],
    ],
    verdict: "exact",
    code: "z.iso.date()",
  },
  {
    type: "datetime",
    values: [
      ["'2024-03-10 02:30:00'", "2024-03-10T02:30:00Z"],
      ["'9999-12-31 23:59:59'", "9999-12-31T23:59:59Z"],
      ["'0000-00-00 00:00:00'", "0000-00-00T00:00:00Z"],
    ],
    verdict: "exact",
    code: TIMESTAMP,
  },
  {
    type: "datetime(6)",
    values: [["'2024-03-10 02:30:00.123456'", "2024-03-10T02:30:00.123456Z"]],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "timestamp(3) null",
    values: [["'2024-03-10 02:30:00.123'", "2024-03-09T21:00:00.123Z"]],
    verdict: "exact",
    code: TIMESTAMP,
  },
  {
    type: "time(3)",
    values: [
      ["'838:59:59.000'", "838:59:59.000"],
      ["'-01:02:03.456'", "-01:02:03.456"],
    ],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "char(5)",
    values: [
      ["'ab'", "ab"],
      ["'é'", "é"],
    ],
    verdict: "exact",
    code: "z.string()",
  },
  {
    type: "varchar(20) character set latin1",
    values: [["'caf\\é'", "café"]],
    verdict: "exact",
    code: "z.string()",
  },
  {
    type: "varchar(20) character set utf16",
    values: [["'\u{1f600}'", "\u{1f600}"]],
    verdict: "exact",
    code: "z.string()",
  },
  {
    type: "varchar(20) collate utf8mb4_bin",
    values: [["'\u{1f600}'", "\u{1f600}"]],
    verdict: "exact",
    code: "z.string()",
  },
  {
    type: "text",
    values: [
      ["'a\\n\"'", 'a\n"'],
      ["''", ""],
    ],
    verdict: "exact",
    code: "z.string()",
  },
  { type: "longtext", values: [["'x'", "x"]], verdict: "exact", code: "z.string()" },
  {
    type: "binary(3)",
    values: [["0x00ff", bytes(0, 255, 0)]],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "varbinary(20)",
    values: [["0x00ff", bytes(0, 255)]],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "blob",
    values: [
      ["''", bytes()],
      ["0x61", bytes(97)],
    ],
    verdict: "converted",
    code: "z.string()",
  },
  {
    type: "enum('a','it''s','x,y','back\\\\slash','')",
    values: [
      ["'it''s'", "it's"],
      ["'back\\\\slash'", "back\\slash"],
      ["'x,y'", "x,y"],
    ],
    verdict: "exact",
    code: `z.enum(${LABELS})`,
  },
  {
    type: "set('a','b','c d')",
    values: [
      ["'c d,a'", ["a", "c d"]],
      ["''", []],
    ],
    verdict: "converted",
    code: 'z.array(z.enum(["a","b","c d"]))',
  },
  {
    type: "json",
    values: [
      ["'{\"a\":12345678901234567890}'", expect.stringMatching(/^\{"a": ?12345678901234567890\}$/)],
      ["'null'", "null"],
    ],
    verdict: "exact",
    code: "json({ maxBytes: 67108864 })",
  },
  {
    type: "point",
    values: [["ST_GeomFromText('POINT(0.1 -2)')", { srid: 0, wkt: "POINT(0.1 -2)" }]],
    verdict: "converted",
    code: GEOMETRY,
  },
  {
    type: "geometry",
    values: [
      [
        "ST_GeomFromText('POLYGON((0 0,1 0,1 1,0 0),(0.5 0.1,0.6 0.1,0.6 0.2,0.5 0.1))', 3857)",
        { srid: 3857, wkt: "POLYGON((0 0,1 0,1 1,0 0),(0.5 0.1,0.6 0.1,0.6 0.2,0.5 0.1))" },
      ],
      ["ST_GeomFromText('MULTIPOINT(1 2,3 4)')", { srid: 0, wkt: "MULTIPOINT((1 2),(3 4))" }],
      [
        "ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1e300 1e-300))')",
        { srid: 0, wkt: "GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1e+300 1e-300))" },
      ],
      [
        "ST_GeomFromText('MULTIPOLYGON(((0 0,1 0,1 1,0 0)))')",
        { srid: 0, wkt: "MULTIPOLYGON(((0 0,1 0,1 1,0 0)))" },
      ],
      [
        "ST_GeomFromText('MULTILINESTRING((0 0,1 1),(2 2,3 3))')",
        { srid: 0, wkt: "MULTILINESTRING((0 0,1 1),(2 2,3 3))" },
      ],
    ],
    verdict: "converted",
    code: GEOMETRY,
  },
];

/** The table `kinds` with a column for each type, and a row for each value, whose id is a hundred times the place of its type and more. */
export async function makeMysqlTypes(database: MysqlDatabase): Promise<void> {
  const columns = MYSQL_TYPES.map(({ type }, at) => `c${at} ${type}`);
  await database.run(
    "SET sql_mode = '', time_zone = '+05:30'",
    `CREATE TABLE kinds (id int, ${columns.join(", ")})`,
    ...MYSQL_TYPES.flatMap(({ values }, at) =>
      values.map(
        ([sql], row) => `INSERT INTO kinds (id, c${at}) VALUES (${at * 100 + row}, ${sql})`,
      ),
    ),
  );
}
