/** A SELECT with one item a line, indented by the given number of spaces. */
export function selectSql(
  columns: readonly string[],
  from: string,
  more: { readonly where?: readonly string[]; readonly groupBy?: readonly string[] } = {},
): string {
  const lines = [`SELECT\n  ${columns.join(",\n  ")}`, `FROM ${from}`];
  if (more.where !== undefined && more.where.length > 0)
    lines.push(`WHERE ${more.where.join("\n  AND ")}`);
  if (more.groupBy !== undefined && more.groupBy.length > 0)
    lines.push(`GROUP BY ${more.groupBy.join(", ")}`);
  return lines.join("\n");
}

/** A query over named steps, each reading from those before it. */
export function withSql(steps: Readonly<Record<string, string>>, last: string): string {
  const named = Object.entries(steps).map(([name, sql]) => `"${name}" AS (\n${indent(sql)}\n)`);
  return `WITH ${named.join(",\n")}\n${last}`;
}

/** Each line two spaces in; what stands in quotes, a name with a line break for one, stays as it is. */
function indent(sql: string): string {
  return sql.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|^/gm, (text, at: number) =>
    at === 0 || sql[at - 1] === "\n" ? `  ${text}` : text,
  );
}
