import { expect, it } from "vitest";
import { parquetSchema } from "./parquet-schema.ts";

it("lists a nested column depth first, in the standard three levels", () => {
  const schema = parquetSchema([
    { name: "id", type: { kind: "int64" }, nullable: false },
    {
      name: "items",
      nullable: true,
      type: {
        kind: "list",
        elementNullable: false,
        element: {
          kind: "struct",
          fields: [{ name: "sku", type: { kind: "string" }, nullable: true }],
        },
      },
    },
  ]);
  expect(
    schema.map(({ name, repetition_type, num_children, type, converted_type }) =>
      [name, repetition_type, num_children, type, converted_type].filter(Boolean).join(" "),
    ),
  ).toEqual([
    "schema 2",
    "id REQUIRED INT64",
    "items OPTIONAL 1 LIST",
    "list REPEATED 1",
    "element REQUIRED 1",
    "sku OPTIONAL BYTE_ARRAY UTF8",
  ]);
});
