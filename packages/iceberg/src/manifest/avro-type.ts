import type { AvroSchema } from "../avro/avro-schema.ts";
import type { IcebergValue } from "../values/iceberg-value.ts";
import type { PrimitiveType } from "../values/primitive-type.ts";
import { bigEndianValue, fixedBigEndian } from "../values/single-value.ts";

/** The type of Avro for a primitive (Iceberg specification, Appendix A: Avro); `id` tells named types apart. */
export function avroType(type: PrimitiveType, id: number): AvroSchema {
  switch (type.kind) {
    case "date":
      return { type: "int", logicalType: "date" };
    case "time":
      return { type: "long", logicalType: "time-micros" };
    case "timestamp":
    case "timestamptz":
      return timeType("micros", type.kind === "timestamptz");
    case "timestamp_ns":
    case "timestamptz_ns":
      return timeType("nanos", type.kind === "timestamptz_ns");
    case "decimal": {
      const { precision, scale } = type;
      const size = decimalBytes(precision);
      const name = `decimal_${precision}_${scale}_${id}`;
      return { type: "fixed", name, size, logicalType: "decimal", precision, scale };
    }
    case "uuid":
      return { type: "fixed", name: `uuid_${id}`, size: 16, logicalType: "uuid" };
    case "fixed":
      return { type: "fixed", name: `fixed_${type.length}_${id}`, size: type.length };
    case "binary":
      return "bytes";
    default:
      return type.kind;
  }
}

function timeType(unit: "micros" | "nanos", isAdjusted: boolean): AvroSchema {
  return { type: "long", logicalType: `timestamp-${unit}`, "adjust-to-utc": isAdjusted };
}

/** The bytes that hold every decimal of so many digits. */
function decimalBytes(precision: number): number {
  return Math.ceil((precision * Math.log2(10) + 1) / 8);
}

/** A value as Avro stores it. */
export function toAvro(type: PrimitiveType, value: IcebergValue | null): unknown {
  if (value === null || type.kind !== "decimal") return value;
  return fixedBigEndian(value as bigint, decimalBytes(type.precision));
}

/** A value that Avro stored; null when there is none, or it is none of the type. */
export function fromAvro(type: PrimitiveType, value: unknown): IcebergValue | null {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case "decimal":
      return value instanceof Uint8Array ? bigEndianValue(value) : null;
    case "int":
    case "date":
      return Number(value);
    case "long":
    case "time":
    case "timestamp":
    case "timestamptz":
    case "timestamp_ns":
    case "timestamptz_ns":
      return BigInt(value as number | bigint);
    default:
      return value as IcebergValue;
  }
}
