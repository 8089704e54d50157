// JSON's grammar in the regular expressions of Trino. Loops are atomic, so that no text takes more than its length in time.

const BLANKS = "[ \\t\\r\\n]*+";
const STRING = '"(?>[^"\\\\\\x00-\\x1f]+|\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4}))*+"';
const NUMBER = "-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+";
/** A value without others inside; `@` stands for an object that had them, and `@3` for a list of three. */
const VALUE = `(?:${STRING}|${NUMBER}|true|false|null|@[0-9]*+)`;
const MEMBER = `${STRING}${BLANKS}:${BLANKS}${VALUE}`;
const LIST = `${BLANKS}(?:${VALUE}${BLANKS}(?:,${BLANKS}${VALUE}${BLANKS})*+)?+`;
const MEMBERS = `${BLANKS}(?:${MEMBER}${BLANKS}(?:,${BLANKS}${MEMBER}${BLANKS})*+)?+`;

/** Patterns for the text of a record, all but the last for one without objects and lists inside its values. */
export const JSON_PATTERNS = Object.freeze({
  blank: "\\A[ \\t\\r\\n]*+\\z",
  /** Strings, also one that is not closed. */
  strings: '"(?>[^"\\\\]+|\\\\(?s:.))*+(?:"|\\\\?\\z)',
  /** What stands between the braces of an object. */
  body: "\\A[ \\t\\r\\n]*+\\{((?s).*)\\}[ \\t\\r\\n]*+\\z",
  /** A string, which is the first group, or a list, whose inside is the second one, or an object, that have no other inside. */
  innermost: `(${STRING})|\\[(${LIST})\\]|\\{${MEMBERS}\\}`,
  members: `\\A${MEMBERS}\\z`,
  value: `\\A${BLANKS}${VALUE}${BLANKS}\\z`,
  element: VALUE,
  /** One member; its key and its value are the groups. */
  member: `(${STRING})${BLANKS}:${BLANKS}(${VALUE})`,
  /** A string whose escapes name whole characters: no half of a surrogate pair. */
  wellFormed:
    '\\A"(?>[^"\\\\]+|\\\\[^u]|\\\\u(?:[0-9a-cA-CefEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2}|[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}))*+"\\z',
  number: `\\A${NUMBER}\\z`,
});
