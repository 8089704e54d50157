import { type FlatField, type FlatPlan, FlatRows } from "@cloudapi/records/internal";
import type { TextRows } from "../source/text-rows.ts";
import { absentReader, type FieldPlace, type FieldReader, fieldReader } from "./field-reader.ts";
import { decimalReader, integerReader, numberReader } from "./read-number.ts";
import { otherReader } from "./read-other.ts";
import { instantTextReader, textReader } from "./read-text.ts";
import { dateReader, instantReader } from "./read-time.ts";
import { letGo, noteTimes, openRows } from "./taken-rows.ts";
import type { TextPlan } from "./text-plan.ts";

/** Takes rows by the bytes of their texts, where these leave no doubt of what the contract says; they are valid until the next ones are taken. */
export class TextTaker {
  readonly #flat: FlatRows;
  readonly #readers: readonly FieldReader[];
  /** Instants with finer digits, by the row that they are in. */
  #finer: number[] = [];

  constructor(plan: TextPlan, convert: (value: unknown) => unknown) {
    this.#flat = new FlatRows(plan.flat, { isAscii: false });
    this.#readers = plan.flat.fields.map((field, at) => {
      const column = plan.places[at] as number;
      return column < 0 ? absentReader(at) : this.#readerOf({ field, at, column }, plan, convert);
    });
  }

  /** Take what can be; the numbers of the rows that others have to look at. */
  take(rows: TextRows): { readonly flat: FlatRows; readonly left: readonly number[] } {
    const flat = this.#flat;
    const refused = new Uint8Array(rows.size);
    openRows(flat, rows);
    this.#finer.length = 0;
    for (const read of this.#readers) read(rows, flat, refused);
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
    switch (field.kind) {
      case "text":
        return fieldReader(
          place,
          type.form === "instant" ? instantTextReader(field) : textReader(field, texts),
        );
      case "number":
        return fieldReader(place, numberReader(field));
      case "integer":
        return fieldReader(place, integerReader(field));
      case "decimal":
        return fieldReader(place, decimalReader(field, decimalOf(flat, at)));
      case "boolean":
        return fieldReader(place, readBoolean(field));
      case "date":
        return fieldReader(place, dateReader(field));
      case "instant":
        return fieldReader(
          place,
          instantReader(
            field,
            (value) => void this.#finer.push(Math.floor(value / flat.fields.length)),
          ),
        );
      case "other":
        return fieldReader(place, otherReader(field, type, convert));
    }
  }
}

function decimalOf({ dataset }: FlatPlan, at: number) {
  const type = dataset.columns[at]?.type;
  if (type?.kind !== "decimal") throw new TypeError("A field of decimals is no decimal column.");
  return type;
}

const [TRUE, FALSE] = [0x74, 0x66] as const;

/** `t` and `f`. */
function readBoolean({ checker, takesAll }: FlatField): Parameters<typeof fieldReader>[1] {
  return (flat, at, start, end) => {
    const byte = flat.bytes[start];
    if (end - start !== 1 || (byte !== TRUE && byte !== FALSE)) return false;
    flat.numbers[at] = byte === TRUE ? 1 : 0;
    return takesAll || checker.passes?.(byte === TRUE) === true;
  };
}
