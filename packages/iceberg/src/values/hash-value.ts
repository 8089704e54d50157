import { floorDivided } from "./floor-divided.ts";
import type { IcebergValue } from "./iceberg-value.ts";
import { murmur3 } from "./murmur3.ts";
import type { PrimitiveType } from "./primitive-type.ts";
import { bytesOfValue } from "./single-value.ts";

const LONG: PrimitiveType = { kind: "long" };
const DOUBLE: PrimitiveType = { kind: "double" };

/**
 * The hash of a value (Iceberg specification, Appendix B: 32-bit Hash Requirements). Values that are equal hash alike,
 * also when their column is widened later.
 */
export function hashValue(type: PrimitiveType, value: IcebergValue): number {
  return murmur3(hashedBytes(type, value));
}

function hashedBytes(type: PrimitiveType, value: IcebergValue): Uint8Array {
  switch (type.kind) {
    case "boolean":
      return bytesOfValue(LONG, value === true ? 1n : 0n);
    case "int":
    case "date":
      return bytesOfValue(LONG, BigInt(value as number));
    case "float":
    case "double":
      return bytesOfValue(DOUBLE, (value as number) + 0);
    case "timestamp_ns":
    case "timestamptz_ns":
      return bytesOfValue(LONG, floorDivided(value as bigint, 1000n));
    default:
      return bytesOfValue(type, value);
  }
}
