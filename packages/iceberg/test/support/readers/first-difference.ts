/** The first row that is not read as it was written; rows in the order of their text, since tables have no other. */
export function firstDifference(
  read: readonly (readonly unknown[])[],
  expected: readonly (readonly unknown[])[],
): unknown {
  for (const [i, rows] of expected.entries()) {
    const [found, written] = [inTextOrder(read[i] ?? []), inTextOrder(rows)];
    const at = written.findIndex((row, n) => row !== found[n]);
    if (at >= 0) return { table: i, row: at, read: found[at], written: written[at] };
    if (found.length > written.length) return { table: i, read: found[written.length] };
  }
  return undefined;
}

function inTextOrder(rows: readonly unknown[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
