import type { DataType, StructField } from "@cloudapi/core";
import { canonicalRow, inKeyOrder } from "../../../../transform/test/support/nested-cases.ts";
import type { Row } from "./table-reader.ts";

/** A row that was written, in canonical form. */
export function writtenRow(columns: readonly StructField[], row: Readonly<Row>): Row {
  return namedNumbers(canonicalRow(columns, row)) as Row;
}

/** A canonical row with an empty list or map where there is none, since PyIceberg often makes no difference. */
export function nullsAsEmpty(columns: readonly StructField[], row: Readonly<Row>): Row {
  return Object.fromEntries(columns.map(({ name, type }) => [name, nullAsEmpty(type, row[name])]));
}

function nullAsEmpty(type: DataType, value: unknown): unknown {
  if (type.kind === "list")
    return ((value ?? []) as unknown[]).map((each) => nullAsEmpty(type.element, each));
  if (type.kind === "map")
    return ((value ?? []) as [string, unknown][]).map(([key, each]) => [
      key,
      nullAsEmpty(type.value, each),
    ]);
  return type.kind === "struct" && value !== null ? nullsAsEmpty(type.fields, value as Row) : value;
}

/** NaN and the infinities as text, since JSON has none. */
export function namedNumbers(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(namedNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, namedNumbers(each)]));
}

/** A row that a Python program printed by `plain.py`, in canonical form. */
export function pythonRow(columns: readonly StructField[], values: readonly unknown[]): Row {
  return Object.fromEntries(
    columns.map(({ name, type }, i) => [name, fromPython(type, values[i])]),
  );
}

/** Structs and maps are pairs, timestamps microseconds, large integers and special numbers texts. */
function fromPython(type: DataType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case "struct": {
      const fields = new Map(value as [string, unknown][]);
      return pythonRow(
        type.fields,
        type.fields.map(({ name }) => fields.get(name)),
      );
    }
    case "list":
      return (value as unknown[]).map((element) => fromPython(type.element, element));
    case "map":
      return inKeyOrder(
        (value as [string, unknown][]).map(([key, each]) => [key, fromPython(type.value, each)]),
      );
    case "int64":
      return String(value as string | number);
    case "float":
      return typeof value === "number" ? Math.fround(value) : value;
    // Spark may give more digits than there are, all of them zero.
    case "decimal":
      return (value as string).replace(new RegExp(`(\\.\\d{${type.scale}})0+$`), "$1");
    case "timestamp":
      return instantOf(BigInt(value as string));
    default:
      return value;
  }
}

/** Microseconds since 1970 as ISO 8601: milliseconds, unless there is more. */
function instantOf(micros: bigint): string {
  const rest = ((micros % 1000n) + 1000n) % 1000n;
  const text = new Date(Number((micros - rest) / 1000n)).toISOString();
  return rest === 0n ? text : text.replace("Z", `${String(rest).padStart(3, "0")}Z`);
}
