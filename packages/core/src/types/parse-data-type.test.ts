import fc from "fast-check";
import { expect, it } from "vitest";
import type { DataType } from "./data-type.ts";
import { formatDataType } from "./format-data-type.ts";
import { parseDataType } from "./parse-data-type.ts";

const { type: anyType } = fc.letrec<{ type: DataType }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<DataType>(
      { kind: "string" },
      { kind: "int64" },
      { kind: "timestamp" },
      { kind: "decimal", precision: 38, scale: 10 },
    ),
    fc.record({
      kind: fc.constant("struct" as const),
      fields: fc.array(
        fc.record({
          name: fc.constantFrom("a", "B_1", "string", "list", "1"),
          type: tie("type"),
          nullable: fc.boolean(),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    fc.record({
      kind: fc.constant("list" as const),
      element: tie("type"),
      elementNullable: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant("map" as const),
      value: tie("type"),
      valueNullable: fc.boolean(),
    }),
  ),
}));

it("reads every type that formatDataType writes", () => {
  fc.assert(
    fc.property(anyType, (type) => {
      expect(parseDataType(formatDataType(type))).toEqual(type);
    }),
  );
});

it.each([
  "",
  "text",
  "list",
  "list<>",
  "list<string",
  "list<string>>",
  "list<string,string>",
  "map<int32,string>",
  "map<string>",
  "struct<>",
  "struct<a>",
  "struct<a:>",
  "struct<a:string,>",
  "set<string>",
  "string?",
  "decimal(39,2)",
  " string",
  "list<".repeat(100_000),
])("gives nothing for %.30j", (text) => {
  expect(parseDataType(text)).toBeUndefined();
});
