import type { QueryResult } from "./query-result.ts";

const CELL = /(?:"([^"]*(?:""[^"]*)*)")?([,\n])/y;

/**
 * The rows of a result's file as it was written: for a query CSV below its header, else a line each.
 *
 * @throws {SyntaxError} when it isn't such a file
 */
export function readResultFile(text: string, header: boolean): QueryResult["rows"] {
  if (!header) return text === "" ? [] : text.split("\n").map((line) => [line]);
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  for (let at = 0; at < text.length; ) {
    CELL.lastIndex = at;
    const match = CELL.exec(text);
    if (match === null) throw new SyntaxError(`Not the CSV of a result, at character ${at}.`);
    row.push(match[1]?.replaceAll('""', '"') ?? null);
    at += match[0].length;
    if (match[2] === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows.slice(1);
}
