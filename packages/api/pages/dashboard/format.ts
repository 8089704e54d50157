const COUNT = new Intl.NumberFormat("en");
const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** 12345 as 12,345. */
export function formatCount(value: number): string {
  return COUNT.format(value);
}

/** A measure in at most four digits after its leading zeros; what is no number as it is. */
export function formatMeasure(text: string): string {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  return Number.isInteger(value) ? COUNT.format(value) : String(Number(value.toPrecision(4)));
}

/** 12345 as 12.3K, for axes. */
export function formatShort(value: number): string {
  return SHORT.format(value);
}

/** Steps of an axis of bytes: whole numbers of each unit. */
export const BYTE_STEPS: readonly number[] = UNITS.flatMap((_, unit) =>
  [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((step) => step * 1024 ** unit),
);

/** Bytes in the unit that leaves one to four digits. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** Milliseconds as ms, s or min. */
export function formatMs(value: number | null): string {
  if (value === null) return "–";
  if (value >= 120_000) return `${(value / 60_000).toFixed(1)} min`;
  if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  return `${value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ms`;
}

/** A share of a whole in percent. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return "–";
  const percent = (100 * part) / whole;
  if (percent > 0 && percent < 0.01) return "< 0.01 %";
  return `${Number(percent.toFixed(percent < 10 ? 2 : 1))} %`;
}

/** US dollars: whole cents, and of less than a cent four digits after the point. */
export function formatDollars(value: number): string {
  if (value === 0) return "$0";
  if (value < 0.0001) return "< $0.0001";
  return `$${value < 0.01 ? value.toFixed(4) : value.toFixed(2)}`;
}

/** Decimal text with its digits in groups: 1234.50 as 1,234.50. */
export function formatDecimal(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const groups = whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** An instant in UTC, to the minute. */
export function formatTime(instant: string | number): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return String(instant);
  return `${formatDay(instant)} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

/** An instant with all its digits, without the letters: 2025-01-05 10:30:45.123. */
export function formatInstant(text: string): string {
  return text.replace("T", " ").replace(/Z$/, "");
}

/** A day in UTC: 5 Jan 2025. */
export function formatDay(instant: string | number): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return String(instant);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** How long ago something was, in its largest unit. */
export function formatAge(instant: string | null, now: number): string {
  if (instant === null) return "never";
  const seconds = Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  if (seconds < 60) return "just now";
  const units = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ] as const;
  for (const [name, length] of units) {
    const count = Math.floor(seconds / length);
    if (count >= 1) return `${count} ${name}${count === 1 ? "" : "s"} ago`;
  }
  return "just now";
}

/** A count with its noun, in the plural unless it is one. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
