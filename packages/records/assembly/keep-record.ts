import {
  BASE,
  EVENT_FIELD,
  EVENT_TIMES,
  EVENT_UNIT,
  FIRST_TIME,
  LAST_TIME,
  MOST_BYTES,
  NUMBERS,
  RECORD,
  RECORD_ENDS,
  RECORD_STARTS,
  SIZE,
  STARTS,
  STRIDE,
} from "../src/kernel/scan-layout";

/** Keep the record that ends at a place as a row, unless it is too long or there is no partition of its time. */
export function keepRecord(state: usize, end: usize): bool {
  const start = <usize>load<u32>(state, RECORD);
  if (end - start > <usize>load<u32>(state, MOST_BYTES)) return false;
  const row = load<i32>(state, SIZE);
  const time = eventTime(state);
  if (!isInRange(state, time)) return false;
  const base = <usize>load<u32>(state, BASE);
  const cell = <usize>(row << 2);
  store<u32>(<usize>load<u32>(state, RECORD_STARTS) + cell, start - base);
  store<u32>(<usize>load<u32>(state, RECORD_ENDS) + cell, end - base);
  store<f64>(<usize>load<u32>(state, EVENT_TIMES) + (cell << 1), time);
  store<i32>(state, row + 1, SIZE);
  return true;
}

/** That of the record that is read; not a number where there is none. */
export function eventTime(state: usize): f64 {
  const field = load<i32>(state, EVENT_FIELD);
  if (field < 0) return NaN;
  const first = load<i32>(state, SIZE) * load<i32>(state, STRIDE);
  const cell = <usize>((first + field) << 2);
  if (load<i32>(<usize>load<u32>(state, STARTS) + cell) < 0) return NaN;
  return load<f64>(<usize>load<u32>(state, NUMBERS) + (cell << 1)) * load<f64>(state, EVENT_UNIT);
}

/** Whether an event time has a partition, or is none. */
export function isInRange(state: usize, time: f64): bool {
  return !(time < load<f64>(state, FIRST_TIME) || time > load<f64>(state, LAST_TIME));
}
