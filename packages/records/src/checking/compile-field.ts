import type { Column } from "@cloudapi/core";
import {
  type ColumnCodec,
  columnCodec,
  type TextLimit,
  textLimit,
  unwrapSchema,
} from "@cloudapi/core/internal";
import type { $ZodType } from "zod/v4/core";
import { fastAccept } from "./fast-accept.ts";

/** How a field of a record is checked: converted to what zod expects, judged by its zod schema, fitted to its column. */
export interface FieldChecker extends ColumnCodec {
  readonly name: string;
  readonly nullable: boolean;
  /** What zod is given for an absent field: nothing, `null`, or nothing in place of which there is a default or a fault. */
  readonly absent: "omit" | "null" | "default" | "missing";
  readonly defaultValue: (() => unknown) | undefined;
  /** Says yes only to converted values that the schema takes as they are; absent where only the schema can tell. */
  readonly passes: ((value: unknown) => boolean) | undefined;
  /** How long a text may be that is shown to the schema. */
  readonly limit: TextLimit | undefined;
  /** Whether the row has the text as it was written, not as zod was given it. */
  readonly keepsText: boolean;
  /** Whether a number has to be read from its text, since a double may have rounded it. */
  readonly exact: boolean;
}

const EXACT = new Set(["decimal", "int32", "int64"]);

/** Compile one field of a contract. */
export function compileField({ name, nullable, type }: Column, field: $ZodType): FieldChecker {
  const unwrapped = unwrapSchema(field);
  return {
    name,
    nullable,
    ...columnCodec(type, unwrapped.leaf),
    absent: absentOf(unwrapped),
    defaultValue: unwrapped.defaultValue,
    passes: fastAccept(field, type),
    limit: textLimit(unwrapped.leaf),
    keepsText: type.kind === "timestamp",
    exact: EXACT.has(type.kind),
  };
}

function absentOf(field: ReturnType<typeof unwrapSchema>): FieldChecker["absent"] {
  if (field.defaultValue !== undefined) return "default";
  if (field.optional) return "omit";
  return field.nullable ? "null" : "missing";
}
