import { type LineFault, lineFault } from "./line-scanner.ts";

/** Columns of a log whose fields a header names. */
export interface HeaderFields {
  /** What each cell is called, in order. */
  readonly names: readonly string[];
  /** Those of the header that no contract of this log knows. */
  readonly unknown: readonly string[];
}

/** The fields of a header, with those that this library does not know. */
export function headerFields(
  fields: readonly string[],
  known: Readonly<Record<string, string>>,
): HeaderFields {
  const names = fields.map((field) => known[field] ?? columnName(field));
  return { names, unknown: names.filter((_, place) => known[fields[place] ?? ""] === undefined) };
}

/** A field's name as a column's: `cs(User-Agent)` is `cs_user_agent`, `log-status` is `log_status`. */
export function columnName(field: string): string {
  return field
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "");
}

/** The fault of a line that has another number of cells than its header. */
export function cellCountFault(received: number, expected: number, header: string): LineFault {
  const count = (cells: number) => (cells === 1 ? "1 field" : `${cells} fields`);
  return lineFault({
    expected: `${count(expected)}, as in ${header}`,
    received: count(received),
    place: `after field ${Math.min(received, expected)}`,
  });
}
