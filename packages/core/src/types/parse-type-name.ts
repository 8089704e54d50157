import { type LeafType, SCALARS, type ScalarKind } from "./data-type.ts";

/** The text of a type without types inside it, as {@link formatDataType} writes it. */
export type TypeName = ScalarKind | `decimal(${number},${number})`;

const DECIMAL = /^decimal\((\d{1,2}),(\d{1,2})\)$/;

/** The type that a text names, or `undefined` when it names none. */
export function parseTypeName(name: string): LeafType | undefined {
  if (Object.hasOwn(SCALARS, name)) return SCALARS[name as ScalarKind];
  const match = DECIMAL.exec(name);
  const [precision, scale] = [Number(match?.[1]), Number(match?.[2])];
  return precision >= 1 && precision <= 38 && scale <= precision
    ? { kind: "decimal", precision, scale }
    : undefined;
}
