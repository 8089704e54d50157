import { checkOptionNames } from "@cloudapi/core/internal";
import { type Encoding, encodingOf } from "../decoding/encoding.ts";
import { CSV_OPTIONS, type CsvOptions } from "./csv-options.ts";

/** The rules of a dialect, checked and with their defaults. */
export interface Dialect {
  readonly encoding: Encoding;
  /** May be `auto`; `undefined` when the file may say it, and a comma otherwise. */
  readonly delimiter: string | undefined;
  /** `undefined` where there is none. */
  readonly quote: string | undefined;
  readonly escape: "double" | "backslash" | "sql" | "none";
  readonly comment: string | undefined;
  readonly header: boolean | readonly string[];
  readonly skipLines: number | "header";
  readonly skipAfterHeader: number;
  readonly footer: number | "blank-line" | undefined;
  readonly nulls: readonly string[] | Readonly<Record<string, readonly string[]>>;
  readonly quotedNulls: boolean | undefined;
  readonly trim: boolean;
  readonly decimal: "." | ",";
  readonly thousands: string | undefined;
  readonly units: readonly string[];
  readonly booleans:
    | { readonly true: readonly string[]; readonly false: readonly string[] }
    | undefined;
  readonly caseInsensitive: boolean;
}

const MOST_LINES = 10_000;
const ESCAPES = ["double", "backslash", "sql", "none"] as const;

/**
 * The rules that options say.
 *
 * @throws {TypeError} {@link RangeError} naming the option, for values that can't be, and for options that contradict each other
 */
export function dialectOf(what: string, options: CsvOptions): Dialect {
  checkOptionNames(what, options, CSV_OPTIONS);
  const { quote = '"', escape, header = true } = options;
  const dialect: Dialect = {
    encoding: encodingOf(what, options.encoding ?? "utf-8"),
    delimiter: options.delimiter,
    quote: quote ?? undefined,
    escape: escape ?? (quote === null ? "none" : "double"),
    comment: options.comment,
    header,
    skipLines: options.skipLines ?? 0,
    skipAfterHeader: options.skipAfterHeader ?? 0,
    footer: options.footer,
    nulls: options.nulls ?? [""],
    quotedNulls: options.quotedNulls,
    trim: options.trim ?? false,
    decimal: options.decimal ?? ".",
    thousands: options.thousands,
    units: options.units ?? [],
    booleans: options.booleans,
    caseInsensitive: options.caseInsensitive ?? false,
  };
  new DialectCheck(what, dialect).run();
  return dialect;
}

/** Looks at each rule alone, then at those that concern each other. */
class DialectCheck {
  readonly #what: string;
  readonly #dialect: Dialect;

  constructor(what: string, dialect: Dialect) {
    this.#what = what;
    this.#dialect = dialect;
  }

  run(): void {
    this.#characters();
    this.#lines();
    this.#words();
    this.#numbers();
    this.#contradictions();
  }

  #characters(): void {
    const { delimiter, quote, escape, comment } = this.#dialect;
    if (delimiter !== undefined && delimiter !== "auto")
      this.#expect(
        isText(delimiter) && /^[^\p{L}\p{N}"\r\n\0\u0080-\u{10FFFF}]$/u.test(delimiter),
        `delimiter must be "auto" or one ASCII character that is no letter, digit, quote or line end, not ${shown(delimiter)}.`,
      );
    if (quote !== undefined)
      this.#expect(
        isText(quote) && /^[!-/:-@[-`{-~]$/.test(quote),
        `quote must be one ASCII character that is no letter, digit or blank, or null for none, not ${shown(quote)}.`,
      );
    this.#expect(
      ESCAPES.includes(escape),
      `escape must be one of ${ESCAPES.map(shown).join(", ")}, not ${shown(escape)}.`,
    );
    if (comment !== undefined)
      this.#expect(
        isText(comment) && /^\S[^\r\n]{0,99}$/.test(comment),
        `comment must be the characters that lines begin with which are no rows, such as "#", not ${shown(comment)}.`,
      );
  }

  #lines(): void {
    const { header, skipLines, skipAfterHeader, footer, trim, caseInsensitive, quotedNulls } =
      this.#dialect;
    this.#expect(
      typeof header === "boolean" || (isTexts(header) && header.length > 0),
      `header must be true, false, or a list of the cells' names, not ${shown(header)}.`,
    );
    this.#count("skipLines", skipLines === "header" ? 0 : skipLines, ' or "header"');
    this.#count("skipAfterHeader", skipAfterHeader);
    this.#count("footer", footer === "blank-line" ? 0 : (footer ?? 0), ' or "blank-line"');
    for (const [name, value] of Object.entries({ trim, caseInsensitive, quotedNulls }))
      this.#expect(
        value === undefined || typeof value === "boolean",
        `${name} must be true or false, not ${shown(value)}.`,
      );
  }

  #count(name: string, value: unknown, other = ""): void {
    if (Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MOST_LINES)
      return;
    throw new RangeError(
      `${this.#what}: ${name} must be a whole number from 0 to ${MOST_LINES}${other}, not ${shown(value)}.`,
    );
  }

  #words(): void {
    const { nulls, booleans } = this.#dialect;
    const isRight =
      isTexts(nulls) ||
      (typeof nulls === "object" && nulls !== null && Object.values(nulls).every(isTexts));
    this.#expect(
      isRight,
      `nulls must be a list of words, or an object with such a list for each column named in it, not ${shown(nulls)}.`,
    );
    if (booleans === undefined) return;
    checkOptionNames(`${this.#what}: booleans`, booleans, ["true", "false"]);
    this.#expect(
      isTexts(booleans.true) && isTexts(booleans.false) && booleans.true.length > 0,
      `booleans must be { true: [...], false: [...] } with the words of each, not ${shown(booleans)}.`,
    );
    const both = booleans.true.find((word) => booleans.false.includes(word));
    this.#expect(both === undefined, `booleans has ${shown(both)} for true and for false.`);
    const words = [...booleans.true, ...booleans.false];
    const isNull = isTexts(nulls) ? words.find((word) => nulls.includes(word)) : undefined;
    this.#expect(isNull === undefined, `${shown(isNull)} is in nulls and in booleans.`);
  }

  #numbers(): void {
    const { decimal, thousands, units } = this.#dialect;
    this.#expect(
      decimal === "." || decimal === ",",
      `decimal must be "." or ",", not ${shown(decimal)}.`,
    );
    if (thousands !== undefined) {
      this.#expect(
        isText(thousands) && /^[.,'’_ \u00a0\u2009\u202f]$/.test(thousands),
        `thousands must be one of "." "," "'" "’" "_" or a space, not ${shown(thousands)}.`,
      );
      this.#expect(
        thousands !== decimal,
        `thousands and decimal are both ${shown(thousands)}${decimal === "." ? '; where "." is between thousands, pass decimal: ","' : ""}.`,
      );
    }
    this.#expect(
      isTexts(units) && units.every((unit) => /^[^\d\s.,+-][^\d.,+-]{0,19}$/u.test(unit)),
      `units must be a list of what stands beside numbers, such as "€" or "%", without digits and signs of numbers, not ${shown(units)}.`,
    );
  }

  #contradictions(): void {
    const { delimiter, quote, escape, comment, header, skipLines, skipAfterHeader } = this.#dialect;
    const { decimal, thousands, footer } = this.#dialect;
    if (delimiter !== undefined) {
      this.#expect(delimiter !== quote, `delimiter and quote are both ${shown(delimiter)}.`);
      this.#expect(
        delimiter !== "\\" || (escape !== "backslash" && escape !== "sql"),
        `the delimiter is a backslash, which escape: ${shown(escape)} gives another meaning.`,
      );
      this.#expect(
        comment === undefined || !comment.startsWith(delimiter),
        `comment begins with the delimiter ${shown(delimiter)}: a line whose first cell is empty would be a comment.`,
      );
      for (const [name, sign] of Object.entries({ decimal, thousands }))
        this.#expect(
          quote !== undefined || sign !== delimiter,
          `${name} and delimiter are both ${shown(sign)}, which takes quotes around such numbers, and quote is null.`,
        );
    }
    this.#expect(
      comment === undefined || comment[0] !== quote,
      `comment begins with the quote ${shown(quote)}.`,
    );
    this.#expect(
      quote !== "\\" || (escape !== "backslash" && escape !== "sql"),
      `the quote is a backslash, which escape: ${shown(escape)} gives another meaning.`,
    );
    this.#expect(
      header === true || skipLines !== "header",
      'skipLines: "header" looks for a header, and header says that there is none.',
    );
    this.#expect(
      header === true || skipAfterHeader === 0,
      "skipAfterHeader is about lines behind a header, and header says that there is none: use skipLines.",
    );
    this.#expect(footer !== 0, "footer must not be 0; leave it out.");
  }

  #expect(isRight: boolean, message: string): void {
    if (!isRight) throw new TypeError(`${this.#what}: ${message}`);
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
