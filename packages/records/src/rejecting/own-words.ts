import { type $ZodType, config } from "zod/v4/core";

interface Definition {
  readonly error?: unknown;
  readonly innerType?: $ZodType;
  readonly options?: readonly $ZodType[];
  readonly checks?: readonly { readonly _zod: { readonly def: object } }[];
}

/** Whether a field's schema, or zod as it is configured, may say what is wrong with a value in words of its own. */
export function hasOwnWords(schema: $ZodType): boolean {
  if (config().customError !== undefined) return true;
  const { error, innerType, options = [], checks = [] } = schema._zod.def as Definition;
  return (
    error !== undefined ||
    checks.some(({ _zod }) => (_zod.def as Definition).error !== undefined) ||
    (innerType !== undefined && hasOwnWords(innerType)) ||
    options.some(hasOwnWords)
  );
}
