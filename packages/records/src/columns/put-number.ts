import type { FixedStorage } from "./fixed-storage.ts";
import type { Block } from "./slab-memory.ts";

/** Put a number, or what is held as one, at a word of a block. */
export function putNumber(
  { words, floats, doubles, integers }: Block,
  at: number,
  { array, toNumber }: FixedStorage,
  value: unknown,
): void {
  const number = toNumber(value);
  if (array === Float64Array) doubles[at / 2] = number as number;
  else if (array === BigInt64Array) integers[at / 2] = number as bigint;
  else if (array === Float32Array) floats[at] = number as number;
  else words[at] = number as number;
}
