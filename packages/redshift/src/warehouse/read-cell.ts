import type { Cell } from "./warehouse.ts";

/**
 * A value of a result from its text, by Redshift's name of its type.
 *
 * @returns `undefined` for text that isn't what its type is written as
 */
export function readCell(type: string, text: string): Cell | undefined {
  switch (type) {
    case "bool":
      return { t: true, true: true, f: false, false: false }[text];
    case "int2":
    case "int4":
      return INTEGER.test(text) ? Number(text) : undefined;
    case "int8":
      return INTEGER.test(text) ? BigInt(text) : undefined;
    case "float4":
    case "float8":
      return text !== "" && (FLOATS.has(text) || !Number.isNaN(Number(text)))
        ? Number(text)
        : undefined;
    case "timestamp":
      return isoTimestamp(text);
    default:
      return text;
  }
}

const INTEGER = /^-?\d{1,20}$/;
const FLOATS = new Set(["NaN", "Infinity", "-Infinity"]);
const TIMESTAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,6})?$/;

/** `2025-01-15 10:30:45.5` as `2025-01-15T10:30:45.500Z`; what has no such form, such as `infinity`, as it is. */
function isoTimestamp(text: string): string {
  const [, date, time, fraction = ""] = TIMESTAMP.exec(text) ?? [];
  if (date === undefined) return text;
  const digits = fraction === "" ? "" : `.${fraction.slice(1).padEnd(3, "0")}`;
  return `${date}T${time}${digits}Z`;
}
