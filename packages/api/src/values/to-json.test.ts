import type { Column, DataType } from "@cloudapi/core";
import { expect, it } from "vitest";
import { columnSchema } from "./json-form.ts";
import { toJson } from "./to-json.ts";

const STRING: DataType = { kind: "string" };
const AT = "2025-01-14T00:00:00.000Z";

it.each<[string, DataType, unknown, unknown]>([
  ["int32", { kind: "int32" }, 7n, 7],
  ["int64", { kind: "int64" }, 9007199254740993n, "9007199254740993"],
  ["float", { kind: "float" }, "1.5", 1.5],
  ["decimal", { kind: "decimal", precision: 9, scale: 2 }, "1.20", "1.20"],
  ["boolean", { kind: "boolean" }, true, true],
  ["date", { kind: "date" }, "2025-01-14", "2025-01-14"],
  ["timestamp", { kind: "timestamp" }, new Date(AT), AT],
  ["json", { kind: "json" }, "{}", "{}"],
  ["list", { kind: "list", element: STRING, elementNullable: true }, ["a", undefined], ["a", null]],
  ["map", { kind: "map", value: { kind: "int32" }, valueNullable: false }, { a: 1n }, { a: 1 }],
  [
    "struct",
    { kind: "struct", fields: [{ name: "a", type: { kind: "double" }, nullable: true }] },
    { a: Number.NaN },
    { a: null },
  ],
])("gives a value of %s in the form that its schema describes", (_, type, value, json) => {
  const column: Column = { name: "c", type, nullable: false };
  expect(toJson(value, type)).toEqual(json);
  expect(columnSchema(column).parse(json)).toEqual(json);
  expect(columnSchema(column).safeParse(null).success).toBe(false);
  expect(columnSchema({ ...column, nullable: true }).parse(toJson(null, type))).toBe(null);
});
