import type { IcebergValue } from "./iceberg-value.ts";
import type { PrimitiveType } from "./primitive-type.ts";

/** The bytes of a value (Iceberg specification, Appendix D: Single-value serialization, Binary). */
export function bytesOfValue(type: PrimitiveType, value: IcebergValue): Uint8Array {
  switch (type.kind) {
    case "boolean":
      return Uint8Array.of(value === true ? 1 : 0);
    case "int":
    case "date":
      return written(4, (view) => view.setInt32(0, value as number, true));
    case "float":
      return written(4, (view) => view.setFloat32(0, value as number, true));
    case "double":
      return written(8, (view) => view.setFloat64(0, value as number, true));
    case "decimal":
      return bigEndianBytes(value as bigint);
    case "string":
      return Uint8Array.from(Buffer.from(value as string, "utf8"));
    case "uuid":
    case "fixed":
    case "binary":
      return value as Uint8Array;
    default:
      return written(8, (view) => view.setBigInt64(0, value as bigint, true));
  }
}

/** The value of bytes; `undefined` when the bytes are none of the type. */
export function valueOfBytes(type: PrimitiveType, bytes: Uint8Array): IcebergValue | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (type.kind) {
    case "boolean":
      return bytes.length === 1 ? bytes[0] !== 0 : undefined;
    case "int":
    case "date":
      return bytes.length === 4 ? view.getInt32(0, true) : undefined;
    case "float":
      return bytes.length === 4 ? view.getFloat32(0, true) : undefined;
    case "double":
      // A column that was float has bounds of 4 bytes.
      if (bytes.length === 4) return view.getFloat32(0, true);
      return bytes.length === 8 ? view.getFloat64(0, true) : undefined;
    case "decimal":
      return bytes.length === 0 ? undefined : bigEndianValue(bytes);
    case "string":
      return Buffer.from(bytes).toString("utf8");
    case "uuid":
      return bytes.length === 16 ? bytes : undefined;
    case "fixed":
    case "binary":
      return bytes;
    default:
      // A column that was int has bounds of 4 bytes.
      if (bytes.length === 4) return BigInt(view.getInt32(0, true));
      return bytes.length === 8 ? view.getBigInt64(0, true) : undefined;
  }
}

function written(length: number, write: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  write(new DataView(bytes.buffer));
  return bytes;
}

/** Two's complement, the highest byte first, in as many bytes as it needs. */
function bigEndianBytes(value: bigint): Uint8Array {
  let length = 1;
  while (BigInt.asIntN(length * 8, value) !== value) length++;
  return fixedBigEndian(value, length);
}

/** Two's complement of a length, the highest byte first. */
export function fixedBigEndian(value: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let at = length - 1; at >= 0; at--) {
    bytes[at] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

/** The number of two's complement, the highest byte first. */
export function bigEndianValue(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}
