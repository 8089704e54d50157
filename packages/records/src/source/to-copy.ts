import type { Source } from "./source.ts";

/** Chunks in memory that is used again, as a method of a source's iterator: {@link toCopy} takes them. */
export const REUSED_CHUNKS: unique symbol = Symbol.for("cloudapi.reusedChunks");

/** Where whoever copies what it needs would have the next chunk: what is read there it need not copy. */
export interface ChunkPlace {
  /** Memory for a chunk of so many bytes, good until the chunk is asked for that comes after it; absent where there is none. */
  room?: ((bytes: number) => Uint8Array | undefined) | undefined;
}

/** The iterator of a source that can be read into the same memory again and again. */
export interface ReusingIterator {
  (): AsyncGenerator<Uint8Array>;
  readonly [REUSED_CHUNKS]?: (place?: ChunkPlace) => AsyncGenerator<Uint8Array>;
}

/**
 * The source for those who copy what they need of each chunk before they ask for the next: one of which the iterator has
 * `REUSED_CHUNKS` gives these, since fresh memory costs more than reading does. A source that was made of such a one and
 * is read in a way of its own stays as it is.
 *
 * @param place is asked before each chunk where to read it to
 *
 * @example
 * ```ts
 * import { toCopy } from "@cloudapi/records/internal";
 *
 * console.log(toCopy("a text")); // => a text
 * ```
 */
export function toCopy<S extends Source>(source: S, place?: ChunkPlace): S {
  const isIterable =
    typeof source === "object" && source !== null && Symbol.asyncIterator in source;
  if (!isIterable) return source;
  const iterator = source[Symbol.asyncIterator] as Partial<ReusingIterator> | undefined;
  const chunks = iterator?.[REUSED_CHUNKS];
  if (chunks === undefined) return source;
  return Object.assign({}, source, { [Symbol.asyncIterator]: () => chunks(place) });
}
