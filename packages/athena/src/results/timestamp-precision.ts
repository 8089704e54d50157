import type * as z from "zod";

/**
 * How many digits after the second a contract's timestamp field wants (`z.iso.datetime({ precision: 0 })`);
 * `undefined` when any number of them will do.
 */
export function timestampPrecision(schema: z.core.$ZodType): number | undefined {
  let leaf: z.core.$ZodType = schema;
  for (;;) {
    const { innerType } = leaf._zod.def as { innerType?: z.core.$ZodType };
    if (innerType === undefined) break;
    leaf = innerType;
  }
  const def = leaf._zod.def as Format & { checks?: readonly { _zod: { def: Format } }[] };
  const format = [def, ...(def.checks ?? []).map((check) => check._zod.def)].find(
    (each) => each.format === "datetime",
  );
  return format?.precision ?? undefined;
}

interface Format {
  readonly format?: string;
  readonly precision?: number | null;
}

/** Timestamp text with just so many digits after the second, as long as only zeros are added or cut. */
export function withPrecision(text: string, precision: number): string {
  return text.replace(/\.(\d+)Z$/, (whole, digits: string) => {
    if (/[1-9]/.test(digits.slice(precision))) return whole;
    const kept = digits.slice(0, precision).padEnd(precision, "0");
    return precision === 0 ? "Z" : `.${kept}Z`;
  });
}
