/** Any array that columns are held in. */
export type PooledArray =
  | Int32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | Uint8Array
  | Buffer;

/** Arrays that wait for their next use take no more than this, where nothing else is said. */
const MAX_FREE_BYTES = 4 * 1024 * 1024;

/**
 * Arrays that are used again, of lengths that are powers of two.
 *
 * Hundreds of partitions that fill and are flushed by turns need arrays all the time, which would live just
 * long enough to be costly garbage, and leave the process's memory in shreds.
 */
export class ArrayPool {
  /** Free arrays by type and length. */
  readonly #free = new Map<unknown, Map<number, PooledArray[]>>();
  readonly #maxFreeBytes: number;
  #freeBytes = 0;

  /** @param maxFreeBytes what arrays that wait for their next use may take */
  constructor(maxFreeBytes = MAX_FREE_BYTES) {
    this.#maxFreeBytes = maxFreeBytes;
  }

  /** An array like `array`, at least `length` long, that begins with the same values; `array` is free then. What follows is undefined. */
  grow<T extends PooledArray>(array: T, length: number): T {
    const larger = this.take(array, length);
    (larger as Uint8Array).set(array as Uint8Array);
    this.give(array);
    return larger;
  }

  /** An array of the type of `like`, at least `length` long, whose values are undefined. */
  take<T extends PooledArray>(like: T, length: number): T {
    const rounded = 2 ** Math.ceil(Math.log2(length));
    const free = this.#free.get(like.constructor)?.get(rounded)?.pop() as T | undefined;
    if (free === undefined) return made(like, rounded);
    this.#freeBytes -= free.byteLength;
    return free;
  }

  /** Take an array back; nobody may use it any more. */
  give(array: PooledArray): void {
    if (array.length === 0 || this.#freeBytes + array.byteLength > this.#maxFreeBytes) return;
    const byLength = this.#free.get(array.constructor) ?? new Map<number, PooledArray[]>();
    const free = byLength.get(array.length) ?? [];
    free.push(array);
    this.#free.set(array.constructor, byLength.set(array.length, free));
    this.#freeBytes += array.byteLength;
  }
}

function made<T extends PooledArray>(like: T, length: number): T {
  if (Buffer.isBuffer(like)) return Buffer.allocUnsafeSlow(length) as unknown as T;
  return new (like.constructor as new (length: number) => T)(length);
}
