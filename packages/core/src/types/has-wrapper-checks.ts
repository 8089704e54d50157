import type { $ZodType } from "zod/v4/core";

/** Whether a wrapper around `leaf` has a check beside it, as in `.optional().refine()`: only functions can stand there. */
export function hasWrapperChecks(schema: $ZodType, leaf: $ZodType): boolean {
  for (let each = schema; each !== leaf; ) {
    const def = each._zod.def as { checks?: readonly unknown[]; innerType?: $ZodType };
    if ((def.checks ?? []).length > 0) return true;
    each = def.innerType ?? leaf;
  }
  return false;
}
