import type * as z from "zod";

/** What is read of the definition of a schema or a check. */
interface Definition {
  readonly checks?: readonly z.core.$ZodCheck[];
  readonly innerType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly keyType?: z.core.$ZodType;
  readonly fn?: unknown;
  readonly tx?: unknown;
}

/** Whether a schema has a check that is an async function, as far as such a function can be told. */
export function hasAsyncCheck({ _zod }: z.core.$ZodType): boolean {
  const { checks = [], innerType, keyType, options = [] } = _zod.def as Definition;
  const inside = [innerType ?? [], keyType ?? [], options].flat();
  return checks.some(isAsyncCheck) || inside.some(hasAsyncCheck);
}

function isAsyncCheck({ _zod }: z.core.$ZodCheck): boolean {
  const { fn, tx } = _zod.def as Definition;
  return [fn, tx, (_zod as { check: unknown }).check].some(
    (each) => Object.prototype.toString.call(each) === "[object AsyncFunction]",
  );
}
