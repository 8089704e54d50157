import { expect, it } from "vitest";
import type { IcebergType } from "../metadata/iceberg-schema.ts";
import { glueType } from "./glue-type.ts";

const list: IcebergType = {
  type: "list",
  "element-id": 3,
  element: "decimal(38, 10)",
  "element-required": true,
};

it.each<[IcebergType, string]>([
  ["boolean", "boolean"],
  ["int", "int"],
  ["long", "bigint"],
  ["float", "float"],
  ["double", "double"],
  ["date", "date"],
  ["time", "string"],
  ["timestamp", "timestamp"],
  ["timestamptz", "timestamp"],
  ["string", "string"],
  ["uuid", "string"],
  ["fixed[16]", "binary"],
  ["binary", "binary"],
  ["decimal(9,2)", "decimal(9,2)"],
  ["variant", "string"],
  [list, "array<decimal(38,10)>"],
  [
    {
      type: "struct",
      fields: [
        { id: 1, name: "a", required: true, type: "long" },
        { id: 2, name: "b", required: false, type: list },
      ],
    },
    "struct<a:bigint,b:array<decimal(38,10)>>",
  ],
  [
    {
      type: "map",
      "key-id": 1,
      key: "string",
      "value-id": 2,
      value: list,
      "value-required": false,
    },
    "map<string,array<decimal(38,10)>>",
  ],
])("%o is %s", (type, expected) => {
  expect(glueType(type)).toBe(expected);
});
