import { putField } from "@cloudapi/core/internal";
import { quotedText } from "./array-text.ts";

/** The pairs of an hstore's text, such as `"a"=>"1", "b"=>NULL`; `undefined` for other text. */
export function parseHstoreText(text: string): Record<string, string | null> | undefined {
  const pairs: Record<string, string | null> = {};
  let at = 0;
  while (at < text.length) {
    if (text[at] !== '"') return undefined;
    const key = quotedText(text, at);
    if (!text.startsWith("=>", key.end)) return undefined;
    const value = readValue(text, key.end + 2);
    if (value === undefined) return undefined;
    putField(pairs, key.value, value.value);
    at = text.startsWith(", ", value.end) ? value.end + 2 : value.end;
  }
  return pairs;
}

function readValue(text: string, at: number): { value: string | null; end: number } | undefined {
  if (text[at] === '"') return quotedText(text, at);
  return text.startsWith("NULL", at) ? { value: null, end: at + 4 } : undefined;
}
