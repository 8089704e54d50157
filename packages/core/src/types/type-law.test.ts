import { expect, it } from "vitest";
import type { LogicalType } from "./logical-type.ts";
import { typeLaw } from "./type-law.ts";

it.each([
  ["string", "BYTE_ARRAY", "string", "varchar(65535)", "VARCHAR"],
  ["int32", "INT32", "int", "integer", "INTEGER"],
  ["int64", "INT64", "bigint", "bigint", "BIGINT"],
  ["float", "FLOAT", "float", "real", "FLOAT"],
  ["double", "DOUBLE", "double", "double precision", "DOUBLE"],
  ["boolean", "BOOLEAN", "boolean", "boolean", "BOOLEAN"],
  ["date", "INT32", "date", "date", "DATE"],
  ["timestamp", "INT64", "timestamp", "timestamp", "TIMESTAMP"],
  ["decimal(9,2)", "INT32", "decimal(9,2)", "decimal(9,2)", "DECIMAL(9,2)"],
  ["decimal(18,0)", "INT64", "decimal(18,0)", "decimal(18,0)", "DECIMAL(18,0)"],
  ["decimal(38,10)", "FIXED_LEN_BYTE_ARRAY", "decimal(38,10)", "decimal(38,10)", "DECIMAL(38,10)"],
] as [LogicalType, string, string, string, string][])(
  "%s is %s, %s, %s, %s",
  (type, parquet, athena, redshift, duckdb) => {
    const row = typeLaw(type);
    expect([row.parquet.physical, row.athena, row.redshift, row.duckdb]).toEqual([
      parquet,
      athena,
      redshift,
      duckdb,
    ]);
  },
);

it("gives a fixed length that holds every number of the precision", () => {
  for (let precision = 19; precision <= 38; precision++) {
    const { typeLength = 0 } = typeLaw(`decimal(${precision},0)`).parquet;
    expect(2n ** BigInt(8 * typeLength - 1)).toBeGreaterThan(10n ** BigInt(precision));
    expect(2n ** BigInt(8 * (typeLength - 1) - 1)).toBeLessThan(10n ** BigInt(precision));
  }
});

it.each([
  "varchar",
  "toString",
  "__proto__",
  "decimal",
  "decimal(39,0)",
  "decimal(0,0)",
  "decimal(5,6)",
])("refuses %s", (type) => {
  expect(() => typeLaw(type as LogicalType)).toThrow(TypeError);
});
