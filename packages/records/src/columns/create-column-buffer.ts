import type { Column, LeafType } from "@cloudapi/core";
import type { ArrayPool } from "./array-pool.ts";
import type { ColumnBuffer } from "./column-buffer.ts";
import { createLeafBuffer } from "./create-leaf-buffer.ts";
import { createNestedBuffer } from "./create-nested-buffer.ts";

/** An empty buffer for a column's validated values. */
export function createColumnBuffer(column: Column, pool: ArrayPool): ColumnBuffer {
  switch (column.type.kind) {
    case "struct":
    case "list":
    case "map":
      return createNestedBuffer(column, pool);
    default:
      return createFlatBuffer(column.type, column.nullable, pool);
  }
}

function createFlatBuffer(type: LeafType, nullable: boolean, pool: ArrayPool): ColumnBuffer {
  const leaf = createLeafBuffer(type, nullable, pool);
  return {
    append: (value) => leaf.append(value),
    appendFlat: (flat, field, rows) => leaf.appendFlat(flat, field, rows),
    clear: (keep) => leaf.clear(keep),
    leaves: () => [leaf.values()],
  };
}
