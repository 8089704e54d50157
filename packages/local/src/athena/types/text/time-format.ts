/** Days since 1970 as `2025-01-15`; years past 9999 as they are. */
export function dateText(days: number): string {
  const date = new Date(days * 86_400_000);
  const year = date.getUTCFullYear();
  return `${year < 0 ? "-" : ""}${pad(Math.abs(year), 4)}-${monthAndDay(date)}`;
}

/** Days since 1970 in a result: years past 9999 have a sign. */
export function signedDateText(days: number): string {
  return signedDate(new Date(days * 86_400_000));
}

/** Microseconds since 1970 as `2025-01-15 10:30:45.123`, with so many digits after the second. */
export function timestampText(micros: bigint, precision: number): string {
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const date = new Date(Number((micros - rest) / 1000n));
  const clock = `${pad(date.getUTCHours(), 2)}:${pad(date.getUTCMinutes(), 2)}:${pad(date.getUTCSeconds(), 2)}`;
  const fraction = precision === 0 ? "" : `.${pad(rest, 6).slice(0, precision)}`;
  return `${signedDate(date)} ${clock}${fraction}`;
}

function signedDate(date: Date): string {
  const year = date.getUTCFullYear();
  const sign = year < 0 ? "-" : year > 9999 ? "+" : "";
  return `${sign}${pad(Math.abs(year), 4)}-${monthAndDay(date)}`;
}

function monthAndDay(date: Date): string {
  return `${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`;
}

/** A number with zeros in front. */
export function pad(value: number | bigint, width: number): string {
  return String(value).padStart(width, "0");
}
