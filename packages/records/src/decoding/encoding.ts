/** An encoding that text is decoded from. */
export interface Encoding {
  /** What it is called: `windows-1252`, `UTF-16LE`. */
  readonly name: string;
  /** How its bytes are cut: one by one, in pairs, or as many as it takes. */
  readonly kind: "utf-8" | "utf-16" | "single" | "multi";
}

/** Names of Python, Excel and iconv that the Encoding Standard does not have. */
const ALIASES: Readonly<Record<string, string>> = {
  cp932: "shift_jis",
  cp936: "gbk",
  cp949: "euc-kr",
  cp950: "big5",
  cp65001: "utf-8",
  macroman: "macintosh",
  "mac-roman": "macintosh",
  utf16: "utf-16",
  "utf-16-le": "utf-16le",
  "utf-16-be": "utf-16be",
  utf16le: "utf-16le",
  utf16be: "utf-16be",
  "utf-8-sig": "utf-8",
};
/** Those are ISO 8859-1 here; the Encoding Standard takes them for Windows-1252. */
const LATIN1 = [
  "latin1",
  "latin-1",
  "iso-8859-1",
  "iso8859-1",
  "iso88591",
  "l1",
  "cp819",
  "ibm819",
];
const MULTI = ["shift_jis", "euc-jp", "iso-2022-jp", "gbk", "gb18030", "big5", "euc-kr"];
const REFUSED = ["replacement", "x-user-defined"];

/**
 * The encoding of a name; of UTF-16 without a byte order, the little endian one.
 *
 * @throws {TypeError} for names that no decoder has
 */
export function encodingOf(what: string, name: string): Encoding {
  const wanted =
    typeof (name as unknown) === "string" ? name.trim().toLowerCase().replaceAll("_", "-") : "";
  if (LATIN1.includes(wanted)) return { name: "ISO-8859-1", kind: "single" };
  const label = labelOf(ALIASES[wanted] ?? name) ?? labelOf(wanted);
  if (label === undefined || REFUSED.includes(label))
    throw new TypeError(
      `${what}: encoding must be the name of an encoding that Node's TextDecoder has, such as "windows-1252", "iso-8859-2", "utf-16le", "shift_jis" or "macintosh", not ${JSON.stringify(name)}. Convert other files to UTF-8 first, for example with iconv.`,
    );
  if (label === "utf-8") return { name: "UTF-8", kind: "utf-8" };
  if (label.startsWith("utf-16")) return { name: label.toUpperCase(), kind: "utf-16" };
  return { name: label, kind: MULTI.includes(label) ? "multi" : "single" };
}

function labelOf(name: unknown): string | undefined {
  try {
    return new TextDecoder(name as string).encoding;
  } catch {
    return undefined;
  }
}
