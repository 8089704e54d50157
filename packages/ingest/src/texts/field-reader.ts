import type { FlatField, FlatRows } from "@cloudapi/records/internal";
import type { TextRows } from "../source/text-rows.ts";

/**
 * Reads the values of one field, whose places are noted in the flat rows, and marks the rows whose value leaves a doubt: others say what those are.
 * Readers that run for every value have a loop of their own, so that what they call is known to the compiler.
 */
export type FieldReader = (flat: FlatRows, refused: Uint8Array) => void;

/** A field, and the column that its texts are in. */
export interface FieldPlace {
  readonly field: FlatField;
  /** Which of the fields it is. */
  readonly at: number;
  /** Which of the columns; -1 for a field that no column has. */
  readonly column: number;
}

/** Reads a text from its bytes; whether it is taken. `at` is its place in the flat rows, where its bytes are noted already. */
export type TextReader = (flat: FlatRows, at: number, start: number, end: number) => boolean;

/** Notes where the values of the fields begin and end: those of each field in its place among the columns of the texts. */
export function placeValues(places: readonly number[]): (rows: TextRows, flat: FlatRows) => void {
  const isSame = places.every((column, at) => column === at);
  return (rows, flat) => {
    if (isSame && rows.width === flat.width) {
      const count = rows.size * rows.width;
      flat.starts.set(rows.starts.subarray(0, count));
      flat.ends.set(rows.ends.subarray(0, count));
    } else for (const [at, column] of places.entries()) placeColumn(rows, flat, { at, column });
  };
}

function placeColumn(
  { starts, ends, width, size }: TextRows,
  flat: FlatRows,
  { at, column }: Omit<FieldPlace, "field">,
): void {
  for (let row = 0, from = column, to = at; row < size; row++, from += width, to += flat.width) {
    flat.starts[to] = column < 0 ? -1 : (starts[from] as number);
    flat.ends[to] = column < 0 ? -1 : (ends[from] as number);
  }
}

/** Marks rows without a value that may not lack it. */
export function refuseAbsent({ field, at }: FieldPlace): FieldReader {
  if (field.mayLack) return () => undefined;
  return ({ starts, size, width }, refused) => {
    for (let row = 0, place = at; row < size; row++, place += width)
      if ((starts[place] as number) < 0) refused[row] = 1;
  };
}

/** A reader of a field by one of its texts. */
export function fieldReader({ at }: FieldPlace, read: TextReader): FieldReader {
  return (flat, refused) => {
    const { starts, ends, size, width } = flat;
    for (let row = 0, place = at; row < size; row++, place += width) {
      const start = starts[place] as number;
      if (start >= 0 && !read(flat, place, start, ends[place] as number)) refused[row] = 1;
    }
  };
}
