import { escapeLiteral, readEscape } from "./pattern-escape.ts";

/** A pattern in the regular expressions of Trino, or why it has none that matches the same texts. */
export type PatternSql = { readonly pattern: string } | { readonly refusal: string };

/** `.` of JavaScript. */
const ANY = "[^\\n\\r\\x{2028}\\x{2029}]";

/** As often as Joni repeats something. */
const MOST_REPEATS = 100_000;
/** The end of the text where a match may begin anywhere: Joni passes over the very end of a text for `\\z` there. */
const OPEN_END = "(?![\\x{0}-\\x{10ffff}])";

/**
 * A pattern of JavaScript in the regular expressions of Trino and Athena (Joni), which matches exactly the same texts.
 *
 * What the two read differently is spelt out (`\d`, `\w`, `.`, `^`, `$`), and what can't be (Unicode properties, ignored case, word
 * boundaries, back references, what counts half characters) is refused.
 */
export function patternSql({ source, flags }: RegExp): PatternSql {
  const others = flags.replace(/[dgu]/g, "");
  if (others !== "") return { refusal: `the flag ${others} of a pattern` };
  return new PatternReader(source, flags.includes("u")).read();
}

class PatternReader {
  readonly #source: string;
  readonly #isUnicode: boolean;
  #at = 0;
  #out: string[] = [];
  #depth = 0;
  #isOpen = false;
  /** Whether a `+` of characters of two units came before, and whether something stands for certain between it and what comes. */
  #hasWide = false;
  #touchesWide = false;

  constructor(source: string, isUnicode: boolean) {
    this.#source = source;
    this.#isUnicode = isUnicode;
  }

  read(): PatternSql {
    while (this.#at < this.#source.length) {
      const refusal = this.#term();
      if (refusal !== undefined) return { refusal };
    }
    const isOpen = this.#isOpen || !this.#source.startsWith("^");
    const end = isOpen ? OPEN_END : "\\z";
    return { pattern: this.#out.map((text) => (text === "$" ? end : text)).join("") };
  }

  #term(): string | undefined {
    const rest = this.#source.slice(this.#at);
    const group = /^\((?:\?[:=!]|\?<[A-Za-z_]\w*>|(?!\?))/.exec(rest)?.[0];
    if (group !== undefined) {
      this.#depth++;
      return this.#put(group.length, group.startsWith("(?<") ? "(" : group);
    }
    const [character = ""] = rest;
    switch (character) {
      case "(":
        return "a lookbehind or a modifier in a pattern";
      case "|":
        this.#isOpen ||= this.#depth === 0;
        return this.#put(1, character);
      case ")":
        this.#depth--;
        if (this.#hasWide && rest[1] === "{") return OUTSIDE;
        return this.#put(1, character);
      case "^":
        return this.#put(1, "\\A");
      case "$":
        return this.#put(1, "$");
      case ".":
        return this.#putWide(1, ANY);
      case "[":
        return this.#class(rest);
      case "\\":
        return this.#escape(rest);
    }
    const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(rest)?.[0];
    if (quantifier !== undefined) return this.#quantifier(quantifier);
    return this.#literal(String.fromCodePoint(rest.codePointAt(0) ?? 0));
  }

  #put(length: number, text: string): undefined {
    this.#at += length;
    this.#out.push(text);
  }

  #quantifier(text: string): string | undefined {
    if ((text.match(/\d+/g) ?? []).some((times) => Number(times) > MOST_REPEATS))
      return `more than ${MOST_REPEATS} repetitions in a pattern`;
    return this.#put(text.length, text);
  }

  #literal(character: string): string | undefined {
    // Without the flag u, a quantifier is of its second half.
    if (character.length > 1 && !this.#isUnicode) return OUTSIDE;
    return this.#putOne(character.length, escapeLiteral(character));
  }

  #escape(rest: string): string | undefined {
    const escape = readEscape(rest, this.#isUnicode);
    if ("refusal" in escape) return escape.refusal;
    const { length, isWide, inside } = escape;
    if (isWide) return this.#putWide(length, `[${inside}]`);
    return this.#putOne(length, `[${inside}]`);
  }

  /** Something that matches characters of one unit. */
  #putOne(length: number, text: string): undefined {
    const isCertain = !/^(?:[*?]|\{0)/.test(this.#source.slice(this.#at + length));
    if (isCertain && this.#depth === 0) this.#touchesWide = false;
    return this.#put(length, text);
  }

  /**
   * Something that matches characters which are two units of JavaScript's: only the flag u takes them as one. Two of them side by
   * side would have a unit each.
   */
  #putWide(length: number, text: string): string | undefined {
    if (this.#isUnicode) return this.#put(length, text);
    const next = this.#source[this.#at + length];
    if (next !== "*" && next !== "+") return OUTSIDE;
    if (next === "+") {
      if (this.#touchesWide) return OUTSIDE;
      this.#touchesWide = this.#hasWide = true;
    }
    return this.#put(length, text);
  }

  #class(rest: string): string | undefined {
    const isNegated = rest.startsWith("[^");
    let [at, inside, afterClass] = [isNegated ? 2 : 1, "", false];
    // How many items a range has so far: a hyphen behind one that is complete is no other's.
    let ofRange = 0;
    while (rest[at] !== "]") {
      const item = this.#item(rest.slice(at), ofRange !== 1);
      if ("refusal" in item) return item.refusal;
      ofRange = item.isRange ? 2 : ofRange === 2 ? 0 : 1;
      if (item.isRange && (afterClass || /^-\\[dws]/.test(rest.slice(at))))
        return "a range of classes in a pattern";
      afterClass = /^\\[dws]/.test(rest.slice(at));
      [at, inside] = [at + item.length, inside + item.inside];
    }
    if (inside === "") return "an empty class in a pattern";
    const text = `[${isNegated ? "^" : ""}${inside}]`;
    return isNegated ? this.#putWide(at + 1, text) : this.#putOne(at + 1, text);
  }

  /** What a class has next. */
  #item(
    rest: string,
    beginsItem: boolean,
  ): { length: number; inside: string; isRange: boolean } | { refusal: string } {
    if (rest === "") return { refusal: "a pattern that isn't closed" };
    if (rest.startsWith("\\")) {
      const escape = readEscape(rest, this.#isUnicode);
      if ("refusal" in escape) return escape;
      return escape.isWide
        ? { refusal: "a negated class inside of another in a pattern" }
        : { ...escape, isRange: false };
    }
    const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    if (character.length > 1 && !this.#isUnicode) return { refusal: OUTSIDE };
    const isRange = character === "-" && !beginsItem && rest[1] !== "]";
    return {
      length: character.length,
      inside: isRange ? "-" : escapeLiteral(character),
      isRange,
    };
  }
}

const OUTSIDE =
  "a pattern without the flag u in which a character outside of the Basic Multilingual Plane counts as two";
