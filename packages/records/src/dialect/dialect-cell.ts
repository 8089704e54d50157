import type { Column } from "@cloudapi/core";
import { cellReader } from "../parsing/cell-value.ts";
import { type Issue, previewValue } from "../report/issue.ts";
import type { Dialect } from "./dialect.ts";
import { isPlainNumber, numberExample, numeralReader } from "./numeral-reader.ts";
import type { Writing } from "./split-dialect-cells.ts";

/** What of a dialect decides what a cell means. */
export type CellRules = Pick<
  Dialect,
  "nulls" | "quotedNulls" | "decimal" | "thousands" | "units" | "booleans"
>;

/** Why a cell means nothing in the dialect. */
export class CellRefusal {
  readonly issue: Issue;

  constructor(issue: Issue) {
    this.issue = issue;
  }
}

/** Reads a column's cells, to a value or a {@link CellRefusal}; `null` is a cell that is null by its escape. */
export type DialectCellReader = (cell: string | null, written: Writing) => unknown;

/** How a column's cells are read: what is null first, then by its type. */
export function dialectCellReader(column: Column, rules: CellRules): DialectCellReader {
  const isNull = nullReader(column, rules);
  const read = valueReader(column, rules);
  return (cell, written) => (cell === null || isNull(cell, written) ? null : read(cell));
}

function nullReader(
  { name, type }: Column,
  { nulls, quotedNulls }: CellRules,
): (cell: string, written: Writing) => boolean {
  const words = wordsOf(name, nulls);
  const isUsual = words.length === 1 && words[0] === "";
  if (type.kind !== "string") {
    return isUsual
      ? (cell) => cell === ""
      : (cell, written) => cell === "" || (written !== "escaped" && words.includes(cell));
  }
  if (isUsual && quotedNulls !== false) return (cell) => cell === "";
  return (cell, written) =>
    words.includes(cell) &&
    (written === "bare" || (written === "quoted" && (quotedNulls ?? cell === "")));
}

/** The words that are null in a column. */
export function wordsOf(name: string, nulls: Dialect["nulls"]): readonly string[] {
  if (Array.isArray(nulls)) return nulls as readonly string[];
  const byColumn = nulls as Readonly<Record<string, readonly string[]>>;
  return (Object.hasOwn(byColumn, name) ? byColumn[name] : undefined) ?? [""];
}

function valueReader(column: Column, rules: CellRules): (cell: string) => unknown {
  switch (column.type.kind) {
    case "string":
      return (cell) => cell;
    case "boolean":
      return rules.booleans === undefined
        ? cellReader(column)
        : booleanReader(column, rules.booleans);
    case "int32":
    case "int64":
    case "float":
    case "double":
    case "decimal":
      return isPlainNumber(rules) ? cellReader(column) : numberReader(column, rules);
    default:
      return cellReader(column);
  }
}

function numberReader(column: Column, rules: CellRules): (cell: string) => unknown {
  const read = cellReader(column);
  const numeral = numeralReader(rules);
  const expected = numberExample(rules);
  return (cell) => {
    const text = numeral(cell);
    return text === undefined
      ? refused(column, expected, cell, otherGroup(cell, rules))
      : read(text);
  };
}

function booleanReader(
  column: Column,
  words: NonNullable<Dialect["booleans"]>,
): (cell: string) => unknown {
  const meanings = new Map([
    ...words.true.map((word) => [word, true] as const),
    ...words.false.map((word) => [word, false] as const),
  ]);
  const expected = `one of ${[...meanings.keys()].map((word) => previewValue(word)).join(", ")} (booleans)`;
  return (cell) => meanings.get(cell) ?? refused(column, expected, cell);
}

const SEPARATORS: Readonly<Record<string, string>> = {
  "\u00a0": '"\\u00a0", a no-break space',
  "\u202f": '"\\u202f", a narrow no-break space',
  "’": '"’", a typographic apostrophe',
};

/** What parts a cell's groups where it looks like what the option names, and is another character. */
function otherGroup(cell: string, { thousands }: CellRules): string | undefined {
  const found = /\d([\u00a0\u202f’])\d{3}/.exec(cell)?.[1];
  return found === undefined || found === thousands
    ? undefined
    : ` Its groups are parted by another character: thousands: ${SEPARATORS[found]}.`;
}

function refused({ name }: Column, expected: string, cell: string, other?: string): CellRefusal {
  const received = previewValue(cell);
  const hint =
    other ??
    (/[\d.,]\s?[^\d\s.,]{1,3}$|^[^\d\s.,+-]{1,3}\s?[\d.,]/u.test(cell) && /\d/.test(cell)
      ? " What stands beside a number is named by the option units."
      : "");
  return new CellRefusal({
    code: "invalid_type",
    path: [name],
    expected,
    received,
    message: `${name}: expected ${expected}, received ${received}.${hint}`,
  });
}
