import { eastAsianWidth } from "get-east-asian-width";

/**
 * The columns that a printable text takes in a terminal: never fewer than it takes. Terminals differ on joined
 * emoji; here these take what their parts take.
 */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

// Marks that terminals draw on the letter before. Those that Unicode got later, many give a column of their own.
const MARKS = [
  { first: 0x300, last: 0x896 },
  { first: 0x900, last: 0xecd },
  { first: 0xf00, last: 0x1abe },
  { first: 0x1dc0, last: 0x1df9 },
  { first: 0x20d0, last: 0x20f0 },
  { first: 0x302a, last: 0x309a },
  { first: 0xfe20, last: 0xfe2f },
];
const LATE_MARKS = new Set([0xb55, 0xc3c, 0xd81]);
/** Vowels and final consonants of Hangul, which join the letter before. */
const JOINED_HANGUL = /[\u1160-\u11ff]/;
const FIRST_EMOJI = 0x1_f000;
const LAST_EMOJI = 0x1_faff;

function widthOf(character: string): number {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint >= 0x20 && codePoint < 0x7f) return 1;
  if (isDrawnOnLetter(character, codePoint) || JOINED_HANGUL.test(character)) return 0;
  if (codePoint >= FIRST_EMOJI && codePoint <= LAST_EMOJI) return 2;
  return eastAsianWidth(codePoint);
}

function isDrawnOnLetter(character: string, codePoint: number): boolean {
  const isInBlock = MARKS.some(({ first, last }) => codePoint >= first && codePoint <= last);
  return isInBlock && !LATE_MARKS.has(codePoint) && /[\p{Mn}\p{Me}]/u.test(character);
}

/** The text, filled with spaces to a width. */
export function padTo(text: string, width: number, align: "left" | "right" = "left"): string {
  const spaces = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "right" ? spaces + text : text + spaces;
}
