import type * as z from "zod";
import type { DataType } from "../types/data-type.ts";
import {
  AS_IS,
  type Conversion,
  convertDate,
  convertDecimal,
  convertInt64,
  convertNumber,
  convertText,
  convertTimestamp,
} from "./convert-value.ts";
import { takesBigint } from "./takes-bigint.ts";

/** How values get into a column, on both sides of its zod schema. */
export interface ColumnCodec {
  /** What zod is given for a value as it was read, or why that has no place in the column. */
  readonly convert: (value: unknown) => Conversion;
  /** What the column takes for a value that zod gave, which a default or an overwrite may have made. */
  readonly fit: (value: unknown) => Conversion;
}

/**
 * The conversions of a column's type; `leaf` is its schema without wrappers. JSON text, and what has types inside, is
 * converted by the kit of its dataset.
 */
export function columnCodec(type: DataType, leaf: z.core.$ZodType): ColumnCodec {
  switch (type.kind) {
    case "decimal":
      return same((value) => convertDecimal(value, type));
    case "timestamp":
      return same(convertTimestamp);
    case "date":
      return same(convertDate);
    case "int64":
      return takesBigint(leaf) ? same(convertInt64) : numbers("an integer", Number.isSafeInteger);
    case "int32":
      return numbers("an integer", isInt32, "a 32-bit integer");
    case "float":
      return numbers("a finite number", isFloat, "a number that 32 bits hold");
    case "double":
      return numbers("a finite number", Number.isFinite);
    case "boolean":
      return {
        convert: () => AS_IS,
        fit: only((value) => typeof value === "boolean", "a boolean"),
      };
    case "string":
      return { convert: convertText, fit: fitText };
    default:
      throw new TypeError(
        `A column of type ${type.kind} needs the dataset as defineDataset returns it; a copy of it does not do.`,
      );
  }
}

function same(convert: ColumnCodec["convert"]): ColumnCodec {
  return { convert, fit: convert };
}

function numbers(
  type: "a finite number" | "an integer",
  test: (value: unknown) => boolean,
  expected: string = type,
): ColumnCodec {
  return { convert: (value) => convertNumber(value, type), fit: only(test, expected) };
}

/** Values that pass a test, as they are. */
function only(test: (value: unknown) => boolean, expected: string): ColumnCodec["fit"] {
  return (value) => (test(value) ? AS_IS : { code: "invalid_type", expected });
}

function isInt32(value: unknown): boolean {
  return Number.isInteger(value) && value === ((value as number) | 0);
}

function isFloat(value: unknown): boolean {
  return Number.isFinite(value) && Number.isFinite(Math.fround(value as number));
}

function fitText(value: unknown): Conversion {
  return typeof value === "string"
    ? convertText(value)
    : { code: "invalid_type", expected: "text" };
}
