import type { FlatRows } from "./flat-rows.ts";

/** Keep the rows of these numbers alone, which ascend. */
export function keepRows(flat: FlatRows, rows: readonly number[]): void {
  const { width, starts, ends, words, others, recordStarts, recordEnds, eventTimes } = flat;
  for (const [to, from] of rows.entries()) {
    if (to === from) continue;
    const [target, first] = [to * width, from * width];
    starts.copyWithin(target, first, first + width);
    ends.copyWithin(target, first, first + width);
    words.copyWithin(target * 2, first * 2, (first + width) * 2);
    if (flat.hashes.length > 0) flat.hashes.copyWithin(target, first, first + width);
    if (others.length > 0) for (let i = 0; i < width; i++) others[target + i] = others[first + i];
    recordStarts[to] = recordStarts[from] as number;
    recordEnds[to] = recordEnds[from] as number;
    eventTimes[to] = eventTimes[from] as number;
  }
  flat.size = rows.length;
}
