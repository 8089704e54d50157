/** A time's UTC date, `2025-01-15`. */
export function utcDate(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** `year=2025/month=01/day=15/` */
export function dateFolder(time: Date): string {
  const [year, month, day] = utcDate(time).split("-");
  return `year=${year}/month=${month}/day=${day}/`;
}
