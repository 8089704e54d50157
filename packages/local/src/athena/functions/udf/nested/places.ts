import type { DuckDBValue } from "@duckdb/node-api";
import { valueKey } from "./value-key.ts";

/** Places, counted from 1, of the elements that weren't there before. */
export function firstPlaces(items: readonly DuckDBValue[]): bigint[] {
  const seen = new Set<string>();
  return placesWhere(items, (key) => {
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Of each element its last place, in the order of the first ones. */
export function lastPlaces(items: readonly DuckDBValue[]): bigint[] {
  const last = new Map<string, bigint>();
  for (const [i, item] of items.entries()) last.set(valueKey(item), BigInt(i + 1));
  return [...last.values()];
}

/** First places in `a` of what is in `b` too. */
export function commonPlaces(a: readonly DuckDBValue[], b: readonly DuckDBValue[]): bigint[] {
  const wanted = new Set(b.map(valueKey));
  return placesWhere(a, (key) => wanted.delete(key));
}

/** First places in `a` of what isn't in `b`. */
export function exceptPlaces(a: readonly DuckDBValue[], b: readonly DuckDBValue[]): bigint[] {
  const seen = new Set(b.map(valueKey));
  return placesWhere(a, (key) => {
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function placesWhere(items: readonly DuckDBValue[], wanted: (key: string) => boolean): bigint[] {
  return items.flatMap((item, i) => (wanted(valueKey(item)) ? [BigInt(i + 1)] : []));
}
