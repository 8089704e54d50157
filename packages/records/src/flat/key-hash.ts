import { hashOf } from "../columns/text-hash.ts";

/** Shorter keys are two words of eight bytes. */
const LONG_BYTES = 16;
const [FIRST_FACTOR, LAST_FACTOR] = [0x9e3779b97f4a7c15n, 0xc2b2ae3d27d4eb4fn] as const;
const SHIFT = 40n;

/** The hash by which the kernel finds a key as it stands between its quotes. */
export function keyHash(key: Uint8Array): number {
  if (key.length >= LONG_BYTES) return hashOf(key, 0, key.length);
  return Number(firstHash(key) >> SHIFT);
}

/** The hash of a key's first 16 bytes, of 64 bits. */
export function firstHash(key: Uint8Array): bigint {
  const words = Buffer.alloc(LONG_BYTES);
  words.set(key.subarray(0, LONG_BYTES));
  const sum = words.readBigUInt64LE(0) * FIRST_FACTOR + words.readBigUInt64LE(8) * LAST_FACTOR;
  return BigInt.asUintN(64, sum);
}
