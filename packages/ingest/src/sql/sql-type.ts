import { decimal, json } from "@cloudapi/core";
import * as z from "zod";
import type { TypeVerdict } from "../source/source-table.ts";
import { withinFloats } from "./short-float.ts";

/** What becomes of one type of a SQL server: its place in the contract, and how its values are asked for and read. */
export interface SqlType {
  readonly verdict: TypeVerdict;
  readonly how: string;
  readonly schema: z.core.$ZodType;
  readonly code: string;
  /** The canonical value of the server's text; without it the text is the value. What it can't read it gives back, for the check to refuse. */
  readonly decode?: ((text: string) => unknown) | undefined;
  /** What the text is that `decode` reads, where it can be read from its bytes with the same outcome. */
  readonly form?: TextForm | undefined;
  /** Values come as bytes, and stay so. */
  readonly isBytes?: boolean;
  /** What is asked of the server in place of the column itself. */
  readonly select?: ((column: string) => string) | undefined;
  /** How rows are ordered by it: as the server does, by bytes of text, or not at all. */
  readonly order: "server" | "text" | "none";
  /** Null may come from a column without nulls, such as from a date of zeros. */
  readonly givesNull?: boolean;
}

/** What a text is: itself, a number that a double holds, an integer of 64 bits, `t` or `f`, a date and time in UTC. */
export type TextForm = "text" | "number" | "integer" | "boolean" | "instant";

/** Whether values come as bytes that are no text. */
export function isRawType({ isBytes, decode }: SqlType): boolean {
  return isBytes === true && decode === undefined;
}

/** The most values an enumeration may have to be one in the contract. */
const MOST_LABELS = 1000;
const JSON_BYTES = 64 * 1024 * 1024;

export const int32: SqlType = {
  verdict: "exact",
  how: "An integer of 32 bits.",
  schema: z.int32(),
  code: "z.int32()",
  decode: Number,
  form: "number",
  order: "server",
};

export const uint32: SqlType = {
  verdict: "exact",
  how: "An integer of 64 bits.",
  schema: z.uint32(),
  code: "z.uint32()",
  decode: Number,
  form: "number",
  order: "server",
};

export const int64: SqlType = {
  verdict: "exact",
  how: "An integer of 64 bits.",
  schema: z.int64(),
  code: "z.int64()",
  decode: readBigInt,
  form: "integer",
  order: "server",
};

export const float64: SqlType = {
  verdict: "exact",
  how: "A double, zero without a sign; rows with NaN or an infinity, which no column holds, are rejected.",
  schema: z.number(),
  code: "z.number()",
  decode: Number,
  form: "number",
  order: "server",
};

export const float32: SqlType = {
  verdict: "exact",
  how: "A float, zero without a sign; rows with NaN or an infinity, which no column holds, are rejected.",
  schema: z.float32(),
  code: "z.float32()",
  decode: (value) => withinFloats(Number(value)),
  form: "number",
  order: "server",
};

export const text: SqlType = {
  verdict: "exact",
  how: "Text.",
  schema: z.string(),
  code: "z.string()",
  order: "text",
};

export const bytes: SqlType = {
  verdict: "converted",
  how: "Bytes, which have no column type: text by the rule of the target.",
  schema: z.string(),
  code: "z.string()",
  isBytes: true,
  order: "server",
};

export const jsonText: SqlType = {
  verdict: "exact",
  how: "JSON as text, with its numbers unrounded.",
  schema: json({ maxBytes: JSON_BYTES }),
  code: `json({ maxBytes: ${JSON_BYTES} })`,
  order: "none",
};

/** An integer of any size; other text as it is. */
export function readBigInt(value: string): bigint | string {
  try {
    return BigInt(value);
  } catch {
    return value;
  }
}

/** Another type as the text that `how` speaks of. */
export function asText(how: string, order: SqlType["order"] = "server"): SqlType {
  return { ...text, verdict: "converted", how, order };
}

/** Decimals where a column holds so many digits, and else their text. */
export function decimalType(precision: number, scale: number): SqlType {
  if (precision < 1 || precision > 38 || scale < 0 || scale > precision)
    return asText("The exact number as text: a decimal column has at most 38 digits.");
  return {
    verdict: "exact",
    how: "An exact decimal number.",
    schema: decimal(precision, scale),
    code: `decimal(${precision}, ${scale})`,
    order: "server",
  };
}

/** One text of several; any text where they are none or too many to list. */
export function enumType(labels: readonly string[]): SqlType {
  if (labels.length === 0 || labels.length > MOST_LABELS) return { ...text, order: "server" };
  return {
    verdict: "exact",
    how: "Text, one of the values that the type has now; rows with another are rejected.",
    schema: z.enum(labels),
    code: `z.enum(${JSON.stringify(labels)})`,
    order: "server",
  };
}

/** A list of what another type is. */
export function listType(element: SqlType): Pick<SqlType, "schema" | "code" | "order"> {
  return {
    schema: z.array(z.nullable(element.schema)),
    code: `z.array(${element.code}.nullable())`,
    order: "none",
  };
}
