import { isInPartitionRange } from "@cloudapi/core/internal";
import { type FlatField, type FlatPlan, FlatRows, keepRows } from "@cloudapi/records/internal";
import type { TextRows } from "../source/text-rows.ts";
import { absentReader, type FieldPlace, type FieldReader, fieldReader } from "./field-reader.ts";
import { decimalReader, integerReader, numberReader } from "./read-number.ts";
import { otherReader } from "./read-other.ts";
import { instantTextReader, textReader } from "./read-text.ts";
import { dateReader, instantReader } from "./read-time.ts";
import type { TextPlan } from "./text-plan.ts";

const DAY_MS = 86_400_000;

/** Takes rows by the bytes of their texts, where these leave no doubt of what the contract says; they are valid until the next ones are taken. */
export class TextTaker {
  readonly #plan: FlatPlan;
  readonly #flat: FlatRows;
  readonly #readers: readonly FieldReader[];
  /** Instants with finer digits, by the row that they are in. */
  #finer: number[] = [];

  constructor(plan: TextPlan, convert: (value: unknown) => unknown) {
    this.#plan = plan.flat;
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
    flat.open({ bytes: rows.bytes, byteOffset: 0, line: 1 });
    flat.reserve(rows.size);
    flat.size = rows.size;
    flat.recordStarts.set(rows.rowStarts.subarray(0, rows.size));
    flat.recordEnds.set(rows.rowEnds.subarray(0, rows.size));
    this.#finer.length = 0;
    for (const read of this.#readers) read(rows, flat, refused);
    this.#noteTimes(refused);
    for (const row of this.#finer) if (refused[row] === 0) flat.truncatedTimestamps++;
    return { flat, left: this.#letGo(refused) };
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

  /** Note when the rows happened; those whose time has no place in the keys are left to others. */
  #noteTimes(refused: Uint8Array): void {
    const { eventTime, fields, dataset } = this.#plan;
    const flat = this.#flat;
    if (eventTime < 0) return void flat.eventTimes.fill(Number.NaN, 0, flat.size);
    const unit = fields[eventTime]?.kind === "date" ? DAY_MS : 1;
    const { partition } = dataset;
    for (let row = 0, at = eventTime; row < flat.size; row++, at += flat.width) {
      const isThere = (flat.starts[at] as number) >= 0;
      const ms = isThere ? (flat.numbers[at] as number) * unit : Number.NaN;
      flat.eventTimes[row] = ms;
      if (partition !== undefined && isThere && !isInPartitionRange(partition, ms))
        refused[row] = 1;
    }
  }

  #letGo(refused: Uint8Array): readonly number[] {
    if (!refused.includes(1)) return [];
    const [kept, left]: [number[], number[]] = [[], []];
    refused.forEach((isRefused, row) => void (isRefused === 1 ? left : kept).push(row));
    keepRows(this.#flat, kept);
    return left;
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
