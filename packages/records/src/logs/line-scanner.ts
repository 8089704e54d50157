import type { Issue } from "../report/issue.ts";
import { previewValue } from "../report/issue.ts";

const [SPACE, QUOTE, BACKSLASH] = [" ", '"', "\\"] as const;
const MOST_SHOWN = 40;

/** Why a line can't be read; never seen outside of the readers of logs. */
export class LineFault extends Error {
  readonly issue: Issue;

  constructor(issue: Issue) {
    super(issue.message);
    this.issue = issue;
  }
}

/**
 * Takes the fields of a log line one behind the other: words between spaces, text in quotes, text in brackets.
 *
 * Every method gives `null` for a field that is `-`, and moves behind the space that follows the field.
 *
 * @throws {LineFault} by every method, when the field is not there or is of another kind
 */
export class LineScanner {
  readonly text: string;
  #at = 0;
  #fields = 0;
  /** Where quotes stand, once that was asked for, and the first that may be ahead. */
  #quotes: readonly number[] | undefined;
  #quote = 0;
  readonly #hint: string;

  /** @param hint what to add when the line ends too early */
  constructor(text: string, hint: string) {
    this.text = text;
    this.#hint = hint;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.text.length;
  }

  /** Text up to the next space, without quotes in it. */
  word(name: string): string | null {
    const start = this.#at;
    const word = this.#between(name, "a field", this.text.indexOf(SPACE, start));
    if (word !== "" && !word.includes(QUOTE)) return this.#taken(word);
    this.#at = start;
    throw this.fault(name, word === "" ? "a field" : "a field without quotes", start);
  }

  /**
   * Text in double quotes; `-` may stand without. Some services leave quotes inside as they are: one that ends the text is
   * followed by a space or the end, and by as many others as open and close.
   */
  quoted(name: string): string | null {
    const expected = "text in double quotes";
    if (this.text[this.#at] !== QUOTE) {
      if (this.#startsWithDash()) return this.word(name);
      throw this.fault(name, expected, this.#at);
    }
    const end = this.#closingQuote(this.#at + 1);
    if (end < 0) throw this.fault(name, "a closing quote", this.text.length);
    const text = this.text.slice(this.#at + 1, end);
    this.#at = end + 2;
    return this.#taken(text);
  }

  /** Text in quotes, or a word. */
  either(name: string): string | null {
    return this.text[this.#at] === QUOTE ? this.quoted(name) : this.word(name);
  }

  /** Text in square brackets. */
  bracketed(name: string): string | null {
    if (this.text[this.#at] !== "[") {
      if (this.#startsWithDash()) return this.word(name);
      throw this.fault(name, "text in square brackets", this.#at);
    }
    const end = this.text.indexOf("]", this.#at);
    if (end < 0) throw this.fault(name, "a closing bracket", this.text.length);
    if (end + 1 < this.text.length && this.text[end + 1] !== SPACE)
      throw this.fault(name, "a space behind the bracket", end + 1);
    const text = this.text.slice(this.#at + 1, end);
    this.#at = end + 2;
    return this.#taken(text);
  }

  /** Text up to a place that was found in it. */
  upTo(name: string, end: number): string | null {
    return this.#taken(this.#between(name, "a field", end));
  }

  /** All that is left. */
  rest(): string {
    const text = this.text.slice(this.#at);
    this.#at = this.text.length;
    return text;
  }

  /** Where the next field begins. */
  get at(): number {
    return this.#at;
  }

  /** The fault that another text was expected for a field, which begins at or before a place of the line. */
  fault(name: string, expected: string, at: number): LineFault {
    const isCut = at >= this.text.length;
    const received = isCut ? "the end of the line" : previewValue(this.#shown(at));
    const isTaken = at < this.#at;
    const place = `field ${this.#fields + (isTaken ? 0 : 1)} (${name}), column ${Math.min(at, this.text.length) + 1}`;
    return lineFault({ expected, received, place, hint: isCut ? this.#hint : "" });
  }

  #shown(at: number): string {
    return this.text.slice(at, at + MOST_SHOWN);
  }

  #startsWithDash(): boolean {
    const [first, second = SPACE] = [this.text[this.#at], this.text[this.#at + 1]];
    return first === "-" && second === SPACE;
  }

  #between(name: string, expected: string, found: number): string {
    if (this.isAtEnd) throw this.fault(name, expected, this.#at);
    const end = found < 0 ? this.text.length : found;
    const text = this.text.slice(this.#at, end);
    this.#at = end + 1;
    return text;
  }

  #closingQuote(from: number): number {
    this.#quotes ??= unescapedQuotes(this.text);
    const quotes = this.#quotes;
    for (; (quotes[this.#quote] ?? this.text.length) < from; ) this.#quote++;
    for (let index = this.#quote; index < quotes.length; index++) {
      const at = quotes[index] as number;
      const next = this.text[at + 1];
      const left = quotes.length - 1 - index;
      if ((next === undefined || next === SPACE) && left % 2 === 0) return at;
    }
    return -1;
  }

  #taken(text: string): string | null {
    this.#fields++;
    return text === "-" ? null : text;
  }
}

/** Places of the double quotes that no odd number of backslashes stands before. */
function unescapedQuotes(text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(QUOTE); at >= 0; at = text.indexOf(QUOTE, at + 1)) {
    let start = at;
    while (text[start - 1] === BACKSLASH) start--;
    if ((at - start) % 2 === 0) places.push(at);
  }
  return places;
}

/** The fault of a line, with its issue. */
export function lineFault(fault: {
  readonly expected: string;
  readonly received: string;
  /** Such as `field 3 (time), column 12`. */
  readonly place: string;
  readonly hint?: string;
}): LineFault {
  const { expected, received, place, hint = "" } = fault;
  return new LineFault({
    code: "invalid_log_line",
    path: [],
    expected,
    received,
    message: `The line is not one of this log: expected ${expected}, found ${received} (${place}).${hint}`,
  });
}
