import { type FieldChecker, type FlatField, hashOf, KnownTexts } from "@cloudapi/records/internal";
import { isoInstant } from "../sql/iso-time.ts";
import type { TextReader } from "./field-reader.ts";
import { InstantText } from "./instant-text.ts";

/** Texts as they are: those that fit the contract. */
export function textReader({ checker, takesAll }: FlatField, texts: number): TextReader {
  if (takesAll) return takeAll;
  const known = new KnownTexts(texts);
  return ({ bytes }, _, start, end) => {
    const hash = hashOf(bytes, start, end);
    if (known.has(bytes, start, end, hash)) return true;
    if (!fits(checker, bytes.toString("utf8", start, end))) return false;
    known.add(bytes, start, end, hash);
    return true;
  };
}

/** Instants in a column of text, written as ISO 8601 has them. */
export function instantTextReader({ checker, takesAll }: FlatField): TextReader {
  const instant = new InstantText();
  return (flat, at, start, end) => {
    const { bytes } = flat;
    if (instant.read(bytes, start, end)) flat.ends[at] = instant.write(bytes, start);
    else if (isOtherwise(bytes.toString("utf8", start, end))) return false;
    return takesAll || fits(checker, bytes.toString("utf8", start, flat.ends[at]));
  };
}

/** Whether a text is written in another way than it came. */
function isOtherwise(text: string): boolean {
  return isoInstant(text) !== text;
}

function takeAll(): boolean {
  return true;
}

function fits({ limit, convert, passes }: FieldChecker, text: string): boolean {
  const isTooLong = limit !== undefined && text.length > limit.length;
  return !isTooLong && "asIs" in convert(text) && passes?.(text) === true;
}
