const [QUOTE, BACKSLASH, COLON, OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [
  0x22, 0x5c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d,
] as const;

/**
 * Whether an object may have lost a key when its text was parsed: false is certain, true is not.
 *
 * A flat object's text has two quotes for each key and each string value; more of them mean a lost
 * key, an escaped quote, or something nested, which are told apart by {@link duplicateKeys}.
 */
export function mayHaveDuplicateKeys(
  value: object,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  let expected = 0;
  for (const key in value) {
    const field: unknown = (value as Record<string, unknown>)[key];
    expected += typeof field === "string" ? 4 : 2;
    if (typeof field === "object" && field !== null) return true;
  }
  let quotes = 0;
  for (let at = start; at < end; at++) if (bytes[at] === QUOTE) quotes++;
  return quotes !== expected;
}

/** The top-level keys that an object's text has more than once, each with how often; the text must be valid JSON. */
export function duplicateKeys(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of topLevelKeys(text)) counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const [key, count] of counts) if (count === 1) counts.delete(key);
  return counts;
}

function topLevelKeys(text: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === OPEN_OBJECT || unit === OPEN_LIST) depth++;
    else if (unit === CLOSE_OBJECT || unit === CLOSE_LIST) depth--;
    else if (unit === QUOTE) {
      const end = stringEnd(text, at);
      if (depth === 1 && isKey(text, end)) keys.push(JSON.parse(text.slice(at, end)) as string);
      at = end - 1;
    }
  }
  return keys;
}

/** The place behind the closing quote of the string that opens at `start`. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  for (let unit = text.charCodeAt(at); unit !== QUOTE; unit = text.charCodeAt(at))
    at += unit === BACKSLASH ? 2 : 1;
  return at + 1;
}

/** Whether the string that ends at a place is a key: a colon follows. */
function isKey(text: string, end: number): boolean {
  let at = end;
  while (/\s/.test(text.charAt(at))) at++;
  return text.charCodeAt(at) === COLON;
}
