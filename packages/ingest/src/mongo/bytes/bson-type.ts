/**
 * The bytes by which BSON says of which type a value is. Others (regular expressions, code, symbols, the least and the greatest key) are read by the
 * driver.
 *
 * Source: bsonspec.org, version 1.1.
 */
export const BSON_TYPE = {
  double: 0x01,
  string: 0x02,
  object: 0x03,
  array: 0x04,
  binary: 0x05,
  undefined: 0x06,
  objectId: 0x07,
  boolean: 0x08,
  date: 0x09,
  null: 0x0a,
  int: 0x10,
  timestamp: 0x11,
  long: 0x12,
  decimal: 0x13,
} as const;

const [FOUR, EIGHT, TWELVE, SIXTEEN] = [4, 8, 12, 16] as const;

/** Where a value ends that begins at a place; -1 for types that are read by the driver, and for lengths that can't be. */
export function valueEnd(view: DataView, type: number, at: number, end: number): number {
  const stop = at + sizeOf(view, type, at, end);
  return stop >= at && stop <= end ? stop : -1;
}

function sizeOf(view: DataView, type: number, at: number, end: number): number {
  switch (type) {
    case BSON_TYPE.string:
      return lengthAt(view, at, end, 1) + FOUR;
    case BSON_TYPE.int:
      return FOUR;
    case BSON_TYPE.double:
    case BSON_TYPE.date:
    case BSON_TYPE.long:
    case BSON_TYPE.timestamp:
      return EIGHT;
    case BSON_TYPE.null:
    case BSON_TYPE.undefined:
      return 0;
    case BSON_TYPE.boolean:
      return 1;
    case BSON_TYPE.objectId:
      return TWELVE;
    case BSON_TYPE.object:
    case BSON_TYPE.array:
      return lengthAt(view, at, end, FOUR + 1);
    case BSON_TYPE.binary:
      return lengthAt(view, at, end, 0) + FOUR + 1;
    case BSON_TYPE.decimal:
      return SIXTEEN;
    default:
      return Number.NEGATIVE_INFINITY;
  }
}

function lengthAt(view: DataView, at: number, end: number, least: number): number {
  const length = at + FOUR <= end ? view.getInt32(at, true) : -1;
  return length >= least ? length : Number.NEGATIVE_INFINITY;
}
