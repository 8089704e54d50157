import { type FlatField, type FlatPlan, FlatRows } from "@cloudapi/records/internal";
import type { TextRows } from "../source/text-rows.ts";
import {
  type FieldPlace,
  type FieldReader,
  fieldReader,
  placeValues,
  refuseAbsent,
  type TextReader,
} from "./field-reader.ts";
import { decimalReader, integerReader, numberReader } from "./read-number.ts";
import { otherReader } from "./read-other.ts";
import { instantTextReader, textReader } from "./read-text.ts";
import { dateReader, instantReader } from "./read-time.ts";
import { letGo, noteTimes, openRows } from "./taken-rows.ts";
import type { TextPlan } from "./text-plan.ts";

/** Takes rows by the bytes of their texts, where these leave no doubt of what the contract says; they are valid until the next ones are taken. */
export class TextTaker {
  readonly #flat: FlatRows;
  readonly #place: ReturnType<typeof placeValues>;
  readonly #readers: readonly FieldReader[];
  /** The fields whose texts are written anew in their places, and the columns that these are in. */
  readonly #rewritten: readonly FieldPlace[];
  /** Instants with finer digits, by the row that they are in. */
  #finer: number[] = [];

  constructor(plan: TextPlan, convert: (value: unknown) => unknown) {
    this.#flat = new FlatRows(plan.flat, { isAscii: false });
    this.#place = placeValues(plan.places);
    const places = plan.flat.fields.map((field, at) => ({
      field,
      at,
      column: plan.places[at] as number,
    }));
    this.#rewritten = places.filter(({ column }) => plan.columns[column]?.type.form === "instant");
    this.#readers = places.flatMap((place) => [
      ...(place.column < 0 ? [] : [this.#readerOf(place, plan, convert)]),
      refuseAbsent(place),
    ]);
  }

  /** Take what can be; the numbers of the rows that others have to look at. */
  take(rows: TextRows): { readonly flat: FlatRows; readonly left: readonly number[] } {
    const flat = this.#flat;
    const refused = new Uint8Array(rows.size);
    openRows(flat, rows);
    this.#place(rows, flat);
    this.#finer.length = 0;
    for (const read of this.#readers) read(flat, refused);
    for (const place of this.#rewritten) noteEnds(rows, flat, place);
    noteTimes(flat, refused);
    for (const row of this.#finer) if (refused[row] === 0) flat.truncatedTimestamps++;
    return { flat, left: letGo(flat, refused) };
  }

  #readerOf(
    place: FieldPlace,
    { columns, flat }: TextPlan,
    convert: (value: unknown) => unknown,
  ): FieldReader {
    const { field, at, column } = place;
    const { type } = columns[column] as TextPlan["columns"][number];
    const texts = flat.fields.filter(({ kind }) => kind === "text").length;
    const isFiner = (value: number) =>
      void this.#finer.push(Math.floor(value / flat.fields.length));
    switch (field.kind) {
      case "text":
        if (type.form === "instant") return fieldReader(place, instantTextReader(field));
        // Of a text that is taken as it is nothing has to be read.
        return field.takesAll ? () => undefined : fieldReader(place, textReader(field, texts));
      case "number":
        return numberReader(place);
      case "integer":
        return integerReader(place);
      case "decimal":
        return decimalReader(place, decimalOf(flat, at));
      case "boolean":
        return fieldReader(place, readBoolean(field));
      case "date":
        return dateReader(place);
      case "instant":
        return instantReader(place, isFiner);
      default:
        return fieldReader(place, otherReader(field, type, convert));
    }
  }
}

/** Where a text was written anew in its place, it is that for others, too, who look at it if it is not taken. */
function noteEnds(rows: TextRows, flat: FlatRows, { at, column }: FieldPlace): void {
  for (let row = 0, from = at, to = column; row < rows.size; row++, from += flat.width) {
    if ((flat.starts[from] as number) >= 0) rows.ends[to] = flat.ends[from] as number;
    to += rows.width;
  }
}

function decimalOf({ dataset }: FlatPlan, at: number) {
  const type = dataset.columns[at]?.type;
  if (type?.kind !== "decimal") throw new TypeError("A field of decimals is no decimal column.");
  return type;
}

const [TRUE, FALSE] = [0x74, 0x66] as const;

/** `t` and `f`. */
function readBoolean({ checker, takesAll }: FlatField): TextReader {
  return (flat, at, start, end) => {
    const byte = flat.bytes[start];
    if (end - start !== 1 || (byte !== TRUE && byte !== FALSE)) return false;
    flat.numbers[at] = byte === TRUE ? 1 : 0;
    return takesAll || checker.passes?.(byte === TRUE) === true;
  };
}
