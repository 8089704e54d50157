import type { CsvOptions } from "../../dialect/csv-options.ts";
import { kindsOfText } from "../text-kinds.ts";
import { timeWritings } from "../time-formats.ts";
import { type CutRules, cutSample, type SampleRow } from "./cut-sample.ts";
import { detectQuoting, usualWidth } from "./detect-quoting.ts";
import { tableFooter } from "./table-footer.ts";

/** The table in a sample: its rules, the names of its columns, and its rows. */
export interface SampleTable {
  readonly options: CsvOptions & { readonly delimiter: string };
  readonly names: readonly string[];
  readonly rows: readonly SampleRow[];
  /** Rows that are not as wide as the others, or faulty. */
  readonly unreadable: number;
  readonly notes: readonly string[];
}

const STATED = /^"?sep=([^\r\n])"?[ \t]*(?:\r\n|\n|\r)/i;

/** Find the table in the text of a sample. */
export function sampleTable(
  bytes: Buffer,
  said: {
    readonly delimiter: string | undefined;
    readonly isWhole: boolean;
    readonly most: number;
  },
): SampleTable {
  const head = bytes.toString("utf8", 0, 65_536);
  const stated = STATED.exec(head)?.[1];
  const comment = commentOf(head);
  const found = detectQuoting(bytes, { delimiter: said.delimiter ?? stated, comment });
  const rules = { ...found, trim: isPadded(cutSample(bytes, found, { most: 200 })) };
  const first = stated === undefined ? 0 : 1;
  const before = cutSample(bytes, rules, { skipLines: first, most: 1000 });
  const layout = layoutOf(before, { rules, first, head });
  const most = said.most + 20;
  const cut = cutSample(bytes, rules, { skipLines: layout.behind, most });
  const footer =
    said.isWhole && cut.length < most ? tableFooter(cut, layout.names.length) : { count: 0 };
  const rows = cut.slice(0, Math.min(said.most, cut.length - footer.count));
  const fitting = rows.filter(({ cells }) => cells?.length === layout.names.length);
  return {
    options: {
      ...quotingOptions(rules),
      ...(comment !== undefined && { comment }),
      ...layout.options,
      delimiter: rules.delimiter,
      ...(footer.option !== undefined && { footer: footer.option }),
      ...(rules.trim && { trim: true }),
    },
    names: layout.names,
    rows: fitting,
    unreadable: rows.length - fitting.length,
    notes: [...layout.notes, ...(footer.note === undefined ? [] : [footer.note])],
  };
}

function quotingOptions({ quote, escape }: CutRules): CsvOptions {
  return {
    ...(quote !== '"' && { quote: quote ?? null }),
    ...(escape !== (quote === undefined ? "none" : "double") && { escape }),
  };
}

/** What the first line begins with, where that is the sign of a comment. */
function commentOf(head: string): string | undefined {
  const text = head.replace(STATED, "").trimStart();
  return /^(?:#|--(?=\s)|\/\/)/.exec(text)?.[0];
}

/** Whether blanks stand around cells that are no part of them: around all of a column's. */
function isPadded(rows: readonly SampleRow[]): boolean {
  const width = usualWidth(rows) ?? 0;
  const all = rows.filter(({ cells }) => cells?.length === width);
  const fitting = all.slice(isUnits(all[1]) ? 2 : 1);
  const isPaddedAt = (at: number) => {
    const cells = fitting.flatMap((row) => row.cells?.[at] ?? []);
    return cells.length > 1 && cells.every((cell) => cell === "" || cell.trim() !== cell);
  };
  return Array.from({ length: width }, (_, at) => at).some(
    (at) => isPaddedAt(at) && fitting.some(({ cells }) => (cells?.[at] ?? "").trim() !== ""),
  );
}

interface Layout {
  readonly names: readonly string[];
  readonly options: Pick<CsvOptions, "header" | "skipLines" | "skipAfterHeader">;
  /** The last line before the rows. */
  readonly behind: number;
  readonly notes: readonly string[];
}

function layoutOf(
  rows: readonly SampleRow[],
  { rules, first, head }: { rules: CutRules; first: number; head: string },
): Layout {
  const width = usualWidth(rows) ?? 1;
  const start = Math.max(
    0,
    rows.findIndex(({ cells }) => cells?.length === width),
  );
  const top = rows[start];
  const above = start === 0 ? undefined : rows[start - 1];
  const shorter = namesOfShorter(above, rows.slice(start), width);
  if (shorter !== undefined && above !== undefined)
    return given(
      shorter,
      { behind: above.next - 1, first },
      "The header has a name less than rows have cells.",
    );
  const cells = (top?.cells ?? []).map((cell) => (cell ?? "").trim());
  if (top === undefined || !isHeader(cells)) {
    const names = namesInComment(head, rules, width);
    const behind = start === 0 ? first : (top?.line ?? 1) - 1;
    if (names !== undefined)
      return given(
        names,
        { behind: first, first },
        "The names stand in a comment before the rows.",
      );
    const columns = Array.from({ length: width }, (_, at) => `column_${at + 1}`);
    return given(
      columns,
      { behind, first },
      "The file seems to have no header: name the columns in header.",
    );
  }
  const after = isUnits(rows[start + 1]) ? 1 : 0;
  const skipLines = start === 0 ? 0 : top.line - 1;
  const notes = skipLines > 0 ? [`${skipLines} lines before the header are skipped.`] : [];
  return {
    names: cells,
    options: {
      ...(skipLines > 0 && { skipLines }),
      ...(after > 0 && { skipAfterHeader: after }),
    },
    behind: after > 0 ? (rows[start + 1]?.next ?? top.next) - 1 : top.next - 1,
    notes,
  };
}

function given(
  names: readonly string[],
  { behind, first }: { readonly behind: number; readonly first: number },
  note: string,
): Layout {
  const options = { header: names, ...(behind > first && { skipLines: behind }) };
  return { names, options, behind, notes: [note] };
}

/** The names of a header that lacks one: that of row names, as R writes it, or of what follows a delimiter at the end. */
function namesOfShorter(
  above: SampleRow | undefined,
  rows: readonly SampleRow[],
  width: number,
): readonly string[] | undefined {
  const names = above?.cells?.map((cell) => (cell ?? "").trim());
  if (names?.length !== width - 1 || width < 3 || !isHeader(names)) return undefined;
  const [first] = rows;
  const isAdjacent = first?.line === above?.next;
  if (!isAdjacent || isHeader((first?.cells ?? []).map((cell) => cell ?? ""))) return undefined;
  if (new Set(names.map((name) => name.toLowerCase())).size < names.length) return undefined;
  if (!names.every((name) => /^[A-Za-z]\w*$/.test(name))) return undefined;
  const isEndEmpty = rows.every(({ cells }) => cells?.length !== width || cells.at(-1) === "");
  return isEndEmpty ? [...names, "column_end"] : ["row", ...names];
}

/** Whether cells are names: none is empty but the first or last, and none is a value that names are not. */
function isHeader(cells: readonly string[]): boolean {
  const isCounted = cells.every((cell, at) => cell === String(at) || cell === String(at + 1));
  return isCounted || (cells.some((cell) => cell !== "") && !cells.some(isValue));
}

function isValue(cell: string): boolean {
  if (/^(?:19|20)\d\d$/.test(cell)) return false;
  const isTyped = kindsOfText(cell).some((kind) => kind !== "json");
  return (
    isTyped ||
    cell === "\\N" ||
    timeWritings(cell).length > 0 ||
    /^-?\d[\d.,' ]*[%€$£]?$/.test(cell)
  );
}

/** The names that the last comment before the rows has, where there are as many as cells. */
function namesInComment(
  head: string,
  rules: CutRules,
  width: number,
): readonly string[] | undefined {
  const { comment } = rules;
  if (comment === undefined) return undefined;
  const lines = head.split(/\r\n|\n|\r/);
  const end = lines.findIndex((line) => line.trim() !== "" && !line.startsWith(comment));
  const last = lines
    .slice(0, end < 0 ? lines.length : end)
    .findLast((line) => line.startsWith(comment));
  if (last === undefined) return undefined;
  const text = Buffer.from(`${last.slice(comment.length)}\n`);
  const [row] = cutSample(text, { ...rules, comment: undefined });
  const names = row?.cells?.map((cell) => (cell ?? "").trim());
  return names?.length === width && isHeader(names) ? names : undefined;
}

/** Whether a row behind the header tells widths, units or types, or is a rule of dashes. */
function isUnits(row: SampleRow | undefined): boolean {
  const cells = (row?.cells ?? []).map((cell) => (cell ?? "").trim()).filter((cell) => cell !== "");
  const isAll = (pattern: RegExp) => cells.length > 0 && cells.every((cell) => pattern.test(cell));
  return isAll(/^\d{1,4}[sdn]$/) || isAll(/^[-=+:]{2,}$/) || isAll(/^(?:\[.*\]|\(.*\))$/);
}
