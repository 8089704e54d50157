import type { CsvOptions } from "../../dialect/csv-options.ts";
import { type NumberRules, numeralReader } from "../../dialect/numeral-reader.ts";
import { type TimeWriting, timeWritings } from "../time-formats.ts";

/** The cells of one column; `null` where there is nothing. */
export type Cells = readonly (string | null)[];

/** How the cells of a table are written, and what they are in the form of JSON. */
export interface CellStyles {
  readonly options: Pick<CsvOptions, "decimal" | "thousands" | "units" | "booleans">;
  /** Words for null, by the place of the column. */
  readonly nulls: ReadonlyMap<number, readonly string[]>;
  readonly columns: readonly Cells[];
  /** The places of columns that are text. */
  readonly texts: readonly number[];
  readonly notes: readonly string[];
}

const NULL_WORDS: ReadonlySet<string> = new Set(
  "NA|N/A|n/a|#N/A|#NA|NULL|null|Null|None|none|nan|NaN|\\N|-|--|?|.|(null)|<NA>|missing".split(
    "|",
  ),
);
const STYLES: readonly Pick<NumberRules, "decimal" | "thousands">[] = [
  { decimal: ".", thousands: undefined },
  { decimal: ",", thousands: undefined },
  { decimal: ",", thousands: "." },
  { decimal: ".", thousands: "," },
  ...["'", "’"].map((thousands) => ({ decimal: ".", thousands }) as const),
  ...[" ", "\u00a0", "\u202f", "\u2009"].map((thousands) => ({ decimal: ",", thousands }) as const),
  ...[" ", "\u00a0", "\u202f", "\u2009"].map((thousands) => ({ decimal: ".", thousands }) as const),
];
const UNITS = ["%", "‰", "€", "$", "£", "¥", "EUR", "USD", "GBP", "CHF", "JPY"];
const BOOLEANS: readonly (readonly [string, string])[] = [
  ["true", "false"],
  ["True", "False"],
  ["TRUE", "FALSE"],
  ["t", "f"],
  ["T", "F"],
  ["yes", "no"],
  ["Yes", "No"],
  ["YES", "NO"],
  ["y", "n"],
  ["Y", "N"],
  ["ja", "nein"],
  ["Ja", "Nein"],
  ["JA", "NEIN"],
  ["WAHR", "FALSCH"],
  ["wahr", "falsch"],
  ["VRAI", "FAUX"],
  ["vrai", "faux"],
  ["oui", "non"],
  ["Oui", "Non"],
  ["sí", "no"],
  ["Sí", "No"],
  ["VERDADERO", "FALSO"],
  ["on", "off"],
  ["ON", "OFF"],
];
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** What a text column's word for null is taken for, where it is that in as many others. */
const SURE_WORDS: ReadonlySet<string> = new Set(["NULL", "\\N", "(null)", "<NA>"]);
const SURE_COLUMNS = 2;

/** Tell how numbers, booleans, and what is null are written in the columns of a table. */
export function cellStyles(
  columns: readonly Cells[],
  {
    bare,
    keepsEmpty,
  }: { readonly bare: readonly (readonly boolean[])[]; readonly keepsEmpty: boolean },
): CellStyles {
  const values = columns.map((cells) =>
    cells.filter((cell) => cell !== null && cell !== "" && !NULL_WORDS.has(cell)),
  ) as string[][];
  const style = numberStyle(values);
  const units = new Set<string>();
  const words = { true: new Set<string>(), false: new Set<string>() };
  const nulls = new Map<number, readonly string[]>();
  const read = columns.map((cells, at) => {
    const reader = columnReader(values[at] ?? [], style, { units, words });
    if (reader === undefined) return undefined;
    const found = new Set(cells.filter((cell) => cell !== null && NULL_WORDS.has(cell)));
    if (found.size > 0) nulls.set(at, ["", ...(found as Set<string>)]);
    return cells.map((cell) =>
      cell === null || cell === "" || found.has(cell) ? null : reader(cell),
    );
  });
  const sure = [...SURE_WORDS].filter(
    (word) => [...nulls.values()].filter((each) => each.includes(word)).length >= SURE_COLUMNS,
  );
  const texts = columns.map((cells, at) => {
    const known = read[at];
    if (known !== undefined) return known;
    const found = bareNulls(cells, bare[at] ?? [], sure);
    if (found.length > 0) nulls.set(at, keepsEmpty ? found : ["", ...found]);
    return cells.map((cell, row) =>
      (cell === "" && !keepsEmpty) ||
      (cell !== null && found.includes(cell) && bare[at]?.[row] === true)
        ? null
        : cell,
    );
  });
  return {
    options: {
      ...(style.decimal !== "." && { decimal: style.decimal }),
      ...(style.thousands !== undefined && { thousands: style.thousands }),
      ...(units.size > 0 && { units: [...units] }),
      ...(isOther(words) && { booleans: { true: [...words.true], false: [...words.false] } }),
    },
    nulls,
    columns: texts,
    texts: read.flatMap((each, at) => (each === undefined ? [at] : [])),
    notes: notesOn(values, style),
  };
}

/** Words for null in a column of text: they stand there without quotes where texts have them, or are null in others. */
function bareNulls(cells: Cells, bare: readonly boolean[], sure: readonly string[]): string[] {
  const words = new Set<string>();
  let [areOthersQuoted, areOthersBare] = [false, false];
  for (const [row, cell] of cells.entries()) {
    if (cell === null || cell === "") continue;
    if (bare[row] === true && NULL_WORDS.has(cell)) words.add(cell);
    else if (bare[row] === true) areOthersBare = true;
    else areOthersQuoted = true;
  }
  const isTold = areOthersQuoted && !areOthersBare;
  return [...words].filter((word) => isTold || sure.includes(word));
}

function isOther(words: { readonly true: Set<string>; readonly false: Set<string> }): boolean {
  return [...words.true, ...words.false].some((word) => !/^(?:true|false)$/i.test(word));
}

/** The style in which most columns are numbers; of equals, the plainest. */
function numberStyle(values: readonly string[][]): (typeof STYLES)[number] {
  let best = { style: STYLES[0] as (typeof STYLES)[number], count: -1 };
  for (const style of STYLES) {
    const count = values.filter((cells) => numbersIn(cells, style) !== undefined).length;
    if (count > best.count) best = { style, count };
  }
  return best.style;
}

/** The one unit that numbers have, or `""` for none; `undefined` where not all are numbers. */
function numbersIn(cells: readonly string[], style: (typeof STYLES)[number]): string | undefined {
  if (cells.length === 0) return undefined;
  let unit = "";
  for (const cell of cells) {
    const own =
      UNITS.find((each) => cell.endsWith(each) || cell.replace(/^-/, "").startsWith(each)) ?? "";
    if (own !== "" && unit !== "" && own !== unit) return undefined;
    if (own !== "") unit = own;
    const numeral = readerOf(style, own)(cell);
    if (numeral === undefined || !JSON_NUMBER.test(numeral)) return undefined;
  }
  return unit;
}

const readers = new Map<string, ReturnType<typeof numeralReader>>();

function readerOf(style: (typeof STYLES)[number], unit: string): ReturnType<typeof numeralReader> {
  const key = JSON.stringify([style, unit]);
  const reader = readers.get(key) ?? numeralReader({ ...style, units: unit === "" ? [] : [unit] });
  readers.set(key, reader);
  return reader;
}

/** Reads the cells of a column that are no text all in one way; `undefined` for others. */
function columnReader(
  cells: readonly string[],
  style: (typeof STYLES)[number],
  found: {
    readonly units: Set<string>;
    readonly words: { readonly true: Set<string>; readonly false: Set<string> };
  },
): ((cell: string) => string) | undefined {
  if (cells.length === 0) return undefined;
  const unit = numbersIn(cells, style);
  if (unit !== undefined) {
    if (unit !== "") found.units.add(unit);
    return (cell) => readerOf(style, unit)(cell) ?? cell;
  }
  const pair = booleanPair(cells);
  if (pair !== undefined) {
    found.words.true.add(pair[0]);
    found.words.false.add(pair[1]);
    return (cell) => String(cell === pair[0]);
  }
  return isTimes(cells) ? (cell) => cell : undefined;
}

/** The words of a column of booleans; short ones have to be there both. */
function booleanPair(cells: readonly string[]): readonly [string, string] | undefined {
  const words = new Set(cells);
  if (words.size > 2) return undefined;
  return BOOLEANS.find(
    (pair) =>
      [...words].every((word) => pair.includes(word)) && (words.size === 2 || pair[0].length > 3),
  );
}

function isTimes(cells: readonly string[]): boolean {
  let left: readonly TimeWriting[] | undefined;
  for (const cell of cells) {
    left = timeWritings(cell, left);
    if (left.length === 0) return false;
  }
  return true;
}

function notesOn(values: readonly string[][], style: (typeof STYLES)[number]): string[] {
  const grouped = values.filter(
    (cells) => cells.length > 0 && cells.every((cell) => /^-?\d{1,3},\d{3}$/.test(cell)),
  );
  const hasOther = values.some((cells) =>
    cells.some((cell) => /^-?\d+,\d+$/.test(cell) && !/,\d{3}$/.test(cell)),
  );
  return grouped.length > 0 && style.decimal === "," && !hasOther
    ? [
        'Numbers like "1,234" are taken to have a decimal comma; where it stands between thousands, pass thousands: "," instead.',
      ]
    : [];
}
