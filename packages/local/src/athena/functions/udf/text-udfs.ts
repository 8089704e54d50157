import { createHash } from "node:crypto";
import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { Udf } from "./udf.ts";
import { udf } from "./udf.ts";

function invalid(message: string): TrinoError {
  return new TrinoError("INVALID_FUNCTION_ARGUMENT", message);
}

/** Code points from `start`, counted from 1, or from the end when negative; nothing for 0. */
function substr(text: string, start: bigint, length?: bigint): string {
  const points = Array.from(text);
  const from = start > 0n ? Number(start) - 1 : points.length + Number(start);
  if (start === 0n || from < 0 || from >= points.length || (length !== undefined && length <= 0n))
    return "";
  return points.slice(from, length === undefined ? undefined : from + Number(length)).join("");
}

/** The position of the nth occurrence, from the end when n is negative; 0 for none. */
function strpos(text: string, part: string, nth: bigint): bigint {
  if (nth === 0n) throw invalid("'instance' must not be a positive or negative number.");
  if (part === "") return 1n;
  let at = nth > 0n ? -1 : text.length + 1;
  for (let i = 0n; i < (nth > 0n ? nth : -nth); i++) {
    if (nth < 0n && at <= 0) return 0n;
    at = nth > 0n ? text.indexOf(part, at + 1) : text.lastIndexOf(part, at - 1);
    if (at < 0) return 0n;
  }
  return BigInt(Array.from(text.slice(0, at)).length + 1);
}

const MOST_PADDED = 10_000_000;

function pad(text: string, length: bigint, padding: string, side: string): string {
  if (length < 0n || length > 2_147_483_647n)
    throw invalid("Target length must be in the range [0..2147483647]");
  const points = Array.from(text);
  const missing = Number(length) - points.length;
  if (missing > MOST_PADDED)
    throw new TrinoError(
      "EXCEEDED_LOCAL_MEMORY_LIMIT",
      `The embedded Athena pads by at most ${MOST_PADDED} characters`,
    );
  if (missing <= 0) return points.slice(0, Number(length)).join("");
  if (padding === "") throw invalid("Padding string must not be empty");
  const fill = Array.from(padding.repeat(Math.ceil(missing / Array.from(padding).length)))
    .slice(0, missing)
    .join("");
  return side === "left" ? fill + text : text + fill;
}

function split(text: string, by: string, limit: bigint): readonly string[] {
  if (limit <= 0n) throw invalid("Limit must be positive");
  if (by === "") throw invalid("The delimiter may not be the empty string");
  const parts = text.split(by);
  if (BigInt(parts.length) <= limit) return parts;
  const kept = parts.slice(0, Number(limit) - 1);
  return [...kept, parts.slice(Number(limit) - 1).join(by)];
}

function splitPart(text: string, by: string, index: bigint): string | null {
  if (index <= 0n) throw invalid("Index must be greater than zero");
  if (by === "") return Array.from(text)[Number(index) - 1] ?? null;
  return text.split(by)[Number(index) - 1] ?? null;
}

function levenshtein(left: string, right: string): bigint {
  const a = Array.from(left);
  const b = Array.from(right);
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of a.entries()) {
    const next = [i + 1];
    for (const [j, other] of b.entries()) {
      next.push(
        Math.min(
          (row[j] ?? 0) + (letter === other ? 0 : 1),
          (row[j + 1] ?? 0) + 1,
          (next[j] ?? 0) + 1,
        ),
      );
    }
    row = next;
  }
  return BigInt(row[b.length] ?? 0);
}

function codepoint(text: string): number {
  const points = Array.from(text);
  if (points.length !== 1) throw invalid("Input string must be a single character string");
  return text.codePointAt(0) ?? 0;
}

/** Upper case letter by letter, as Trino does: `ß` stays. */
function upper(text: string): string {
  return Array.from(text)
    .map((letter) =>
      Array.from(letter.toUpperCase()).length === 1 ? letter.toUpperCase() : letter,
    )
    .join("");
}

/** White space as Trino trims it: Unicode's, but not the no-break spaces. */
function trim(text: string, side: string): string {
  const space =
    "[\\t\\n\\v\\f\\r\\x1c-\\x1f \\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000]+";
  const left = side === "right" ? text : text.replace(new RegExp(`^${space}`), "");
  return side === "left" ? left : left.replace(new RegExp(`${space}$`), "");
}

/** RFC 3986, appendix B, with a scheme that is one. */
const URI =
  /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/;

/** A part of a URI, empty where it has none; null of what is no URI. */
function url(text: string, part: string): string | null {
  if (/[\s<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})/.test(text)) return null;
  const match = URI.exec(text);
  if (match === null) return null;
  const [, protocol = "", authority = "", path = "", query = "", fragment = ""] = match;
  if (match[1] === undefined && /^[^/]*:/.test(path)) return null;
  const opaque = match[1] !== undefined && match[2] === undefined && !path.startsWith("/");
  switch (part) {
    case "protocol":
      return protocol;
    case "path":
      return opaque ? "" : decode(path);
    case "query":
      return opaque ? "" : decode(query);
    case "fragment":
      return decode(fragment);
    default:
      return authority.replace(/^[^@]*@/, "").replace(/:\d*$/, "");
  }
}

function urlPort(text: string): bigint | null {
  const port = /^[^:/?#]+:\/\/[^/?#]*?:(\d+)(?:[/?#]|$)/.exec(text)?.[1];
  return port === undefined ? null : BigInt(port);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function urlParameter(text: string, name: string): string | null {
  const query = /\?([^#]*)/.exec(text)?.[1];
  for (const pair of query?.split("&") ?? []) {
    const [key = "", ...value] = pair.split("=");
    if (decode(key) === name) return value.length === 0 ? "" : decode(value.join("="));
  }
  return null;
}

function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replaceAll(/[!'()~]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

function urlDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw invalid(`Invalid URL encoding: ${text}`);
  }
}

function fromHex(text: string): Uint8Array {
  if (!/^([0-9a-fA-F]{2})*$/.test(text)) throw invalid(`Invalid hex string: ${text}`);
  return Uint8Array.from(Buffer.from(text, "hex"));
}

function fromBase64(text: string): Uint8Array {
  const digits = /^([A-Za-z0-9+/]*)={0,2}$/.exec(text)?.[1];
  const whole = digits?.length === text.length || text.length % 4 === 0;
  if (digits === undefined || digits.length % 4 === 1 || !whole)
    throw invalid(`Invalid base64 string: ${text}`);
  return Uint8Array.from(Buffer.from(text, "base64"));
}

/** LIKE with an escape character, which must stand before `%`, `_` or itself. */
function likeEscape(text: string, pattern: string, escape: string): boolean {
  if (Array.from(escape).length !== 1) throw invalid("Escape string must be a single character");
  let source = "";
  const letters = Array.from(pattern);
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i] ?? "";
    if (letter !== escape) {
      source += letter === "%" ? "[\\s\\S]*" : letter === "_" ? "[\\s\\S]" : quote(letter);
      continue;
    }
    const next = letters[++i];
    if (next !== "%" && next !== "_" && next !== escape)
      throw invalid("Escape character must be followed by '%', '_' or the escape character itself");
    source += quote(next);
  }
  return new RegExp(`^${source}$`, "u").test(text);
}

function quote(letter: string): string {
  return letter.replaceAll(/[.*+?^${}()|[\]\\/-]/g, (each) =>
    each === "-" ? "\\x2d" : `\\${each}`,
  );
}

/** Text functions whose corner cases DuckDB answers otherwise. */
export const TEXT_UDFS: readonly Udf[] = [
  udf("trino_substr", ["VARCHAR", "BIGINT"], "VARCHAR", (text: string, start: bigint) =>
    substr(text, start),
  ),
  udf("trino_substr_length", ["VARCHAR", "BIGINT", "BIGINT"], "VARCHAR", substr),
  udf("trino_strpos", ["VARCHAR", "VARCHAR", "BIGINT"], "BIGINT", strpos),
  udf("trino_pad", ["VARCHAR", "BIGINT", "VARCHAR", "VARCHAR"], "VARCHAR", pad),
  udf("trino_split", ["VARCHAR", "VARCHAR", "BIGINT"], "VARCHAR[]", split),
  udf("trino_split_part", ["VARCHAR", "VARCHAR", "BIGINT"], "VARCHAR", splitPart),
  udf(
    "trino_replace",
    ["VARCHAR", "VARCHAR", "VARCHAR"],
    "VARCHAR",
    (text: string, from: string, to: string) =>
      from === ""
        ? Array.from(text)
            .map((letter) => to + letter)
            .join("") + to
        : text.split(from).join(to),
  ),
  udf("trino_reverse", ["VARCHAR"], "VARCHAR", (text: string) =>
    Array.from(text).reverse().join(""),
  ),
  udf("trino_upper", ["VARCHAR"], "VARCHAR", upper),
  udf("trino_trim", ["VARCHAR", "VARCHAR"], "VARCHAR", trim),
  udf("trino_codepoint", ["VARCHAR"], "INTEGER", codepoint),
  udf("trino_levenshtein", ["VARCHAR", "VARCHAR"], "BIGINT", levenshtein),
  udf("trino_like_escape", ["VARCHAR", "VARCHAR", "VARCHAR"], "BOOLEAN", likeEscape),
  udf("trino_url", ["VARCHAR", "VARCHAR"], "VARCHAR", url),
  udf("trino_url_port", ["VARCHAR"], "BIGINT", urlPort),
  udf("trino_url_parameter", ["VARCHAR", "VARCHAR"], "VARCHAR", urlParameter),
  udf("trino_url_encode", ["VARCHAR"], "VARCHAR", urlEncode),
  udf("trino_url_decode", ["VARCHAR"], "VARCHAR", urlDecode),
  udf("trino_from_utf8", ["BLOB"], "VARCHAR", (bytes: Uint8Array) =>
    new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes),
  ),
  udf("trino_from_hex", ["VARCHAR"], "BLOB", fromHex),
  udf("trino_from_base64", ["VARCHAR"], "BLOB", fromBase64),
  udf("trino_hash", ["VARCHAR", "BLOB"], "BLOB", (algorithm: string, bytes: Uint8Array) =>
    Uint8Array.from(createHash(algorithm).update(bytes).digest()),
  ),
];
