/** A regular expression as Python's `re` has it, or why that can't mean the same. */
export type PythonPattern =
  | { readonly pattern: string; readonly flags: number; readonly unicode: boolean }
  | { readonly reason: string };

/** Flags of Python's `re`. */
const [IGNORE_CASE, MULTILINE, DOT_ALL] = [2, 8, 16] as const;
const SPACES =
  "\\t\\n\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";
const LINE_ENDS = "\\n\\r\\u2028\\u2029";
/** What means the same in both languages behind a backslash, with `re.ASCII`. */
const SAME_ESCAPE = /^[dDwWbBtnrfv^$\\.*+?()[\]{}|]/;
const REFUSED_GROUPS = /^\?(?:<[=!]|[a-zA-Z-]+[:)])/;

/**
 * Translate a pattern of JavaScript, of which every text is to be matched by both languages or by neither: what has another
 * meaning in Python is written otherwise, and what can't be is refused. Without the flag `u`, Python has to be shown the text's
 * UTF-16 units.
 */
export function pythonPattern({ source, flags }: RegExp): PythonPattern {
  const odd = /[^dgimsu]/.exec(flags);
  if (odd !== null) return { reason: `the flag ${odd[0]}` };
  // With both flags, a Kelvin sign is a k, and a long s is an s.
  if (flags.includes("i") && flags.includes("u"))
    return { reason: "letters in any case by the flags i and u" };
  if (flags.includes("i") && /[^\0-\x7f]|\\[uxpPdDwWbBsS]/.test(source))
    return { reason: "letters other than ASCII's in any case" };
  const translation = new Translation(source, flags);
  const reason = translation.run();
  if (reason !== undefined) return { reason };
  return {
    pattern: translation.pattern,
    flags:
      (flags.includes("i") ? IGNORE_CASE : 0) |
      (flags.includes("m") ? MULTILINE : 0) |
      (flags.includes("s") ? DOT_ALL : 0),
    unicode: flags.includes("u"),
  };
}

class Translation {
  pattern = "";
  readonly #source: string;
  readonly #flags: string;
  #at = 0;

  constructor(source: string, flags: string) {
    this.#source = source;
    this.#flags = flags;
  }

  /** Why it can't be translated. */
  run(): string | undefined {
    while (this.#at < this.#source.length) {
      const reason = this.#part(this.#source[this.#at] as string);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  #part(character: string): string | undefined {
    const rest = this.#source.slice(this.#at + 1);
    switch (character) {
      case "\\":
        return this.#escape(rest, false);
      case "[":
        return this.#class(rest);
      case "(":
        return this.#group(rest);
      case "{":
        return this.#bounds();
      case "}":
      case "]":
        return `a bare ${character}`;
      case ".":
        return this.#put(this.#flags.includes("s") ? "." : `[^${LINE_ENDS}]`, 1);
      case "$":
        return this.#flags.includes("m")
          ? "the flag m, whose line ends are others"
          : this.#put("\\Z", 1);
      case "^":
        return this.#flags.includes("m")
          ? "the flag m, whose line ends are others"
          : this.#put("^", 1);
      default:
        return this.#literal(character);
    }
  }

  /** A character outside of ASCII is escaped: without the flag u, the two halves of one are to stay two. */
  #literal(character: string): undefined {
    if (character <= "\x7f") return this.#put(character, 1);
    const code = this.#source.codePointAt(this.#at) ?? 0;
    if (code > 0xff_ff && this.#flags.includes("u"))
      return this.#put(`\\U${code.toString(16).padStart(8, "0")}`, 2);
    return this.#put(`\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`, 1);
  }

  #put(text: string, length: number): undefined {
    this.pattern += text;
    this.#at += length;
  }

  #escape(rest: string, isInClass: boolean): string | undefined {
    const next = rest[0] ?? "";
    if (next === "s") return this.#put(isInClass ? SPACES : `[${SPACES}]`, 2);
    if (next === "S" && !isInClass) return this.#put(`[^${SPACES}]`, 2);
    if (isInClass && next === "b") return this.#put("\\x08", 2);
    const code = /^(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})/.exec(rest)?.[0];
    if (code !== undefined && /^u[dD][89a-fA-F]/.test(code) && this.#flags.includes("u"))
      return `\\${code}, half of a character`;
    if (code !== undefined) return this.#put(`\\${code}`, 1 + code.length);
    if (next === "0" && !/^0\d/.test(rest)) return this.#put("\\x00", 2);
    if (SAME_ESCAPE.test(next) && !(isInClass && next === "B")) return this.#put(`\\${next}`, 2);
    if (/^[^\w\s]/.test(next)) return this.#put(`\\${next}`, 2);
    return `\\${next}`;
  }

  #class(rest: string): string | undefined {
    const isNegated = rest.startsWith("^");
    if (rest[isNegated ? 1 : 0] === "]") return "an empty class";
    this.#put(isNegated ? "[^" : "[", isNegated ? 2 : 1);
    const first = this.#at;
    for (;;) {
      const character = this.#source[this.#at];
      if (character === undefined) return "a class without an end";
      if (character === "]") return this.#put("]", 1);
      if (character === "\\") {
        const reason = this.#escape(this.#source.slice(this.#at + 1), true);
        if (reason !== undefined) return reason;
      } else if (/[[&~|^]/.test(character)) this.#put(`\\${character}`, 1);
      else if (character === "-") {
        const reason = this.#hyphen(this.#at === first);
        if (reason !== undefined) return reason;
      } else this.#literal(character);
    }
  }

  /** A hyphen at an end of a class is one; between two characters it is a range. */
  #hyphen(isFirst: boolean): string | undefined {
    const [before, after] = [this.#source.slice(0, this.#at), this.#source[this.#at + 1]];
    if (isFirst || after === "]") return this.#put("\\-", 1);
    if (/\\[dDwWsS]$/.test(before) || /^-\\[dDwWsS]/.test(this.#source.slice(this.#at)))
      return "a hyphen beside a class";
    return this.#put("-", 1);
  }

  #group(rest: string): string | undefined {
    // Nothing refers to a group, so its name is of no use.
    const named = /^\?<[^=!>][^>]*>/.exec(rest);
    if (named !== null) return this.#put("(", 1 + named[0].length);
    if (REFUSED_GROUPS.test(rest)) return `the group (${rest.slice(0, 3)}`;
    const head = /^\?[:=!]/.exec(rest)?.[0] ?? "";
    return this.#put(`(${head}`, 1 + head.length);
  }

  #bounds(): string | undefined {
    const bounds = /^\{\d+(?:,\d*)?\}/.exec(this.#source.slice(this.#at))?.[0];
    return bounds === undefined ? "a bare {" : this.#put(bounds, bounds.length);
  }
}
