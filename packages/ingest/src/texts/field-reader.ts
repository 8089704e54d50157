import type { FlatField, FlatRows } from "@cloudapi/records/internal";
import type { TextRows } from "../source/text-rows.ts";

/** Reads the values of one field into flat rows, and marks the rows whose value leaves a doubt: others say what those are. */
export type FieldReader = (rows: TextRows, flat: FlatRows, refused: Uint8Array) => void;

/** A field, and the column that its texts are in. */
export interface FieldPlace {
  readonly field: FlatField;
  /** Which of the fields it is. */
  readonly at: number;
  /** Which of the columns. */
  readonly column: number;
}

/** Reads a text from its bytes; whether it is taken. `at` is its place in the flat rows, where its bytes are noted already. */
export type TextReader = (flat: FlatRows, at: number, start: number, end: number) => boolean;

/** A reader of a field by one of its texts. */
export function fieldReader({ field, at, column }: FieldPlace, read: TextReader): FieldReader {
  const { mayLack } = field;
  return (rows, flat, refused) => {
    const { starts, ends, width, size } = rows;
    for (let row = 0, from = column, to = at; row < size; row++, from += width, to += flat.width) {
      const start = starts[from] as number;
      const end = ends[from] as number;
      flat.starts[to] = start;
      flat.ends[to] = end;
      const isTaken = start < 0 ? mayLack : read(flat, to, start, end);
      if (!isTaken) refused[row] = 1;
      // Where it was written anew in its place, it is that for others, too, who look at it if it is not taken.
      if (start >= 0) ends[from] = flat.ends[to] as number;
    }
  };
}

/** A reader of a field that no column has. */
export function absentReader(at: number): (rows: Pick<TextRows, "size">, flat: FlatRows) => void {
  return ({ size }, flat) => {
    for (let row = 0, to = at; row < size; row++, to += flat.width) flat.starts[to] = -1;
  };
}
