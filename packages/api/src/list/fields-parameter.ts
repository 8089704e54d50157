import type { Column } from "@cloudapi/core";
import * as z from "zod";
import type { Parameter } from "../operation/parameter.ts";

/** `fields`: the columns that are wanted. */
export function fieldsParameter(columns: readonly Column[]): Parameter {
  const names = columns.map(({ name }) => name);
  return {
    name: "fields",
    in: "query",
    description: "The columns that are wanted; default all.",
    schema: z
      .array(z.enum(names, { error: `expected columns among ${names.join(", ")}` }))
      .min(1)
      .refine((given) => new Set(given).size === given.length, "expected each column once")
      .meta({ uniqueItems: true }),
    form: "commas",
  };
}

/** The columns that a request wants, in the order of the contract. */
export function wantedColumns(columns: readonly Column[], fields: unknown): readonly Column[] {
  return fields === undefined
    ? columns
    : columns.filter(({ name }) => (fields as string[]).includes(name));
}
