/** What an escape of a pattern stands for, as the inside of a class; `isWide` where that has characters of two units. */
export type Escape =
  | { readonly length: number; readonly inside: string; readonly isWide: boolean }
  | { readonly refusal: string };

const DIGITS = "0-9";
const WORDS = "A-Za-z0-9_";
/** White space and line ends of ECMAScript. */
const SPACES =
  "\\x09-\\x0d\\x20\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";

const CLASSES: Readonly<Record<string, string>> = { d: DIGITS, w: WORDS, s: SPACES };
const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", f: "\f", v: "\v" };

/** Read the escape at the beginning of a text. */
export function readEscape(text: string, isUnicode: boolean): Escape {
  const letter = text[1] ?? "";
  const own = CLASSES[letter];
  if (own !== undefined) return { length: 2, inside: own, isWide: false };
  const opposite = CLASSES[letter.toLowerCase()];
  if (opposite !== undefined) return { length: 2, inside: `^${opposite}`, isWide: true };
  const control = CONTROLS[letter];
  if (control !== undefined) return one(2, control);
  const hex = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/.exec(text);
  if (hex !== null) return unit(hex[0].length, Number.parseInt(hex[1] ?? hex[2] ?? "", 16));
  const braced = isUnicode ? /^\\u\{([0-9a-fA-F]{1,6})\}/.exec(text) : null;
  if (braced !== null) return unit(braced[0].length, Number.parseInt(braced[1] ?? "", 16));
  if (/^[^A-Za-z0-9]$/.test(letter)) return one(2, letter);
  return { refusal: `\\${letter} in a pattern` };
}

function unit(length: number, code: number): Escape {
  if (code >= 0xd800 && code <= 0xdfff) return { refusal: "half of a surrogate pair in a pattern" };
  return one(length, String.fromCodePoint(code));
}

function one(length: number, character: string): Escape {
  return { length, inside: escapeLiteral(character), isWide: false };
}

/** A character that means itself, inside of a class and outside. */
export function escapeLiteral(character: string): string {
  if (/^[A-Za-z0-9_]$/.test(character)) return character;
  return `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
