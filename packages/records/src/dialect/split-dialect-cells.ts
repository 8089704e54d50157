import type { QuotingRules } from "./scan-dialect-record.ts";

/** How a cell is written: as it is, in quotes, or with escapes, by which it is a text whatever it says. */
export type Writing = "bare" | "quoted" | "escaped";

/** The cells of a record: their text, and how each is written. */
export interface Cells {
  /** `null` for \\N, which stands for null wherever there are escapes. */
  readonly texts: readonly (string | null)[];
  /** How each is written; `undefined` when all are bare. */
  readonly written: readonly Writing[] | undefined;
}

/** The rules by which records are split. */
export interface SplitRules extends QuotingRules {
  readonly delimiter: string;
}

/**
 * The cells of a record whose quoting is right by the rules of its dialect.
 *
 * @param hasMarks whether there is a quote or an escape in the text at all
 */
export function splitDialectCells(text: string, hasMarks: boolean, rules: SplitRules): Cells {
  if (hasMarks) return new Splitting(text, rules).run();
  const texts = text.split(rules.delimiter);
  return { texts: rules.trim ? texts.map(trimBlanks) : texts, written: undefined };
}

class Splitting {
  readonly #text: string;
  readonly #rules: SplitRules;
  readonly #hasEscapes: boolean;
  #at = 0;
  #isEscaped = false;

  constructor(text: string, rules: SplitRules) {
    this.#text = text;
    this.#rules = rules;
    this.#hasEscapes = rules.escape === "backslash" || rules.escape === "sql";
  }

  run(): Cells {
    const { quote, trim } = this.#rules;
    const texts: (string | null)[] = [];
    const written: Writing[] = [];
    for (; this.#at <= this.#text.length; this.#at++) {
      const start = this.#at;
      if (trim) this.#skipBlanks();
      const isQuoted = quote !== undefined && this.#text[this.#at] === quote;
      if (!isQuoted) this.#at = start;
      this.#isEscaped = false;
      texts.push(isQuoted ? this.#quotedCell(quote) : this.#plainCell());
      written.push(this.#isEscaped ? "escaped" : isQuoted ? "quoted" : "bare");
    }
    return { texts, written };
  }

  #quotedCell(quote: string): string {
    const start = this.#at + 1;
    const end = this.#closingQuote(quote);
    this.#at = end + 1;
    if (this.#rules.trim) this.#skipBlanks();
    const inside = this.#text.slice(start, end);
    return this.#rules.escape === "none"
      ? inside
      : this.#unescaped(inside.replaceAll(quote + quote, quote));
  }

  #closingQuote(quote: string): number {
    const text = this.#text;
    for (let at = this.#at + 1; at < text.length; at++) {
      if (this.#hasEscapes && text[at] === "\\") at++;
      else if (text[at] === quote) {
        if (this.#rules.escape === "none" ? this.#isEnd(at + 1) : text[at + 1] !== quote) return at;
        if (this.#rules.escape !== "none") at++;
      }
    }
    return text.length;
  }

  /** Whether a cell may end behind a quote. */
  #isEnd(behind: number): boolean {
    const { delimiter, trim } = this.#rules;
    let at = behind;
    while (trim && isBlank(this.#text[at]) && this.#text[at] !== delimiter) at++;
    return at >= this.#text.length || this.#text[at] === delimiter;
  }

  #plainCell(): string | null {
    const text = this.#text;
    const { delimiter, trim } = this.#rules;
    const start = this.#at;
    let at = start;
    for (; at < text.length && text[at] !== delimiter; at++) {
      if (this.#hasEscapes && text[at] === "\\") at++;
    }
    this.#at = Math.min(at, text.length);
    const cell = text.slice(start, this.#at);
    const raw = trim ? trimBlanks(cell) : cell;
    return this.#hasEscapes && raw === "\\N" ? null : this.#unescaped(raw);
  }

  #unescaped(text: string): string {
    if (!this.#hasEscapes || !text.includes("\\")) return text;
    this.#isEscaped = true;
    const isSql = this.#rules.escape === "sql";
    return text.replace(/\\([\s\S])/g, (_, escaped: string) =>
      isSql ? (SQL_ESCAPES[escaped] ?? escaped) : escaped,
    );
  }

  #skipBlanks(): void {
    const { delimiter } = this.#rules;
    while (isBlank(this.#text[this.#at]) && this.#text[this.#at] !== delimiter) this.#at++;
  }
}

/** What stands for other characters in PostgreSQL's COPY and in MySQL's exports. */
const SQL_ESCAPES: Readonly<Record<string, string>> = Object.freeze(
  Object.assign(Object.create(null) as Record<string, string>, {
    "0": "\0",
    Z: "\x1a",
    b: "\b",
    f: "\f",
    n: "\n",
    r: "\r",
    t: "\t",
    v: "\v",
  }),
);

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}

/** A cell without the spaces and tabs around it. */
function trimBlanks(cell: string): string {
  let [start, end] = [0, cell.length];
  while (start < end && isBlank(cell[start])) start++;
  while (end > start && isBlank(cell[end - 1])) end--;
  return cell.slice(start, end);
}
