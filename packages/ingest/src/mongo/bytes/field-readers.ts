import { type FlatField, type FlatRows, LOW } from "@cloudapi/records/internal";
import { putOther } from "../../texts/read-other.ts";
import { textReader } from "../../texts/read-text.ts";
import type { LeafShape, Shape } from "../shape.ts";
import { BSON_TYPE } from "./bson-type.ts";
import { isUuidAt } from "./bson-value.ts";
import type { DocumentBuffer } from "./document-buffer.ts";
import { unlessDoubt } from "./doubt.ts";
import { isThere } from "./scan-documents.ts";
import { shapeReader } from "./shape-reader.ts";
import { areUtf8 } from "./utf8.ts";
import { InstantWriter, TEXT_BYTES, writeObjectId, writeUuid } from "./write-texts.ts";

/** Reads the values of one field into flat rows, and marks the documents whose value leaves a doubt. */
export type FieldReader = (documents: DocumentBuffer, flat: FlatRows, refused: Uint8Array) => void;

/** A field, and where its values are. */
export interface FieldPlace {
  readonly field: FlatField;
  /** Which of the fields it is. */
  readonly at: number;
  /** Which of the names that are looked for. */
  readonly name: number;
  readonly shape: Shape;
}

/** Where a value stands, and where it goes. */
interface ValuePlace {
  readonly type: number;
  readonly start: number;
  readonly end: number;
  readonly at: number;
}

/** Reads a value that is there; whether it is taken. */
type ValueReader = (documents: DocumentBuffer, flat: FlatRows, place: ValuePlace) => boolean;

/** A reader of a field by one of its values. */
export function fieldReader({ field, at, name }: FieldPlace, read: ValueReader): FieldReader {
  const { mayLack } = field;
  const place = { type: 0, start: 0, end: 0, at: 0 };
  return (documents, flat, refused) => {
    const { types, starts, ends, width, size } = documents;
    for (let row = 0, from = name, to = at; row < size; row++, from += width, to += flat.width) {
      if (refused[row] === 1) continue;
      place.type = types[from] as number;
      if (!isThere(place.type)) {
        flat.starts[to] = -1;
        if (!mayLack) refused[row] = 1;
        continue;
      }
      place.start = starts[from] as number;
      place.end = ends[from] as number;
      place.at = to;
      flat.starts[to] = place.start;
      flat.ends[to] = place.end;
      if (!read(documents, flat, place)) refused[row] = 1;
    }
  };
}

/** A reader of a field that no document has. */
export function absentReader(at: number): FieldReader {
  return ({ size }, flat) => {
    for (let row = 0, to = at; row < size; row++, to += flat.width) flat.starts[to] = -1;
  };
}

/** Numbers that a double holds; as text they stand nowhere. */
export function numberReader({ checker }: FlatField): ValueReader {
  return ({ view }, flat, { type, start, at }) => {
    if (type !== BSON_TYPE.double && type !== BSON_TYPE.int) return false;
    const value =
      type === BSON_TYPE.double ? view.getFloat64(start, true) : view.getInt32(start, true);
    flat.numbers[at] = value;
    flat.ends[at] = start;
    return checker.passes?.(value) === true;
  };
}

/** Integers of 64 bits; as text they stand nowhere. */
export function integerReader({ checker, takesAll }: FlatField): ValueReader {
  return ({ view }, { words, ends }, { type, start, at }) => {
    if (type !== BSON_TYPE.long && type !== BSON_TYPE.int) return false;
    const low = view.getInt32(start, true);
    const high = type === BSON_TYPE.int ? low >> 31 : view.getInt32(start + 4, true);
    words[at * 2 + LOW] = low;
    words[at * 2 + 1 - LOW] = high;
    ends[at] = start;
    return takesAll || checker.passes?.((BigInt(high) << 32n) | BigInt(low >>> 0)) === true;
  };
}

/** True and false. */
export function booleanReader({ checker, takesAll }: FlatField): ValueReader {
  return ({ bytes }, flat, { type, start, at }) => {
    const byte = bytes[start] as number;
    if (type !== BSON_TYPE.boolean || byte > 1) return false;
    flat.numbers[at] = byte;
    return takesAll || checker.passes?.(byte === 1) === true;
  };
}

const [FIRST_MS, LAST_MS] = [Date.parse("0001-01-01"), Date.parse("9999-12-31T23:59:59.999Z")];
const TWO_32 = 2 ** 32;

/** Dates of the years 1 to 9999. */
export function instantReader({ checker, takesAll }: FlatField): ValueReader {
  const writer = new InstantWriter();
  return (documents, flat, { type, start, at }) => {
    if (type !== BSON_TYPE.date) return false;
    const { bytes, view } = documents;
    const ms = view.getInt32(start + 4, true) * TWO_32 + view.getUint32(start, true);
    if (!(ms >= FIRST_MS && ms <= LAST_MS)) return false;
    flat.numbers[at] = ms;
    const to = roomFor(documents, flat, at, TEXT_BYTES.instant);
    writer.write(bytes, to, ms);
    return takesAll || checker.passes?.(bytes.toString("latin1", to, flat.ends[at])) === true;
  };
}

/** Texts, and identifiers as the texts that they become. */
export function textOfShape(field: FlatField, kind: LeafShape, texts: number): ValueReader {
  const read = textReader(field, texts);
  const place = kind === "string" ? placeString : kind === "uuid" ? placeUuid : placeObjectId;
  return (documents, flat, value) =>
    place(documents, flat, value) &&
    read(flat, value.at, flat.starts[value.at] as number, flat.ends[value.at] as number);
}

const placeString: ValueReader = ({ bytes, view }, { starts, ends }, { type, start, end, at }) => {
  if (type !== BSON_TYPE.string || bytes[end - 1] !== 0) return false;
  starts[at] = start + 4;
  ends[at] = end - 1;
  return areUtf8(bytes, view, start + 4, end - 1);
};

const placeObjectId: ValueReader = (documents, flat, { type, start, at }) => {
  if (type !== BSON_TYPE.objectId) return false;
  writeObjectId(documents.bytes, start, roomFor(documents, flat, at, TEXT_BYTES.objectId));
  return true;
};

const placeUuid: ValueReader = (documents, flat, { type, start, end, at }) => {
  if (type !== BSON_TYPE.binary || !isUuidAt(documents.bytes, start, end)) return false;
  writeUuid(documents.bytes, start + 5, roomFor(documents, flat, at, TEXT_BYTES.uuid));
  return true;
};

/** Values of any other shape, converted and looked at as they are in rows that are objects. */
export function otherReader(
  field: FlatField,
  shape: Shape,
  convert: (value: unknown) => unknown,
): ValueReader {
  const read = shapeReader(shape);
  return (documents, flat, { type, start, end, at }) => {
    documents.depth = 0;
    const value = unlessDoubt(() => read(documents, type, start, end));
    return value !== undefined && putOther(field, flat, at, convert(value));
  };
}

/** A place for what is written anew of a value: behind the documents. */
function roomFor(documents: DocumentBuffer, flat: FlatRows, at: number, length: number): number {
  const to = documents.free;
  documents.free = to + length;
  flat.starts[at] = to;
  flat.ends[at] = to + length;
  return to;
}
