import { escapeLiteral, readEscape } from "./pattern-escape.ts";

/** A pattern in the regular expressions of Trino, or why it has none that matches the same texts. */
export type PatternSql = { readonly pattern: string } | { readonly refusal: string };

/** `.` of JavaScript. */
const ANY = "[^\\n\\r\\x{2028}\\x{2029}]";

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
  #out = "";

  constructor(source: string, isUnicode: boolean) {
    this.#source = source;
    this.#isUnicode = isUnicode;
  }

  read(): PatternSql {
    while (this.#at < this.#source.length) {
      const refusal = this.#term();
      if (refusal !== undefined) return { refusal };
    }
    return { pattern: this.#out };
  }

  #term(): string | undefined {
    const rest = this.#source.slice(this.#at);
    const group = /^\((?:\?[:=!]|\?<[A-Za-z_]\w*>|(?!\?))/.exec(rest)?.[0];
    if (group !== undefined) return this.#put(group.length, group.startsWith("(?<") ? "(" : group);
    const [character = ""] = rest;
    switch (character) {
      case "(":
        return "a lookbehind or a modifier in a pattern";
      case "|":
      case ")":
        return this.#put(1, character);
      case "^":
        return this.#put(1, "\\A");
      case "$":
        return this.#put(1, "\\z");
      case ".":
        return this.#putWide(1, ANY);
      case "[":
        return this.#class(rest);
      case "\\":
        return this.#escape(rest);
    }
    const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(rest)?.[0];
    if (quantifier !== undefined) return this.#put(quantifier.length, quantifier);
    return this.#literal(String.fromCodePoint(rest.codePointAt(0) ?? 0));
  }

  #put(length: number, text: string): undefined {
    this.#at += length;
    this.#out += text;
  }

  #literal(character: string): string | undefined {
    // Without the flag u, a quantifier is of its second half.
    if (character.length > 1 && !this.#isUnicode) return OUTSIDE;
    return this.#put(character.length, escapeLiteral(character));
  }

  #escape(rest: string): string | undefined {
    const escape = readEscape(rest, this.#isUnicode);
    if ("refusal" in escape) return escape.refusal;
    const { length, isWide, inside } = escape;
    if (isWide) return this.#putWide(length, `[${inside}]`);
    return this.#put(length, `[${inside}]`);
  }

  /** Something that matches characters which are two units of JavaScript's: only the flag u takes them as one. */
  #putWide(length: number, text: string): string | undefined {
    const next = this.#source.slice(this.#at + length);
    if (!this.#isUnicode && !/^[*+]/.test(next)) return OUTSIDE;
    return this.#put(length, text);
  }

  #class(rest: string): string | undefined {
    const isNegated = rest.startsWith("[^");
    let [at, inside, afterClass] = [isNegated ? 2 : 1, "", false];
    while (rest[at] !== "]") {
      const item = this.#item(rest.slice(at), inside === "");
      if ("refusal" in item) return item.refusal;
      if (item.isRange && (afterClass || /^-\\[dws]/.test(rest.slice(at))))
        return "a range of classes in a pattern";
      afterClass = /^\\[dws]/.test(rest.slice(at));
      [at, inside] = [at + item.length, inside + item.inside];
    }
    if (inside === "") return "an empty class in a pattern";
    const text = `[${isNegated ? "^" : ""}${inside}]`;
    return isNegated ? this.#putWide(at + 1, text) : this.#put(at + 1, text);
  }

  /** What a class has next. */
  #item(
    rest: string,
    isFirst: boolean,
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
    const isRange = character === "-" && !isFirst && rest[1] !== "]";
    return {
      length: character.length,
      inside: isRange ? "-" : escapeLiteral(character),
      isRange,
    };
  }
}

const OUTSIDE =
  "a pattern without the flag u in which a character outside of the Basic Multilingual Plane counts as two";
