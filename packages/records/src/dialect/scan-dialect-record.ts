import type { ByteFinder } from "../framing/byte-finder.ts";
import {
  type CsvScan,
  type CsvScanOptions,
  QuotedScan,
  scanCsvRecord,
  unquotedEnd,
} from "../framing/scan-csv-record.ts";
import type { Dialect } from "./dialect.ts";

const [LF, CR, TAB, SPACE, BACKSLASH] = [0x0a, 0x0d, 0x09, 0x20, 0x5c] as const;

/** What of a dialect decides where its records end. */
export type QuotingRules = Pick<Dialect, "quote" | "escape" | "trim" | "comment">;

/** Whether records end as in RFC 4180. */
function isStandardQuoting({ quote, escape, trim }: QuotingRules): boolean {
  return quote === '"' && escape === "double" && !trim;
}

/**
 * How to find the ends of a dialect's records; the first lines, and those that are comments, end with their line
 * whatever is in them.
 */
export function dialectScan(rules: QuotingRules, skipLines: number): CsvScan {
  const scanRecord = isStandardQuoting(rules) ? scanCsvRecord : quotingScan(rules);
  const comment = rules.comment === undefined ? undefined : Buffer.from(rules.comment);
  let left = skipLines;
  return (finder, start, options) => {
    if (left > 0) {
      const found = unquotedEnd(finder, start, finder.lineEnd(start), options);
      if (found !== "more") left--;
      return found;
    }
    if (comment !== undefined) {
      const found = commentStart(finder.bytes, start, comment);
      if (found === "more" && !options.isLast) return "more";
      if (found === true) return unquotedEnd(finder, start, finder.lineEnd(start), options);
    }
    return scanRecord(finder, start, options);
  };
}

function commentStart(bytes: Buffer, start: number, comment: Buffer): boolean | "more" {
  const part = bytes.subarray(start, start + comment.length);
  if (part.length === comment.length) return part.equals(comment);
  return part.equals(comment.subarray(0, part.length)) ? "more" : false;
}

function quotingScan(rules: QuotingRules): CsvScan {
  const quote = rules.quote?.charCodeAt(0);
  const hasEscapes = rules.escape === "backslash" || rules.escape === "sql";
  const marks = [...(quote === undefined ? [] : [quote]), ...(hasEscapes ? [BACKSLASH] : [])];
  let next: NextBytes | undefined;
  return (finder, start, options) => {
    if (next?.bytes !== finder.bytes) next = new NextBytes(finder.bytes, marks);
    const lineEnd = finder.lineEnd(start);
    if (lineEnd <= next.after(start)) return unquotedEnd(finder, start, lineEnd, options);
    return new DialectScan(finder, start, { ...options, quote, hasEscapes, rules }).run();
  };
}

/** Finds the next of the bytes that have a meaning inside a line, each searched for once; places must not go back. */
class NextBytes {
  readonly bytes: Buffer;
  readonly #marks: readonly number[];
  readonly #found: number[];

  constructor(bytes: Buffer, marks: readonly number[]) {
    this.bytes = bytes;
    this.#marks = marks;
    this.#found = marks.map(() => -1);
  }

  after(from: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const [place, mark] of this.#marks.entries()) {
      let found = this.#found[place] as number;
      if (found < from) {
        const at = this.bytes.indexOf(mark, from);
        found = at < 0 ? Number.POSITIVE_INFINITY : at;
        this.#found[place] = found;
      }
      if (found < least) least = found;
    }
    return least;
  }
}

interface DialectScanOptions extends CsvScanOptions {
  readonly quote: number | undefined;
  readonly hasEscapes: boolean;
  readonly rules: QuotingRules;
}

/** One record of a dialect that has quotes or escapes, cell by cell. */
class DialectScan extends QuotedScan {
  readonly #dialect: DialectScanOptions;

  constructor(finder: ByteFinder, start: number, options: DialectScanOptions) {
    super(finder, start, options);
    this.#dialect = options;
    this.quoteRule = quoteRule(options.rules);
  }

  override openingQuote(at: number): number {
    const { quote, rules } = this.#dialect;
    const opening = rules.trim ? this.#skipBlanks(at) : at;
    return quote !== undefined && this.bytes[opening] === quote ? opening : -1;
  }

  override closingQuote(opening: number): number {
    const { quote, hasEscapes, rules } = this.#dialect;
    for (let at = opening + 1; at < this.limit; at++) {
      const byte = this.bytes[at];
      if (hasEscapes && byte === BACKSLASH) at++;
      else if (byte === quote) {
        if (rules.escape === "none") {
          const end = this.#endBehind(at);
          if (end === "cell") return at;
          if (end === "unknown") return -1;
          continue;
        }
        if (at + 1 === this.limit) return this.endsAtLimit ? at : -1;
        if (this.bytes[at + 1] !== quote) return at;
        at++;
      }
    }
    return -1;
  }

  override quotedEnd(closing: number): number {
    return this.#dialect.rules.trim ? this.#skipBlanks(closing + 1) : closing + 1;
  }

  override cellEnd(from: number): number {
    let at = from;
    for (; at < this.limit; at++) {
      const byte = this.bytes[at];
      if (this.#dialect.hasEscapes && byte === BACKSLASH) at++;
      else if (byte === this.options.delimiter || byte === LF || byte === CR) break;
    }
    return Math.min(at, this.limit);
  }

  /** What follows a quote: where there are no escapes, it closes a cell only before a delimiter or a line end. */
  #endBehind(quote: number): "cell" | "text" | "unknown" {
    const at = this.quotedEnd(quote);
    if (at >= this.limit) return this.endsAtLimit ? "cell" : "unknown";
    const byte = this.bytes[at];
    return byte === this.options.delimiter || byte === LF || byte === CR ? "cell" : "text";
  }

  #skipBlanks(from: number): number {
    let at = from;
    for (; at < this.limit; at++) {
      const byte = this.bytes[at];
      if ((byte !== SPACE && byte !== TAB) || byte === this.options.delimiter) break;
    }
    return at;
  }
}

function quoteRule({ quote = "", escape }: QuotingRules): string {
  return escape === "double"
    ? `A quote inside a quoted cell is written twice (${quote}${quote}).`
    : `A quote inside a quoted cell has a backslash before it (\\${quote}).`;
}
