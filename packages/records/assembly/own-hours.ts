/** Hours lie in slots of two doubles each: the hour, and the number of its owner plus one, or 0. */
const SLOT_BYTES: usize = 16;
const HOUR_MS: f64 = 3_600_000;
const FACTOR: u32 = 0x9e3779b1;

/**
 * Note the owners of rows by the hours of their times, from one to before another. Returns the row that is reached: one of an hour
 * that has none, or `to`.
 *
 * @param table the slots, some of which are free
 * @param shift 32 less the power of two of slots
 */
export function ownHours(
  times: usize,
  from: i32,
  to: i32,
  table: usize,
  shift: i32,
  owners: usize,
): i32 {
  let known: f64 = NaN;
  let owner = 0;
  for (let row = from; row < to; row++) {
    const time = load<f64>(times + ((<usize>row) << 3));
    const hour = time == time ? floor<f64>(time / HOUR_MS) : f64.MAX_VALUE;
    if (hour != known) {
      owner = ownerOf(table, shift, hour);
      if (owner < 0) return row;
      known = hour;
    }
    store<i32>(owners + ((<usize>row) << 2), owner);
  }
  return to;
}

/** The number of an hour's owner; -1 where it has none. */
function ownerOf(table: usize, shift: i32, hour: f64): i32 {
  const mask = ((<u32>1) << (32 - shift)) - 1;
  const integer = <i32>max<f64>(<f64>i32.MIN_VALUE, min<f64>(<f64>i32.MAX_VALUE, hour));
  let slot = (<u32>integer * FACTOR) >>> shift;
  while (true) {
    const at = table + <usize>slot * SLOT_BYTES;
    const owner = load<f64>(at, 8);
    if (owner == 0) return -1;
    if (load<f64>(at) == hour) return <i32>owner - 1;
    slot = (slot + 1) & mask;
  }
}
