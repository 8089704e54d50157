import {
  ABSENT_VERDICT,
  FAULT_RECORD,
  FAULT_VERDICT,
  FIELD_FAULT_BYTES,
  FIELD_FAULTS,
  FIRST_VERDICTS,
  IS_ABSENT_ASKED,
  LINES_BEFORE,
  LISTED,
  MOST_LISTED,
  MOST_REJECTED,
  PLACE,
  PLACE_BASE,
  REJECTED,
  REJECTED_ENDS,
  REJECTED_LINES,
  REJECTED_STARTS,
  REJECTED_UNKNOWN,
  VERDICT_LIST,
} from "../src/kernel/fault-layout";
import {
  ASKS_ABSENT,
  EVENT_FIELD,
  FAULTS,
  IS_LEFT,
  KEY,
  KEY_BYTES,
  KEYS,
  LAST_STAMP,
  MAY_LACK,
  MOST_BYTES,
  NEXT_PLACE,
  RECORD,
  SIZE,
  STAMP,
  WIDTH,
} from "../src/kernel/scan-layout";
import { eventTime, isInRange } from "./keep-record";
import { unknownBits } from "./unknown-bits";

const LF: u8 = 0x0a;

/**
 * Keep the record that ends behind `close`, and at `end` with its white space, as one that does not fit; the place of the line after it, or
 * what is asked of others.
 */
export function reject(state: usize, close: usize, end: usize): usize {
  const faults = <usize>load<u32>(state, FAULTS);
  const place = <usize>load<u32>(faults, PLACE);
  const row = load<i32>(place, REJECTED);
  const listed = load<i32>(place, LISTED);
  const start = <usize>load<u32>(state, RECORD);
  if (end - start > <usize>load<u32>(state, MOST_BYTES)) return IS_LEFT;
  const isFull =
    row == load<i32>(place, MOST_REJECTED) ||
    listed + load<i32>(state, WIDTH) > load<i32>(place, MOST_LISTED);
  if (isFull || hasOddTime(state, faults)) return IS_LEFT;
  const count = listVerdicts(
    state,
    faults,
    <usize>load<u32>(place, VERDICT_LIST) + <usize>(listed << 2),
  );
  if (count < 0) {
    store<u32>(state, load<u32>(state, KEYS), KEY);
    store<u32>(state, close - 1, NEXT_PLACE);
    return ASKS_ABSENT;
  }
  if (count == 0) return IS_LEFT;
  const base = <usize>load<u32>(place, PLACE_BASE);
  const cell = <usize>(row << 2);
  store<u32>(<usize>load<u32>(place, REJECTED_UNKNOWN) + cell, unknownBits(state));
  store<u32>(<usize>load<u32>(place, REJECTED_STARTS) + cell, start - base);
  store<u32>(<usize>load<u32>(place, REJECTED_ENDS) + cell, end - base);
  store<i32>(
    <usize>load<u32>(place, REJECTED_LINES) + cell,
    load<i32>(faults, LINES_BEFORE) + load<i32>(state, SIZE) + row,
  );
  store<i32>(<usize>load<u32>(place, FIRST_VERDICTS) + cell, listed);
  store<i32>(<usize>load<u32>(place, FIRST_VERDICTS) + cell, listed + count, 4);
  store<i32>(place, listed + count, LISTED);
  store<i32>(place, row + 1, REJECTED);
  return (load<u8>(end) == LF ? end : end + 1) + 1;
}

/** Whether the record has an event time of which nothing was found to be wrong, and that has no partition. */
function hasOddTime(state: usize, faults: usize): bool {
  const event = load<i32>(state, EVENT_FIELD);
  if (event < 0) return false;
  const key = <usize>(load<u32>(state, KEYS) + event * KEY_BYTES);
  const field = <usize>(load<u32>(faults, FIELD_FAULTS) + event * FIELD_FAULT_BYTES);
  const stamp = load<u32>(state, STAMP);
  const isRead = load<u32>(key, LAST_STAMP) == stamp && load<u32>(field, FAULT_RECORD) != stamp;
  return isRead && !isInRange(state, eventTime(state));
}

/** Write the verdicts on the record's fields, in their order; how many, 0 where not all are known, or -1 where it was not asked for all. */
function listVerdicts(state: usize, faults: usize, list: usize): i32 {
  const stamp = load<u32>(state, STAMP);
  const width = load<i32>(state, WIDTH);
  let key = <usize>load<u32>(state, KEYS);
  let field = <usize>load<u32>(faults, FIELD_FAULTS);
  let count = 0;
  for (let i = 0; i < width; i++, key += KEY_BYTES, field += FIELD_FAULT_BYTES) {
    let verdict: u32;
    if (load<u32>(key, LAST_STAMP) != stamp) {
      if (load<u32>(key, MAY_LACK) != 0) continue;
      if (load<u32>(faults, IS_ABSENT_ASKED) == 0) return -1;
      verdict = load<u32>(field, ABSENT_VERDICT);
      if (verdict == 0) return 0;
    } else if (load<u32>(field, FAULT_RECORD) == stamp) verdict = load<u32>(field, FAULT_VERDICT);
    else continue;
    store<u32>(list + <usize>(count << 2), verdict);
    count++;
  }
  return count;
}
