import type { DataType, StructField } from "@cloudapi/core";
import { type Comparison, type Row, typeOf } from "./table-reader.ts";

/** The canonical rows for which a comparison is true. */
export function rowsWhere(
  columns: readonly StructField[],
  rows: readonly Row[],
  { column, operator, value }: Comparison,
): Row[] {
  const type = typeOf(columns, column);
  return rows.filter((row) => {
    const found = row[column] as string | number | boolean | null;
    if (operator === "is null") return found === null;
    if (operator === "is not null") return found !== null;
    return found !== null && isTrue(operator, order(type, found, value as typeof found));
  });
}

function isTrue(operator: Comparison["operator"], sign: number): boolean {
  if (operator.includes("=") && sign === 0) return true;
  return operator.startsWith("<") ? sign < 0 : operator.startsWith(">") && sign > 0;
}

type Value = string | number | boolean;

function order(type: DataType, a: Value, b: Value): number {
  // As bytes: engines order texts by code points.
  if (type.kind === "string" || type.kind === "json")
    return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
  const [x, y] = [comparable(type, a), comparable(type, b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function comparable(type: DataType, value: Value): number | bigint | string {
  if (type.kind === "int64") return BigInt(String(value));
  if (type.kind === "decimal") return BigInt(String(value).replace(".", ""));
  return typeof value === "boolean" ? Number(value) : value;
}
