import type { ArrayPool } from "./array-pool.ts";
import type { ColumnBuffer } from "./column-buffer.ts";
import type { FixedArray, FixedValues } from "./column-values.ts";

const FIRST_CAPACITY = 16;
const NONE_PRESENT = new Uint8Array(0);

/** How a fixed-width column is held: its array, and how a row's value becomes a number in it. */
export interface FixedStorage {
  readonly array: new (length: number) => FixedArray;
  readonly toNumber: (value: unknown) => number | bigint;
}

/** A buffer of numbers in a typed array that doubles as it fills. */
export function createFixedBuffer(
  { array: FixedArrayType, toNumber }: FixedStorage,
  nullable: boolean,
  pool: ArrayPool,
): ColumnBuffer {
  const noValues = new FixedArrayType(0);
  const bytesPerRow = noValues.BYTES_PER_ELEMENT + (nullable ? 1 : 0);
  let values = noValues;
  let present = NONE_PRESENT;
  let rows = 0;
  let nulls = 0;

  function grow(): void {
    const capacity = Math.max(FIRST_CAPACITY, values.length * 2);
    values = pool.grow(values, capacity);
    if (nullable) present = pool.grow(present, capacity);
  }

  return {
    append(value: unknown): number {
      if (rows === values.length) grow();
      const isPresent = value !== null && value !== undefined;
      if (isPresent) values[rows] = toNumber(value);
      else nulls++;
      if (nullable) present[rows] = isPresent ? 1 : 0;
      rows++;
      return bytesPerRow;
    },
    values: (): FixedValues => ({
      kind: "fixed",
      values: values.subarray(0, rows),
      present: nulls > 0 ? present.subarray(0, rows) : undefined,
      nulls,
    }),
    clear(keep: boolean): void {
      if (!keep) {
        pool.give(values);
        pool.give(present);
        values = noValues;
        present = NONE_PRESENT;
      }
      rows = 0;
      nulls = 0;
    },
  };
}
