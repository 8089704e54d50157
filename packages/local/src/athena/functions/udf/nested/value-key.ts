import type { DuckDBValue } from "@duckdb/node-api";
import { shapeOf } from "./nested-value.ts";

/** A text that two values share when neither is distinct from the other: nulls are the same, NaNs, and the zeros. */
export function valueKey(value: DuckDBValue): string {
  const shape = shapeOf(value);
  switch (shape.kind) {
    case "null":
      return "null";
    case "list":
      return `[${shape.items.map(valueKey).join(",")}]`;
    case "struct":
      return `(${shape.fields.map(valueKey).join(",")})`;
    case "map": {
      const pairs = shape.entries.map((each) => `${valueKey(each.key)}:${valueKey(each.value)}`);
      return `{${pairs.sort().join(",")}}`;
    }
    case "scalar":
      return typeof shape.value === "string"
        ? JSON.stringify(shape.value)
        : String(typeof shape.value === "number" ? shape.value + 0 : shape.value);
  }
}
