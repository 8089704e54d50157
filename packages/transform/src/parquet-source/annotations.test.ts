import type { SchemaElement } from "hyparquet";
import { expect, it } from "vitest";
import { checkAnnotations } from "./annotations.ts";

const timestamp = { type: "TIMESTAMP", unit: "MICROS", isAdjustedToUTC: false } as const;
const check = (element: Omit<SchemaElement, "name">) => checkAnnotations({ name: "a", ...element });

it.each<[Omit<SchemaElement, "name">]>([
  [{ type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "ENUM" } }],
  [{ type: "INT64", converted_type: "TIMESTAMP_MICROS", logical_type: timestamp }],
  [{ type: "INT64", logical_type: timestamp }],
  [{ type: "INT32", converted_type: "TIME_MILLIS" }],
  [{ type: "INT32", logical_type: { type: "NULL" } }],
  [{ type: "INT32", logical_type: { type: "DECIMAL", precision: 9, scale: 2 } }],
  [{ num_children: 1, converted_type: "MAP_KEY_VALUE", logical_type: { type: "MAP" } }],
  [{ type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, logical_type: { type: "UUID" } }],
  [{ type: "FIXED_LEN_BYTE_ARRAY", type_length: 12, converted_type: "INTERVAL" }],
])("takes what goes together (%#)", (element) => {
  expect(() => check(element)).not.toThrow();
});

it.each<[Omit<SchemaElement, "name">, string]>([
  [
    { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "DATE" } },
    "date and also text",
  ],
  [
    { type: "INT64", converted_type: "TIMESTAMP_MILLIS", logical_type: timestamp },
    "timestamp in MICROS and also timestamp in MILLIS",
  ],
  [
    {
      type: "INT64",
      converted_type: "UINT_64",
      logical_type: { type: "INTEGER", bitWidth: 64, isSigned: true },
    },
    "signed integer and also unsigned integer",
  ],
  [{ type: "BYTE_ARRAY", converted_type: "DATE" }, "date that is stored as BYTE_ARRAY"],
  [{ type: "INT32", logical_type: timestamp }, "timestamp in MICROS that is stored as INT32"],
  [{ type: "DOUBLE", converted_type: "DECIMAL" }, "decimal that is stored as DOUBLE"],
  [
    { type: "FIXED_LEN_BYTE_ARRAY", type_length: 15, logical_type: { type: "UUID" } },
    "UUID of 15 bytes",
  ],
  [
    {
      type: "INT32",
      converted_type: "DECIMAL",
      scale: 3,
      logical_type: { type: "DECIMAL", precision: 9, scale: 2 },
    },
    "decimal with the scale 2 and also 3",
  ],
])("refuses what does not (%#)", (element, message) => {
  expect(() => check(element)).toThrow(message);
});
