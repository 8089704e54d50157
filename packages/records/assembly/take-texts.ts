import {
  BASE,
  ENDS,
  EVENT_FIELD,
  EVENT_TIMES,
  FIELD,
  KIND,
  NUMBER,
  NUMBERS,
  OF_INSTANT,
  STARTS,
  STRIDE,
  TEXT_IS_ASCII,
} from "../src/kernel/scan-layout";
import { isInRange } from "./keep-record";
import { readInstant } from "./scan-instant";
import { fits } from "./test-text";

/** Bytes of instants with seconds, and with milliseconds. */
const WITH_SECONDS: i32 = 20;
const WITH_MILLISECONDS: i32 = 24;

/**
 * Look at the texts of a column, from one row to before another: whether they fit, or what instant they are. Returns the row that is reached: one of
 * which only others can tell, or `to`.
 */
export function takeTexts(state: usize, key: usize, from: i32, to: i32): i32 {
  const width = (<usize>load<u32>(state, STRIDE)) << 2;
  const field = load<i32>(key, FIELD);
  const first = <usize>from * width + ((<usize>field) << 2);
  const starts = <usize>load<u32>(state, STARTS);
  const ends = <usize>load<u32>(state, ENDS);
  const base = <usize>load<u32>(state, BASE);
  const isAscii = load<u32>(state, TEXT_IS_ASCII) != 0;
  const isInstant = load<i32>(key, KIND) == OF_INSTANT;
  let cell = first;
  for (let row = from; row < to; row++, cell += width) {
    const start = load<i32>(starts + cell);
    if (start < 0) continue;
    const text = base + start;
    const end = base + load<i32>(ends + cell);
    if (
      isInstant
        ? !takeInstant(state, text, <i32>(end - text), row, cell, field)
        : !fits(key, text, end, isAscii)
    )
      return row;
  }
  return to;
}

/** Whether a text is an instant, which then is noted; those without a text are known already. */
function takeInstant(
  state: usize,
  text: usize,
  length: i32,
  row: i32,
  cell: usize,
  field: i32,
): bool {
  if (length == 0) return true;
  if (length != WITH_SECONDS && length != WITH_MILLISECONDS) return false;
  if (!readInstant(state, text, length)) return false;
  const epochMs = load<f64>(state, NUMBER);
  store<f64>(<usize>load<u32>(state, NUMBERS) + (cell << 1), epochMs);
  if (field != load<i32>(state, EVENT_FIELD)) return true;
  store<f64>(<usize>load<u32>(state, EVENT_TIMES) + ((<usize>row) << 3), epochMs);
  return isInRange(state, epochMs);
}
