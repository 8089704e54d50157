import type * as z from "zod";
import type { ContractIssue } from "./contract-error.ts";
import { hasAsyncCheck } from "./has-async-check.ts";

/** What is wrong with the schema as a whole, before its fields are looked at. */
export function objectIssues(schema: unknown): ContractIssue[] {
  const def = (schema as Partial<z.core.$ZodObject> | undefined)?._zod?.def;
  if (def?.type !== "object") {
    const found = def === undefined ? "" : `, not z.${String(def.type)}()`;
    return [
      {
        field: undefined,
        message: `schema must be a z.object() or z.strictObject() of zod 4${found}`,
      },
    ];
  }
  const catchall = (def.catchall as z.core.$ZodTypes | undefined)?._zod.def.type;
  if (catchall !== undefined && catchall !== "never") {
    return [
      {
        field: undefined,
        message:
          "unknown fields have no column to go to; use z.object(), which drops and counts them, or z.strictObject(), which rejects the record",
      },
    ];
  }
  if (Object.getOwnPropertySymbols(def.shape).length > 0) {
    return [{ field: undefined, message: "a field's name must be text; a file has no symbols" }];
  }
  if (hasAsyncCheck(schema as z.core.$ZodObject)) {
    return [
      { field: undefined, message: "asynchronous checks can't be run; use synchronous ones" },
    ];
  }
  if (Object.keys(def.shape).length === 0) {
    return [
      { field: undefined, message: "schema has no fields; a dataset needs at least one column" },
    ];
  }
  return [];
}
