import { expect, it } from "vitest";
import { SCALARS } from "./data-type.ts";
import { formatDataType } from "./format-data-type.ts";
import { parseTypeName } from "./parse-type-name.ts";

it("reads what formatDataType writes", () => {
  const types = [
    ...Object.values(SCALARS),
    { kind: "decimal", precision: 38, scale: 38 } as const,
    { kind: "decimal", precision: 1, scale: 0 } as const,
  ];
  for (const type of types) expect(parseTypeName(formatDataType(type))).toEqual(type);
});

it.each([
  "varchar",
  "toString",
  "__proto__",
  "decimal",
  "decimal(39,0)",
  "decimal(0,0)",
  "decimal(5,6)",
  "list<string>",
  "",
])("names no type: %j", (name) => {
  expect(parseTypeName(name)).toBeUndefined();
});
