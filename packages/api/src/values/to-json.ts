import type { DataType } from "@cloudapi/core";
import type { Json } from "./json-form.ts";

/** A value of a type, in the form that `jsonSchemaOf` describes. */
export function toJson(value: unknown, type: DataType): Json {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case "list":
      return Array.from(value as Iterable<unknown>, (each) => toJson(each, type.element));
    case "map":
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, toJson(each, type.value)]),
      );
    case "struct":
      return Object.fromEntries(
        type.fields.map((field) => [
          field.name,
          toJson((value as Record<string, unknown>)[field.name], field.type),
        ]),
      );
    case "int32":
      return Number(value);
    case "float":
    case "double":
      return finite(Number(value));
    case "boolean":
      return value === true;
    case "timestamp":
      return instantText(value);
    default:
      return leafText(value);
  }
}

/** JSON has no infinities; a contract's numbers are finite. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function instantText(value: unknown): string {
  return value instanceof Date ? value.toISOString() : leafText(value);
}

function leafText(value: unknown): string {
  return typeof value === "string" ? value : String(value as number | bigint);
}
