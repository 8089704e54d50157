import type { FlatField } from "@cloudapi/records/internal";
import type { TextReader } from "./field-reader.ts";
import { InstantText, readDay } from "./instant-text.ts";

/** Dates, as days since 1970-01-01. */
export function dateReader({ checker, takesAll }: FlatField): TextReader {
  return (flat, at, start, end) => {
    const days = readDay(flat.bytes, start, end);
    if (Number.isNaN(days)) return false;
    flat.numbers[at] = days;
    return takesAll || checker.passes?.(flat.bytes.toString("latin1", start, end)) === true;
  };
}

/** Instants, as milliseconds since 1970-01-01T00:00:00Z; `isFiner` hears of those with finer digits. */
export function instantReader(
  { checker, takesAll }: FlatField,
  isFiner: (at: number) => void,
): TextReader {
  const instant = new InstantText();
  return (flat, at, start, end) => {
    const { bytes } = flat;
    if (!instant.read(bytes, start, end)) return false;
    flat.numbers[at] = instant.epochMs;
    const written = instant.write(bytes, start);
    flat.ends[at] = written;
    if (instant.isFiner) isFiner(at);
    return takesAll || checker.passes?.(bytes.toString("latin1", start, written)) === true;
  };
}
