import type { Column, DataType } from "@cloudapi/core";
import type { $ZodType } from "zod/v4/core";
import type { FieldChecker } from "../checking/compile-field.ts";
import { type ByteTest, type TextRule, testOfRule, textRule } from "./byte-test.ts";
import { type NumberRule, numberRule } from "./number-rule.ts";
import { takesAll } from "./takes-all.ts";
import { type TypedRule, typedRule } from "./typed-rule.ts";

/** A field. */
export interface FlatField {
  readonly checker: FieldChecker;
  /** The type of its column. */
  readonly type: DataType["kind"];
  readonly kind: FlatKind;
  /** Whether a record may lack it, without a default. */
  readonly mayLack: boolean;
  /** Whether its schema takes every value that its column's type has. */
  readonly takesAll: boolean;
  /** Says yes only to texts that fit, by their bytes; absent where only their characters tell, and where they are no texts. */
  readonly byteTest: ByteTest | undefined;
  /** What that test asks. */
  readonly textRule: TextRule | undefined;
  /** Numbers that fit; absent where only the schema tells, and where values are no numbers. */
  readonly numberRule: NumberRule | undefined;
  /** Values of other types that are known by their bytes; absent where only the schema tells. */
  readonly typed: TypedRule | undefined;
}

/** How a field's values are held. */
export type FlatKind =
  /** As their bytes. */
  | "text"
  /** As their bytes, and in numbers: milliseconds, and days, since 1970-01-01. */
  | "instant"
  | "date"
  /** As numbers; of booleans 0 and 1. */
  | "number"
  | "boolean"
  /** As integers of 64 bits, of which a row has bigints or numbers. */
  | "integer"
  /** As integers of 64 bits: the digits without the point, of which there are all that the type has. */
  | "decimal"
  /** As their bytes, and as entries of their leaves. */
  | "nested"
  /** As what they were converted to, one by one. */
  | "other";

/** A field of a type, whose values are held as they are in JSON where nothing else is said. */
export function flatField(
  column: Column,
  schema: $ZodType,
  checker: FieldChecker,
  kind: FlatKind = kindOf(column.type, schema),
): FlatField {
  const rule = ruleOf(schema, column, checker);
  return {
    checker,
    type: column.type.kind,
    kind,
    mayLack: checker.absent === "omit" || checker.absent === "null",
    takesAll: takesAll(schema, column.type),
    byteTest: rule && testOfRule(rule),
    textRule: rule,
    numberRule: numberRule(schema),
    typed: typedRule(schema, column.type),
  };
}

/** How values of JSON are held. */
function kindOf(type: DataType, schema: $ZodType): FlatKind {
  const { kind } = type;
  if (kind === "string") return "text";
  if (kind === "int32" || kind === "double" || kind === "float") return "number";
  return typedRule(schema, type)?.kind ?? "other";
}

/** A text that is longer than its field's limit is not shown to its schema. */
function ruleOf(schema: $ZodType, { type }: Column, { limit }: FieldChecker): TextRule | undefined {
  const rule = type.kind === "string" ? textRule(schema) : undefined;
  if (rule === undefined || limit === undefined) return rule;
  return { ...rule, most: Math.min(rule.most, limit.length) };
}
