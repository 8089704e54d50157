/** A byte count in the unit that suits it. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A count with a comma between thousands. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** A count with its noun, in the plural unless it is one. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A share from 0 to 1 in percent. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

const UNITS = [
  ["days", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
] as const;

/** Whole seconds in the largest one or two units: `2 h`, `1 min 30 s`. */
export function formatDuration(seconds: number): string {
  let left = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${count === 1 && unit === "days" ? "day" : unit}`);
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(" ") || "0 s";
}
