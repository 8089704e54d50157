import type * as z from "zod";

/** Whether a schema takes bigints, as `z.int64()` does, and not numbers, as `z.int()` does. */
export function takesBigint(schema: z.core.$ZodType): boolean {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  return def.type === "bigint" || (def.type === "union" && def.options.some(takesBigint));
}
