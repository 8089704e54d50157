const PARTS_OF_A_COLUMN = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const LEVELS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** A bar of at most `width` characters for a share from 0 to 1, in eighths of a character. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return "█".repeat(Math.floor(eighths / 8)) + (PARTS_OF_A_COLUMN[eighths % 8] ?? "");
}

/** A character for each value, as high as its share of the greatest; a dot for none. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(0, ...values);
  return values
    .map((value) => (value <= 0 ? "·" : (LEVELS[Math.ceil((value / most) * 8) - 1] ?? "█")))
    .join("");
}
