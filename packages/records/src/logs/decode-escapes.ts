import { isUtf8 } from "node:buffer";

const ESCAPE = /(?:\\x[0-9A-Fa-f]{2})+|\\["\\nrt]/g;
const CHARACTERS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/**
 * Text as it was before a server escaped it: `\"`, `\\`, `\n`, `\r`, `\t`, and bytes as `\xHH`.
 *
 * Bytes that are not UTF-8, or are control characters, stay escaped: such a text is what a scanner sent, and no table likes it.
 */
export function decodeEscapes(text: string | null): string | null {
  if (text === null || text === "") return null;
  return text.includes("\\") ? text.replace(ESCAPE, decode) : text;
}

function decode(escape: string): string {
  const [, second = ""] = escape;
  if (second !== "x") return CHARACTERS[second] ?? second;
  return plainText(escape, escape.replaceAll("\\x", ""));
}

/** Undo the URL encoding of a text once; what is not UTF-8, or a control character, stays encoded. */
export function decodePercents(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escape) =>
    plainText(escape, escape.replaceAll("%", "")),
  );
}

/** The text of bytes in hexadecimal, or the escape they stand in when they are no text that is shown. */
function plainText(escape: string, hex: string): string {
  const bytes = Buffer.from(hex, "hex");
  const isPlain = isUtf8(bytes) && bytes.every((byte) => byte >= 0x20 && byte !== 0x7f);
  return isPlain ? bytes.toString("utf8") : escape;
}
