import type { FieldChecker } from "../checking/compile-field.ts";

/** The value of a column with others inside as a row has it, of JSON text that is known to fit. */
export function nestedValue({ name, nested }: FieldChecker, text: string): unknown {
  const row: Record<string, unknown> = {};
  nested?.read(JSON.parse(text), {
    row,
    isQuick: true,
    truncated: 0,
    inside: undefined,
    dropped: undefined,
  });
  return row[name];
}
