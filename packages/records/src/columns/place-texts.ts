import { FIRST_PLACE } from "../kernel/store-layout.ts";
import { lengthAt } from "./text-bytes.ts";

const LENGTH_BYTES = 4;

/** Texts of which it is found where they lie, in the chunks of a partition or in a dictionary, which is the source behind them. */
export interface TextPlacing {
  readonly chunks: readonly Uint8Array[];
  /** The place of the first text of each chunk. */
  readonly chunkStarts: readonly number[];
  /** Where texts of the dictionary are, by code. */
  readonly begins: Int32Array;
  readonly stops: Int32Array;
  /** By text its source, and where in it the text is. */
  readonly sourceOf: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** The chunk of the last text: those behind it are not before it. */
  chunk: number;
}

/** Find the texts of words, from one to before another. */
export function placeTexts(
  placing: TextPlacing,
  words: Int32Array,
  from: number,
  to: number,
): void {
  const { chunks, chunkStarts, begins, stops, sourceOf, starts, ends } = placing;
  let { chunk } = placing;
  let start = chunkStarts[chunk] ?? 0;
  let next = chunkStarts[chunk + 1] ?? Number.POSITIVE_INFINITY;
  for (let i = from; i < to; i++) {
    const word = words[i] as number;
    if (word >= 0) {
      sourceOf[i] = chunks.length;
      starts[i] = begins[word] as number;
      ends[i] = stops[word] as number;
      continue;
    }
    const place = FIRST_PLACE - word;
    while (next <= place) {
      start = next;
      next = chunkStarts[++chunk + 1] ?? Number.POSITIVE_INFINITY;
    }
    const at = place - start;
    sourceOf[i] = chunk;
    starts[i] = at + LENGTH_BYTES;
    ends[i] = at + LENGTH_BYTES + lengthAt(chunks[chunk] as Uint8Array, at);
  }
  placing.chunk = chunk;
}
