import { forEachTopLevelKey } from "./top-level-keys.ts";

const QUOTE = 0x22;

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
  forEachTopLevelKey(text, (key) => counts.set(key, (counts.get(key) ?? 0) + 1));
  for (const [key, count] of counts) if (count === 1) counts.delete(key);
  return counts;
}
