import type { Column, DataType } from "@cloudapi/core";
import type { Json } from "./json-form.ts";
import { parameterForm } from "./parameter-form.ts";

/** A value of a type in a response, for the document. */
function exampleValue(type: DataType): Json {
  switch (type.kind) {
    case "json":
      return '{"a":1}';
    case "timestamp":
      return "2025-01-15T10:30:00.000Z";
    case "list":
      return [exampleValue(type.element)];
    case "map":
      return { a: exampleValue(type.value) };
    case "struct":
      return exampleRow(type.fields);
    default:
      return parameterForm(type)?.example ?? null;
  }
}

/** A row of columns, for the document. */
export function exampleRow(columns: readonly Column[]): Record<string, Json> {
  return Object.fromEntries(columns.map(({ name, type }) => [name, exampleValue(type)]));
}
