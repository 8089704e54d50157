import type { Column } from "@cloudapi/core";
import {
  type Absent,
  absentOf,
  type ColumnCodec,
  columnCodec,
  type NestedField,
  type NestedKit,
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
  /** What zod is given for an absent field. */
  readonly absent: Absent;
  readonly defaultValue: (() => unknown) | undefined;
  /** Says yes only to converted values that the schema takes as they are; absent where only the schema can tell. */
  readonly passes: ((value: unknown) => boolean) | undefined;
  /** How long a text may be that is shown to the schema. */
  readonly limit: TextLimit | undefined;
  /** Whether the row has the text as it was written, not as zod was given it. */
  readonly keepsText: boolean;
  /** Reads the column when it has others inside. */
  readonly nested: NestedField | undefined;
}

/** Compile one field of a contract. */
export function compileField(
  { name, nullable, type }: Column,
  field: $ZodType,
  kit: NestedKit | undefined,
): FieldChecker {
  const unwrapped = unwrapSchema(field);
  const nested = kit?.compile({ name, type, field, passesOf: fastAccept });
  return {
    name,
    nullable,
    ...(nested ?? columnCodec(type, unwrapped.leaf)),
    absent: absentOf(unwrapped),
    defaultValue: unwrapped.defaultValue,
    passes: nested === undefined ? fastAccept(field, type) : nested.passes,
    limit: textLimit(unwrapped.leaf),
    keepsText: type.kind === "timestamp",
    nested,
  };
}
