import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const PAGE = fileURLToPath(new URL("../../../../docs/every-type.md", import.meta.url));

/** A type as a page tells of it. */
export interface ToldType {
  readonly type: string;
  readonly verdict: string;
  readonly code: string;
  readonly how: string;
}

/** A table of types, its columns as wide as what is in them. */
export function typeTable(types: readonly ToldType[]): string {
  const rows = [
    ["type", "verdict", "in the contract", "what becomes of a value"],
    ...types.map(({ type, verdict, code, how }) => [
      quoted(type),
      verdict,
      quoted(code),
      plain(how),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows.map(line);
  return [head, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body].join("\n");
}

function quoted(text: string): string {
  return `\`${plain(text)}\``;
}

function plain(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
  return line.endsWith(".") ? line.slice(0, -1) : line;
}

/**
 * What the page has under a heading, up to the next; `CLOUDAPI_UPDATE_TYPES=1` has it written instead.
 */
export async function sectionOf(heading: string, table: string): Promise<string> {
  const page = await readFile(PAGE, "utf8");
  const at = page.indexOf(`\n## ${heading}\n\n`);
  if (at === -1)
    throw new Error(`docs/every-type.md has no heading ${heading} and a line below it.`);
  const start = at + heading.length + 6;
  const end = page.indexOf("\n## ", start - 1);
  const until = end === -1 ? page.length : end;
  const found = page.slice(start, until).trimEnd();
  const isWritten = (process.env["CLOUDAPI_UPDATE_TYPES"] ?? "") !== "";
  if (!isWritten) return found;
  await writeFile(PAGE, `${page.slice(0, start)}${table}\n${page.slice(until)}`);
  return table;
}
