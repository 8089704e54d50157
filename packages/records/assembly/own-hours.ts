const HOUR_MS: f64 = 3_600_000;

/**
 * Note the owners of rows by the hours of their times, from one to before another. Returns the row that is reached: one of an hour
 * that has none, or `to`.
 *
 * @param table the number of each hour's owner plus one, or 0: first that of no time, then those from the first hour on
 */
export function ownHours(
  times: usize,
  from: i32,
  to: i32,
  table: usize,
  firstHour: f64,
  hours: i32,
  owners: usize,
): i32 {
  for (let row = from; row < to; row++) {
    const time = load<f64>(times + ((<usize>row) << 3));
    // No time is no number of hours either.
    const hour = floor<f64>(time / HOUR_MS) - firstHour;
    let at: i32 = 0;
    if (hour >= 0 && hour < <f64>hours) at = 1 + <i32>hour;
    else if (time == time) return row;
    const owner = load<i32>(table + ((<usize>at) << 2));
    if (owner == 0) return row;
    store<i32>(owners + ((<usize>row) << 2), owner - 1);
  }
  return to;
}
