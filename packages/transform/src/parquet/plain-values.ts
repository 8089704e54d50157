import type { LogicalType } from "@cloudapi/core";
import type { ColumnValues, FixedValues, TextValues } from "../columns/column-values.ts";
import { unscaled } from "../columns/create-column-buffer.ts";

/** A column as hyparquet-writer takes it: one value a row, null where there is none. */
export function plainValues(type: LogicalType, column: ColumnValues): ArrayLike<unknown> {
  return column.kind === "text" ? textValues(type, column) : fixedValues(type, column);
}

function textValues(type: LogicalType, { codes, dictionary }: TextValues): unknown[] {
  const values: readonly unknown[] = type === "string" ? dictionary : dictionary.map(unscaled);
  const plain: unknown[] = new Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    plain[row] = code < 0 ? null : values[code];
  }
  return plain;
}

function fixedValues(type: LogicalType, { values, present }: FixedValues): ArrayLike<unknown> {
  if (present === undefined && type !== "boolean") return values;
  const plain: unknown[] = new Array(values.length);
  for (let row = 0; row < values.length; row++) {
    if (present?.[row] === 0) plain[row] = null;
    else plain[row] = type === "boolean" ? values[row] === 1 : values[row];
  }
  return plain;
}
