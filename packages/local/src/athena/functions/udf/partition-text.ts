import type { IcebergValue } from "@cloudapi/iceberg";
import {
  applyTransform,
  type PrimitiveType,
  parsePrimitive,
  parseTransform,
} from "@cloudapi/iceberg/internal";
import { remember } from "./remember.ts";

const transformOf = remember((text: string) => required(parseTransform(text), text));
const primitiveOf = remember((text: string) => required(parsePrimitive(text), text));

function required<T>(value: T | undefined, text: string): T {
  if (value === undefined) throw new Error(`${text} is neither a transform nor a type of Iceberg.`);
  return value;
}

/** What a transform makes of a value: both as texts, as `valueOfText` reads them. */
export function partitionText(transform: string, type: string, text: string): string | null {
  const source = primitiveOf(type);
  const value = applyTransform(transformOf(transform), source, valueOfText(source, text));
  return value === null ? null : textOfValue(value);
}

function textOfValue(value: IcebergValue): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value);
}

const INFINITE: Readonly<Record<string, number>> = { inf: Infinity, "-inf": -Infinity };

/** A value of its text: of times their microseconds, of dates their days, of decimals their digits, of bytes pairs of hexadecimal digits. */
export function valueOfText({ kind }: PrimitiveType, text: string): IcebergValue {
  switch (kind) {
    case "string":
      return text;
    case "boolean":
      return text === "true";
    case "int":
    case "date":
    case "float":
    case "double":
      return INFINITE[text] ?? Number(text);
    case "binary":
    case "fixed":
    case "uuid":
      return Buffer.from(text, "hex");
    default:
      return BigInt(text);
  }
}
