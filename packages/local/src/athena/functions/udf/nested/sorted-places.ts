import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { DuckDBValue } from "@duckdb/node-api";

/**
 * The places, counted from 1, in the order that a comparator gives: `orders[i][j]` is what it says of elements i and j.
 *
 * @throws {TrinoError} INVALID_FUNCTION_ARGUMENT where it says anything but -1, 0 or 1
 */
export function sortedPlaces(orders: readonly (readonly DuckDBValue[])[]): bigint[] {
  const places = orders.map((_, i) => i);
  places.sort((a, b) => {
    const order = Number(orders[a]?.[b] ?? Number.NaN);
    if (order === -1 || order === 0 || order === 1) return order;
    throw new TrinoError(
      "INVALID_FUNCTION_ARGUMENT",
      "Lambda comparator must return either -1, 0, or 1",
    );
  });
  return places.map((place) => BigInt(place + 1));
}
