import type { CsvHeader } from "../parsing/csv-header.ts";
import { previewValue } from "../report/issue.ts";
import type { Problem } from "../report/problem.ts";

/**
 * What a CSV header says of rows that are mapped: every cell has its name, whatever the contract knows. A name that is
 * there twice names no cell.
 */
export function mappedHeader(
  names: readonly string[],
  place: { readonly line: number; readonly byteOffset: number },
): CsvHeader {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const { line, byteOffset } = place;
  const warnings = [...counts]
    .filter(([name, count]) => count > 1 && name !== "")
    .map(([name, count]): Problem => {
      const message = `The header has the column ${previewValue(name)} ${count} times; map is not given it, since which is meant is not clear. Keep one of them.`;
      return { code: "duplicate_column", message, line, byteOffset };
    });
  const places = new Map(
    names
      .map((name, at) => [name, at] as const)
      .filter(([name]) => name !== "" && counts.get(name) === 1),
  );
  return { width: names.length, places, unknown: [], rowIssues: [], problems: [], warnings };
}
