/** Why a text is not JSON. */
export interface JsonFault {
  /** Place of the first character that can't be there, in UTF-16 units; the text's length when it ends too early. */
  readonly at: number;
  /** Whether the text ends too early: more of it might have made it JSON. */
  readonly isCut: boolean;
  readonly expected: string;
  readonly received: string;
  readonly hint: string | undefined;
}

/**
 * Say where and why a text is not JSON (RFC 8259), or `undefined` when it is.
 *
 * Used only for records that `JSON.parse` has refused, and agrees with it on every text.
 */
export function explainJsonFault(text: string): JsonFault | undefined {
  return new JsonReader(text).explain();
}

type Expect =
  | "a value"
  | "a value or ]"
  | "a key in double quotes"
  | "a key in double quotes or }"
  | ":"
  | ", or }"
  | ", or ]"
  | "the end of the record";

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[\p{L}\p{N}_$+\-.]+/uy;
const BLANK = /[ \t\r\n]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;

class JsonReader {
  readonly #text: string;
  /** The open brackets' closing ones, innermost last. */
  readonly #closers: ("}" | "]")[] = [];
  #at = 0;
  #expect: Expect = "a value";

  constructor(text: string) {
    this.#text = text;
  }

  explain(): JsonFault | undefined {
    for (;;) {
      this.#match(BLANK);
      if (this.#at === this.#text.length)
        return this.#expect === "the end of the record" ? undefined : this.#fault();
      const fault = this.#token(this.#text[this.#at] as string);
      if (fault !== undefined) return fault;
    }
  }

  #token(character: string): JsonFault | undefined {
    if (this.#closers.length > 0 && character === this.#closers.at(-1) && this.#mayClose())
      return this.#close();
    switch (this.#expect) {
      case "a value":
      case "a value or ]":
        return this.#value(character);
      case "a key in double quotes":
      case "a key in double quotes or }":
        return character === '"' ? this.#string(":") : this.#fault();
      case ":":
        return character === ":" ? this.#pass("a value") : this.#fault();
      case ", or }":
        return character === "," ? this.#pass("a key in double quotes") : this.#fault();
      case ", or ]":
        return character === "," ? this.#pass("a value") : this.#fault();
      default:
        return this.#fault();
    }
  }

  #mayClose(): boolean {
    return this.#expect.includes("or");
  }

  #value(character: string): JsonFault | undefined {
    if (character === "{") return this.#open("}", "a key in double quotes or }");
    if (character === "[") return this.#open("]", "a value or ]");
    if (character === '"') return this.#string(this.#afterValue());
    if (character === "-" || (character >= "0" && character <= "9")) return this.#number();
    return this.#word();
  }

  #open(closer: "}" | "]", expect: Expect): undefined {
    this.#closers.push(closer);
    return this.#pass(expect);
  }

  #close(): undefined {
    this.#closers.pop();
    return this.#pass(this.#afterValue());
  }

  #pass(expect: Expect): undefined {
    this.#at++;
    this.#expect = expect;
  }

  #afterValue(): Expect {
    const closer = this.#closers.at(-1);
    return closer === undefined ? "the end of the record" : `, or ${closer}`;
  }

  #string(next: Expect): JsonFault | undefined {
    this.#at++;
    for (;;) {
      this.#match(PLAIN);
      const character = this.#text[this.#at];
      if (character === '"') return this.#pass(next);
      if (character === undefined) return this.#fault("a closing quote");
      if (character !== "\\")
        return this.#fault("a closing quote or a character that may be in a string");
      if (!this.#match(ESCAPE)) return this.#badEscape();
    }
  }

  #badEscape(): JsonFault {
    const cut =
      this.#text.length - this.#at < 6 &&
      /^\\(u[0-9a-fA-F]{0,3})?$/.test(this.#text.slice(this.#at));
    if (cut) this.#at = this.#text.length;
    return this.#fault(
      cut ? "a closing quote" : 'one of the escapes \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX',
    );
  }

  #number(): JsonFault | undefined {
    const start = this.#at;
    const isNumber = this.#match(NUMBER);
    const end = this.#at;
    this.#match(WORD);
    if (isNumber && this.#at === end) return this.#next();
    const isCut =
      this.#at === this.#text.length &&
      /^-?(?:(?:0|[1-9]\d*)(?:\.|(?:\.\d+)?[eE][+-]?))?$/.test(this.#text.slice(start));
    this.#at = isCut ? this.#text.length : start;
    return this.#fault("a number as JSON writes it");
  }

  #word(): JsonFault | undefined {
    const start = this.#at;
    this.#match(WORD);
    const word = this.#text.slice(start, this.#at);
    if (word === "true" || word === "false" || word === "null") return this.#next();
    const isCut =
      word !== "" &&
      this.#at === this.#text.length &&
      ["true", "false", "null"].some((known) => known.startsWith(word));
    if (!isCut) this.#at = start;
    return this.#fault();
  }

  #next(): undefined {
    this.#expect = this.#afterValue();
  }

  /** Move past a match of a sticky pattern. */
  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const isMatch = pattern.test(this.#text);
    if (isMatch) this.#at = pattern.lastIndex;
    return isMatch;
  }

  #fault(expected: string = this.#expect): JsonFault {
    const isCut = this.#at >= this.#text.length;
    const received = isCut ? "the end of the text" : this.#shown();
    return { at: this.#at, isCut, expected, received, hint: isCut ? undefined : this.#hint() };
  }

  #shown(): string {
    WORD.lastIndex = this.#at;
    const word = WORD.exec(this.#text)?.[0];
    if (word !== undefined) return word.length > 30 ? `${word.slice(0, 30)}…` : word;
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    return /[\p{C}\p{Z}]/u.test(character) ? codePoint(character) : character;
  }

  #hint(): string | undefined {
    const rest = this.#text.slice(this.#at, this.#at + 30);
    return hintByText(rest) ?? this.#hintByPlace(rest);
  }

  #hintByPlace(rest: string): string | undefined {
    const before = this.#text.slice(Math.max(0, this.#at - 30), this.#at).trimEnd();
    if (this.#expect === "the end of the record" && rest.startsWith(","))
      return "in JSON Lines no comma follows a record";
    if (this.#expect === "the end of the record" && /^[{[]/.test(rest))
      return "a line holds one record; write each record on a line of its own";
    if (/^[}\]]/.test(rest) && before.endsWith(",")) return "JSON has no comma after the last one";
    if (/^\p{L}/u.test(rest) && this.#expect.startsWith("a key"))
      return "keys are written in double quotes";
    return /^["{[\d]/.test(rest) && this.#expect.startsWith(", or")
      ? "a comma is missing, or a quote inside a string is not escaped"
      : undefined;
  }
}

function codePoint(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `U+${hex}`;
}

const HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/^\uFEFF/, "a byte order mark may only be at the start of a file; remove it"],
  [/^\u001e/, "record separators (RFC 7464) are not read; write each record on a line of its own"],
  [/^'/, "strings and keys are in double quotes"],
  [/^[“”„‟″]/, 'typographic quotes are not JSON; use "'],
  [/^(?:\/\/|\/\*|#)/, "JSON has no comments"],
  [/^-?(?:NaN|Infinity|inf)\b/i, "JSON has no NaN and no Infinity; write null"],
  [/^(?:undefined|None|NULL|Null|nil)\b/, "write null"],
  [/^(?:True|TRUE|False|FALSE)\b/, "true and false are written in lower case"],
  [/^-?0\d/, "JSON numbers have no leading zeros; write digits that are not a number as a string"],
  [/^\+/, "JSON numbers have no plus sign"],
  [/^-?\./, "a JSON number has a digit before the point"],
  [/^-?\d+\.(?!\d)/, "a JSON number has a digit after the point"],
  [/^-?0[xob]/i, "JSON numbers are decimal"],
  [/^-?\d+,\d/, "the decimal sign is a point"],
  [/^\t/, "a tab inside a string is written \\t"],
  [/^[\r\n]/, "a line break inside a string is written \\n"],
  [/^\0/, "NUL bytes are not text; the file may be damaged, or in another encoding"],
];

function hintByText(rest: string): string | undefined {
  return HINTS.find(([pattern]) => pattern.test(rest))?.[1];
}
