import { type Cursor, cursorOf } from "../parquet-source/pages/cursor.ts";

const MOST_DEPTH = 256;
const MOST_EMPTY = 1_000_000;

/** Where a block is read, with what bounds values that take no bytes or lie in one another. */
export interface AvroCursor extends Cursor {
  depth: number;
  /** Values without bytes that may still come. */
  empty: number;
}

export function avroCursor(bytes: Uint8Array): AvroCursor {
  return { ...cursorOf(bytes), depth: 0, empty: MOST_EMPTY };
}

/** Read what has values inside. */
export function inside<Value>(cursor: AvroCursor, read: () => Value): Value {
  if (++cursor.depth > MOST_DEPTH)
    throw new RangeError(`more than ${MOST_DEPTH} records, lists and maps in one another`);
  const value = read();
  cursor.depth--;
  return value;
}

/** Read one of many values, which may take no bytes. */
export function oneOfMany<Value>(cursor: AvroCursor, read: (cursor: AvroCursor) => Value): Value {
  const { at } = cursor;
  const value = read(cursor);
  if (cursor.at === at && --cursor.empty < 0)
    throw new RangeError(`more than ${MOST_EMPTY} values that take no bytes`);
  return value;
}
