import type { QueryResult } from "./query-result.ts";

/**
 * The rows of a result's file as it was written: for a query CSV below its header, else a line each.
 *
 * @throws {SyntaxError} when it isn't such a file
 */
export function readResultFile(text: string, header: boolean): QueryResult["rows"] {
  if (!header) return text === "" ? [] : text.split("\n").map((line) => [line]);
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  for (let at = 0; at < text.length; at++) {
    const cell = text[at] === '"' ? quoted(text, at) : { value: null, end: at };
    row.push(cell.value);
    at = cell.end;
    if (text[at] === ",") continue;
    if (text[at] !== "\n") throw new SyntaxError(`Not the CSV of a result, at character ${at}.`);
    rows.push(row);
    row = [];
  }
  return rows.slice(1);
}

/** A value from its opening quote to past its closing one. */
function quoted(text: string, from: number): { value: string; end: number } {
  let end = text.indexOf('"', from + 1);
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  if (end < 0) throw new SyntaxError(`A value without an end, from character ${from}.`);
  return { value: text.slice(from + 1, end).replaceAll('""', '"'), end: end + 1 };
}
