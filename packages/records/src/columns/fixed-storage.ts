import {
  type DecimalType,
  type LeafType,
  parseDate,
  parseTimestamp,
  type ScalarKind,
} from "@cloudapi/core";
import type { FixedArray } from "./column-values.ts";

/** How a column of numbers is held: its array, and how a row's value becomes a number in it. */
export interface FixedStorage {
  readonly array: (new (length: number) => FixedArray) & { readonly BYTES_PER_ELEMENT: number };
  readonly toNumber: (value: unknown) => number | bigint;
}

/** The most digits a decimal may have to fit a 32-bit and a 64-bit integer. */
const MAX_INT32_DIGITS = 9;
const MAX_INT64_DIGITS = 18;

/** How values of a type that has no types inside it are held; `undefined` for those that are held as text. */
export function fixedStorageOf(type: LeafType): FixedStorage | undefined {
  switch (type.kind) {
    case "string":
    case "json":
      return undefined;
    case "decimal":
      return decimalStorageOf(type);
    default:
      return STORAGES[type.kind];
  }
}

function decimalStorageOf({ precision }: DecimalType): FixedStorage | undefined {
  if (precision <= MAX_INT32_DIGITS)
    return { array: Int32Array, toNumber: (value) => Number(unscaled(value)) };
  return precision <= MAX_INT64_DIGITS ? { array: BigInt64Array, toNumber: unscaled } : undefined;
}

/** A decimal's digits without its point: validated decimals have exactly `scale` digits after it. */
export function unscaled(value: unknown): bigint {
  return BigInt((value as string).replace(".", ""));
}

const STORAGES = {
  int32: { array: Int32Array, toNumber: (value: unknown) => value as number },
  int64: { array: BigInt64Array, toNumber: (value: unknown) => BigInt(value as bigint | number) },
  // Adding zero turns -0 into 0: the dictionary of a column chunk can't tell them apart.
  float: { array: Float32Array, toNumber: (value: unknown) => (value as number) + 0 },
  double: { array: Float64Array, toNumber: (value: unknown) => (value as number) + 0 },
  boolean: { array: Uint8Array, toNumber: (value: unknown) => (value === true ? 1 : 0) },
  date: { array: Int32Array, toNumber: days },
  timestamp: { array: Float64Array, toNumber: epochMs },
} satisfies Record<Exclude<ScalarKind, "string" | "json">, FixedStorage>;

function days(value: unknown): number {
  return parseDate(value as string) ?? unreadable("date", value);
}

/** A validated timestamp, or its milliseconds where they are known already. */
function epochMs(value: unknown): number {
  if (typeof value === "number") return value;
  return parseTimestamp(value as string)?.epochMs ?? unreadable("timestamp", value);
}

function unreadable(type: string, value: unknown): never {
  throw new TypeError(
    `A ${type} column was given ${JSON.stringify(value)}, which the contract's checks allow in no row.`,
  );
}
