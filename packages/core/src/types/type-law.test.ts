import { describe, expect, it } from "vitest";
import type { DataType, LeafType } from "./data-type.ts";
import { formatDataType } from "./format-data-type.ts";
import type { ParquetLeaf } from "./parquet-type.ts";
import { parseTypeName, type TypeName } from "./parse-type-name.ts";
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
  ["json", "BYTE_ARRAY", "string", "varchar(65535)", "VARCHAR"],
  ["decimal(9,2)", "INT32", "decimal(9,2)", "decimal(9,2)", "DECIMAL(9,2)"],
  ["decimal(18,0)", "INT64", "decimal(18,0)", "decimal(18,0)", "DECIMAL(18,0)"],
  ["decimal(38,10)", "FIXED_LEN_BYTE_ARRAY", "decimal(38,10)", "decimal(38,10)", "DECIMAL(38,10)"],
] as [TypeName, string, string, string, string][])(
  "%s is %s, %s, %s, %s",
  (name, parquet, athena, redshift, duckdb) => {
    const row = typeLaw(typeNamed(name));
    expect([(row.parquet as ParquetLeaf).physical, row.athena, row.redshift, row.duckdb]).toEqual([
      parquet,
      athena,
      redshift,
      duckdb,
    ]);
  },
);

it("gives a fixed length that holds every number of the precision", () => {
  for (let precision = 19; precision <= 38; precision++) {
    const { typeLength = 0 } = typeLaw({ kind: "decimal", precision, scale: 0 })
      .parquet as ParquetLeaf;
    expect(2n ** BigInt(8 * typeLength - 1)).toBeGreaterThan(10n ** BigInt(precision));
    expect(2n ** BigInt(8 * (typeLength - 1) - 1)).toBeLessThan(10n ** BigInt(precision));
  }
});

it.each([undefined, null, "string", {}, { kind: "varchar" }, { kind: "toString" }, { kind: 1 }])(
  "refuses %j",
  (type) => {
    expect(() => typeLaw(type as never)).toThrow(TypeError);
  },
);

describe("nested types", () => {
  const items: DataType = {
    kind: "list",
    elementNullable: true,
    element: {
      kind: "struct",
      fields: [
        { name: "sku", type: { kind: "string" }, nullable: false },
        { name: "price", type: { kind: "decimal", precision: 10, scale: 2 }, nullable: true },
        {
          name: "tags",
          type: { kind: "map", value: { kind: "date" }, valueNullable: false },
          nullable: true,
        },
      ],
    },
  };

  it("have a name in every target", () => {
    const row = typeLaw(items);
    expect(row.athena).toBe("array<struct<sku:string,price:decimal(10,2),tags:map<string,date>>>");
    expect(row.duckdb).toBe(
      'STRUCT("sku" VARCHAR, "price" DECIMAL(10,2), "tags" MAP(VARCHAR, DATE))[]',
    );
    expect(row.redshift).toBe("super");
    expect(row.jsonSchema).toMatchObject({ type: "array", items: { required: ["sku"] } });
    expect(formatDataType(items)).toBe(
      "list<struct<sku:string,price?:decimal(10,2),tags?:map<string,date>>?>",
    );
  });

  it("are groups of three levels in Parquet where they repeat", () => {
    expect(typeLaw(items).parquet).toMatchObject({
      logical: "LIST",
      fields: [
        {
          name: "list",
          repetition: "REPEATED",
          type: {
            fields: [
              {
                name: "element",
                repetition: "OPTIONAL",
                type: {
                  fields: [
                    { name: "sku", repetition: "REQUIRED" },
                    { name: "price", repetition: "OPTIONAL" },
                    {
                      name: "tags",
                      type: {
                        logical: "MAP",
                        fields: [
                          {
                            name: "key_value",
                            repetition: "REPEATED",
                            type: {
                              fields: [
                                { name: "key", repetition: "REQUIRED" },
                                { name: "value", repetition: "REQUIRED" },
                              ],
                            },
                          },
                        ],
                      },
                    },
                  ],
                },
              },
            ],
          },
        },
      ],
    });
  });
});

function typeNamed(name: TypeName): LeafType {
  const type = parseTypeName(name);
  if (type === undefined) throw new Error(`${name} is not the name of a type`);
  return type;
}
