import type { FieldPlace, FieldReader } from "./field-reader.ts";
import { InstantText, readDay } from "./instant-text.ts";

/** Dates, as days since 1970-01-01. */
export function dateReader({ field: { checker, takesAll }, at }: FieldPlace): FieldReader {
  return ({ bytes, starts, ends, numbers, size, width }, refused) => {
    for (let row = 0, place = at; row < size; row++, place += width) {
      const start = starts[place] as number;
      if (start < 0) continue;
      const end = ends[place] as number;
      const days = readDay(bytes, start, end);
      numbers[place] = days;
      const isTaken =
        !Number.isNaN(days) &&
        (takesAll || checker.passes?.(bytes.toString("latin1", start, end)) === true);
      if (!isTaken) refused[row] = 1;
    }
  };
}

/** Instants, as milliseconds since 1970-01-01T00:00:00Z; `isFiner` hears of the places of those with finer digits. */
export function instantReader(
  { field: { checker, takesAll }, at }: FieldPlace,
  isFiner: (place: number) => void,
): FieldReader {
  const instant = new InstantText();
  return ({ bytes, starts, ends, numbers, size, width }, refused) => {
    for (let row = 0, place = at; row < size; row++, place += width) {
      const start = starts[place] as number;
      if (start < 0) continue;
      if (!instant.read(bytes, start, ends[place] as number)) {
        refused[row] = 1;
        continue;
      }
      numbers[place] = instant.epochMs;
      const written = instant.write(bytes, start);
      ends[place] = written;
      if (instant.isFiner) isFiner(place);
      const isTaken =
        takesAll || checker.passes?.(bytes.toString("latin1", start, written)) === true;
      if (!isTaken) refused[row] = 1;
    }
  };
}
