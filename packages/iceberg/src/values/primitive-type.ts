/** The primitives of Iceberg that need no more than their name. */
const NAMES = [
  "boolean",
  "int",
  "long",
  "float",
  "double",
  "date",
  "time",
  "timestamp",
  "timestamptz",
  "timestamp_ns",
  "timestamptz_ns",
  "string",
  "uuid",
  "binary",
] as const;

/** A primitive type of Iceberg, taken apart. */
export type PrimitiveType =
  | { readonly kind: (typeof NAMES)[number] }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "fixed"; readonly length: number };

const DECIMAL = /^decimal\(\s*(\d+)\s*,\s*(\d+)\s*\)$/;
const FIXED = /^fixed\[\s*(\d+)\s*\]$/;

/** The primitive of a name, such as `decimal(9, 2)`; `undefined` for a name that is none, as of later versions. */
export function parsePrimitive(name: string): PrimitiveType | undefined {
  const known = NAMES.find((each) => each === name);
  if (known !== undefined) return { kind: known };
  const [, precision, scale] = DECIMAL.exec(name) ?? [];
  if (precision !== undefined)
    return { kind: "decimal", precision: Number(precision), scale: Number(scale) };
  const [, length] = FIXED.exec(name) ?? [];
  return length === undefined ? undefined : { kind: "fixed", length: Number(length) };
}

/** The name of a primitive. */
export function formatPrimitive(type: PrimitiveType): string {
  if (type.kind === "decimal") return `decimal(${type.precision}, ${type.scale})`;
  return type.kind === "fixed" ? `fixed[${type.length}]` : type.kind;
}
