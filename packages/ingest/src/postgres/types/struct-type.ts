import { putField } from "@cloudapi/core/internal";
import * as z from "zod";
import type { SqlType } from "../../sql/sql-type.ts";
import { parseCompositeText } from "./composite-text.ts";

/** A field of a composite type. */
export interface StructField {
  readonly name: string;
  readonly type: SqlType;
}

const NAME = /^[A-Za-z0-9_]{1,255}$/;

/** Whether fields of a contract may have these names, whose case Athena ignores. */
export function areFieldNames(names: readonly string[]): boolean {
  const isEach = names.every((name) => NAME.test(name) && !(name in Object.prototype));
  const distinct = new Set(names.map((name) => name.toLowerCase()));
  return isEach && names.length > 0 && distinct.size === names.length;
}

/** A struct of fields, each of which may be null. */
export function structType(fields: readonly StructField[]): SqlType {
  const schemas = fields.map(({ name, type }) => [name, z.nullable(type.schema)] as const);
  const codes = fields.map(({ name, type }) => `${propertyOf(name)}: ${type.code}.nullable()`);
  return {
    verdict: worstOf(fields),
    how: ["A struct.", ...fields.filter(isOther).map(saidOf)].join(" "),
    schema: z.object(Object.fromEntries(schemas)),
    code: `z.object({ ${codes.join(", ")} })`,
    order: "none",
    decode: (text) => readStruct(text, fields),
  };
}

/** What is said of a struct is what is not said of exact fields. */
function isOther({ type }: StructField): boolean {
  return type.verdict !== "exact";
}

function saidOf({ name, type }: StructField): string {
  return `${name}: ${type.how}`;
}

function worstOf(fields: readonly StructField[]): SqlType["verdict"] {
  const verdicts = new Set(fields.map(({ type }) => type.verdict));
  return (["refused", "lossy", "converted"] as const).find((each) => verdicts.has(each)) ?? "exact";
}

function propertyOf(name: string): string {
  return /^\d/.test(name) ? JSON.stringify(name) : name;
}

/** What isn't a row of so many fields stays text, for the check to refuse. */
function readStruct(text: string, fields: readonly StructField[]): unknown {
  const values = parseCompositeText(text);
  if (values?.length !== fields.length) return text;
  const struct = {};
  for (const [at, { name, type }] of fields.entries()) {
    const value = values[at] ?? null;
    putField(struct, name, value === null || !type.decode ? value : type.decode(value));
  }
  return struct;
}
