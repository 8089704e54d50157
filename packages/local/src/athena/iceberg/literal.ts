import type { IcebergValue } from "@cloudapi/iceberg";
import { type PrimitiveType, parsePrimitive } from "@cloudapi/iceberg/internal";
import { duckNull, duckString, duckType } from "../types/duck.ts";
import { sqlType } from "./column-type.ts";

/** A value of a table's metadata as a DuckDB constant of the type that SQL has it in. */
export function literal(typeName: string, value: IcebergValue | null | undefined): string {
  const type = sqlType(typeName);
  const primitive = parsePrimitive(typeName);
  if (type === undefined || primitive === undefined) return "NULL";
  if (value === null || value === undefined) return duckNull(type);
  return valueSql(primitive, value, duckType(type));
}

function valueSql(type: PrimitiveType, value: IcebergValue, duck: string): string {
  switch (type.kind) {
    case "date":
      return `(DATE '1970-01-01' + ${Number(value)})`;
    case "timestamp":
      return `make_timestamp(${String(value)})`;
    case "timestamptz":
      return `{'t': make_timestamp(${String(value)}), 'z': 'UTC'}`;
    case "decimal":
      return `CAST('${decimalText(value as bigint, type.scale)}' AS ${duck})`;
    case "string":
      return duckString(value as string);
    case "fixed":
    case "binary":
      return `from_hex('${Buffer.from(value as Uint8Array).toString("hex")}')`;
    default:
      return `CAST('${String(value as number)}' AS ${duck})`;
  }
}

/** The digits of an unscaled number with its point. */
export function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const point = digits.length - scale;
  const fraction = scale === 0 ? "" : `.${digits.slice(point)}`;
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, point)}${fraction}`;
}
