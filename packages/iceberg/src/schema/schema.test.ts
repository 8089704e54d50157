import type { DataType, StructField } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import type { IcebergSchema } from "../metadata/iceberg-schema.ts";
import { evolveSchema } from "./evolve-schema.ts";
import { fieldIdsOf } from "./field-ids-of.ts";
import { fieldOfPath, fieldsById } from "./fields-by-id.ts";
import { assignIds } from "./iceberg-type.ts";

const column = (name: string, type: DataType, nullable = false): StructField => ({
  name,
  type,
  nullable,
});
const int32: DataType = { kind: "int32" };
const int64: DataType = { kind: "int64" };
const text: DataType = { kind: "string" };
const list = (element: DataType, elementNullable = false): DataType => ({
  kind: "list",
  element,
  elementNullable,
});
const struct = (...fields: StructField[]): DataType => ({ kind: "struct", fields });

const ORDERS = [
  column("id", int64),
  column("customer", struct(column("name", text), column("tier", int32, true)), true),
  column("items", list(struct(column("price", { kind: "decimal", precision: 9, scale: 2 })))),
  column("counts", { kind: "map", value: int32, valueNullable: true }, true),
];

function schemaOf(columns: readonly StructField[], docs?: Record<string, string>): IcebergSchema {
  let last = 0;
  const fields = assignIds(columns, () => ++last).map((field) => {
    const doc = docs?.[field.name];
    return doc === undefined ? field : { ...field, doc };
  });
  return { type: "struct", "schema-id": 0, fields };
}

/** The id and whether it is required of each path. */
function shapeOf(schema: IcebergSchema): Record<string, unknown> {
  return Object.fromEntries(
    [...fieldsById(schema).values()].map(({ path, id, type, required }) => [
      path,
      `${id} ${typeof type === "string" ? type : type.type}${required ? "" : "?"}`,
    ]),
  );
}

it("gives every field an id, those of a level before those inside", () => {
  const schema = schemaOf(ORDERS, { id: "the order's number" });
  expect(schema.fields[0]?.doc).toBe("the order's number");
  expect(shapeOf(schema)).toEqual({
    id: "1 long",
    customer: "2 struct?",
    "customer.name": "5 string",
    "customer.tier": "6 int?",
    items: "3 list",
    "items.element": "7 struct",
    "items.element.price": "8 decimal(9, 2)",
    counts: "4 map?",
    "counts.key": "9 string",
    "counts.value": "10 int?",
  });
  expect(fieldsById(schema).get(8)?.isRepeated).toBe(true);
  expect(fieldOfPath(schema, "customer.tier")?.id).toBe(6);
  expect(fieldOfPath(schema, "items.element")).toBeUndefined();
});

describe("the ids of a contract's columns", () => {
  it("are those of the table, in the contract's order", () => {
    expect(fieldIdsOf(schemaOf(ORDERS).fields, [...ORDERS].reverse())).toEqual([
      { id: 4, inside: [{ id: 9 }, { id: 10 }] },
      { id: 3, inside: [{ id: 7, inside: [{ id: 8 }] }] },
      { id: 2, inside: [{ id: 5 }, { id: 6 }] },
      { id: 1 },
    ]);
  });

  it.each<[string, StructField, string]>([
    ["no such column", column("other", int32), "the table has no column other"],
    ["a wider type", column("id", { kind: "double" }), "id is double in the contract and long"],
    ["null", column("id", int64, true), "id may be null in the contract"],
    ["another shape", column("items", text), "items is string in the contract and list"],
    ["another element", column("items", list(int32)), "items[] is int in the contract and struct"],
    ["null inside", column("items", list(struct(), true)), "items[] may be null"],
    [
      "a map for a list",
      column("items", { kind: "map", value: int32, valueNullable: false }),
      "items is a map in the contract and list",
    ],
  ])("are refused where the table has %s", (_, wrong, message) => {
    expect(() => fieldIdsOf(schemaOf(ORDERS).fields, [wrong])).toThrow(message);
  });

  it("are not taken where a table's map has keys that are no text", () => {
    const { fields } = schemaOf(ORDERS);
    const foreign = fields.map((field) =>
      typeof field.type !== "string" && field.type.type === "map"
        ? { ...field, type: { ...field.type, key: "int" } }
        : field,
    );
    expect(() => fieldIdsOf(foreign, ORDERS)).toThrow(
      "keys of counts are text in the contract and int in the table",
    );
  });

  it("take values of a narrower type", () => {
    expect(fieldIdsOf(schemaOf(ORDERS).fields, [column("id", int32)])).toEqual([{ id: 1 }]);
  });
});

describe("a schema that follows its contract", () => {
  const before = schemaOf(ORDERS, { id: "a number" });

  it("keeps ids over order, width, null and names, and gives new ones that no column had", () => {
    const after = [
      column(
        "items",
        list(
          struct(
            column("price", { kind: "decimal", precision: 12, scale: 2 }, true),
            column("sku", text),
          ),
          true,
        ),
      ),
      column("number", int64, true),
      column("customer", struct(column("tier", int64), column("full_name", text))),
      column("placed", struct(column("at", { kind: "timestamp" }))),
    ];
    const { schema, lastColumnId } = evolveSchema(before, {
      columns: after,
      lastColumnId: 10,
      renames: { number: "id", "customer.full_name": "customer.name" },
    });
    expect(schema["schema-id"]).toBe(1);
    expect(lastColumnId).toBe(13);
    expect(schema.fields.some(({ doc }) => doc !== undefined)).toBe(false);
    expect(shapeOf(schema)).toEqual({
      items: "3 list",
      "items.element": "7 struct?",
      "items.element.price": "8 decimal(12, 2)?",
      "items.element.sku": "12 string?",
      number: "1 long?",
      customer: "2 struct?",
      "customer.tier": "6 long?",
      "customer.full_name": "5 string",
      placed: "11 struct?",
      "placed.at": "13 timestamp",
    });
  });

  it("has the columns that rows are told apart by, as engines set them", () => {
    const identified = { ...before, "identifier-field-ids": [1] };
    const evolve = (columns: StructField[]) =>
      evolveSchema(identified, { columns, lastColumnId: 10 });
    const more = evolve([...ORDERS, column("note", text)]);
    expect(more.schema["identifier-field-ids"]).toEqual([1]);
    for (const columns of [ORDERS.slice(1), [column("id", int64, true), ...ORDERS.slice(1)]])
      expect(() => evolve(columns)).toThrow("id identifies rows, and is gone or may be null");
  });

  it("does not change for a contract that became narrower", () => {
    const columns = [column("id", int32), ...ORDERS.slice(1)];
    const { schema } = evolveSchema(before, {
      columns,
      lastColumnId: 10,
      docs: { id: "a number" },
    });
    expect(schema.fields).toEqual(before.fields);
  });

  it("is refused where rows would not be read right, with all that is wrong", () => {
    const columns = [
      column("id", text),
      column("customer", text),
      column("items", list(struct(column("price", { kind: "decimal", precision: 9, scale: 3 })))),
      column("counts", list(int32)),
    ];
    const evolve = () => evolveSchema(before, { columns, lastColumnId: 10 });
    expect(evolve).toThrow(
      "id was long, is string; customer was a struct, is string; items[].price was decimal(9, 2), is decimal(9, 3); counts was a map, is list",
    );
    expect(evolve).toThrow(expect.objectContaining({ code: "SCHEMA_CANNOT_EVOLVE" }));
  });
});
