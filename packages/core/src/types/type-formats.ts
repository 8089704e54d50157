import type * as z from "zod";

/** The formats that decide a type: a schema's own (z.iso.date()) and those added by checks (z.string().date()). */
export function typeFormatsOf(def: z.core.$ZodTypeDef): ReadonlySet<string> {
  const formats = new Set<string>();
  for (const each of [def, ...(def.checks ?? []).map((check) => check._zod.def)]) {
    const { format } = each as { format?: unknown };
    if (typeof format === "string" && TYPE_FORMATS.has(format)) formats.add(format);
  }
  return formats;
}

/** The formats that decide the type; the others (email, uuid, ipv4, starts_with...) only narrow it. */
const TYPE_FORMATS = new Set([
  "datetime",
  "date",
  "int32",
  "uint32",
  "safeint",
  "float32",
  "float64",
  "int64",
  "uint64",
]);

/** The definitions of a schema itself and of its checks, either of which may be a format. */
export function formatsIn(def: z.core.$ZodTypeDef): readonly object[] {
  return [def, ...(def.checks ?? []).map((check) => check._zod.def)];
}
