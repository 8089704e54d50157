import { parseDate, parseTimestamp } from "@cloudapi/core";

/** What a text may be beside text. */
export type TextKind =
  | "integer"
  | "code"
  | "number"
  | "comma number"
  | "boolean"
  | "timestamp"
  | "date"
  | "ipv4"
  | "uuid"
  | "json";

const INTEGER = /^-?(?:0|[1-9]\d*)$/;
const CODE = /^0\d+$/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** As much of Europe writes numbers: `1.234,50` and `0,5`. */
const COMMA_NUMBER = /^-?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+(?:[eE][+-]?\d+)?$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** Longer texts are nothing but text. */
const MOST_CHARACTERS = 100;

/** All that a text may be. */
export function kindsOfText(text: string): TextKind[] {
  if (/^\s*[{[]/.test(text)) return isJson(text) ? ["json"] : [];
  if (text.length > MOST_CHARACTERS) return [];
  const first = text.charCodeAt(0);
  const isNumeric = first === 0x2d || (first >= 0x30 && first <= 0x39);
  const found: TextKind[] = [];
  if (isNumeric) {
    if (INTEGER.test(text)) found.push("integer");
    if (CODE.test(text)) found.push("code");
    if (NUMBER.test(text) && Number.isFinite(Number(text))) found.push("number");
    if (COMMA_NUMBER.test(text)) found.push("comma number");
    if (parseTimestamp(text) !== undefined) found.push("timestamp");
    if (parseDate(text) !== undefined) found.push("date");
    if (IPV4.test(text)) found.push("ipv4");
  }
  if (/^(?:true|false)$/i.test(text)) found.push("boolean");
  if (UUID.test(text)) found.push("uuid");
  return found;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
