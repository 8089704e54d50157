import { TrinoError } from "@cloudapi/athena/internal/analysis";
import { compareUtf8 } from "@cloudapi/core/internal";
import type { DuckDBValue } from "@duckdb/node-api";
import type { Entry, Scalar, Shape } from "./nested-value.ts";
import { shapeOf } from "./nested-value.ts";
import { valueKey } from "./value-key.ts";

/** `=` in three-valued logic: a part that differs decides, whatever is null beside it; NaN equals nothing. */
export function equalValues(a: DuckDBValue, b: DuckDBValue): boolean | null {
  const [left, right] = [shapeOf(a), shapeOf(b)];
  if (left.kind === "null" || right.kind === "null") return null;
  if (left.kind === "list" && right.kind === "list") return equalAll(left.items, right.items);
  if (left.kind === "struct" && right.kind === "struct") return equalAll(left.fields, right.fields);
  if (left.kind === "map" && right.kind === "map") return equalMaps(left.entries, right.entries);
  return left.kind === "scalar" && right.kind === "scalar" && left.value === right.value;
}

function equalAll(a: readonly DuckDBValue[], b: readonly DuckDBValue[]): boolean | null {
  if (a.length !== b.length) return false;
  return conjunction(a.map((each, i) => equalValues(each, b[i] ?? null)));
}

function equalMaps(a: readonly Entry[], b: readonly Entry[]): boolean | null {
  if (a.length !== b.length) return false;
  const others = new Map(b.map(({ key, value }) => [valueKey(key), value]));
  return conjunction(
    a.map(({ key, value }) => {
      const other = others.get(valueKey(key));
      return other === undefined ? false : equalValues(value, other);
    }),
  );
}

function conjunction(terms: readonly (boolean | null)[]): boolean | null {
  if (terms.includes(false)) return false;
  return terms.includes(null) ? null : true;
}

/**
 * Below 0, 0 or above: element by element, the shorter first, NaN last.
 *
 * @throws {TrinoError} NOT_SUPPORTED where a null would have to be compared
 */
export function compareValues(a: DuckDBValue, b: DuckDBValue): number {
  const [left, right] = [shapeOf(a), shapeOf(b)];
  if (left.kind === "list" && right.kind === "list")
    return compareAll(left.items, right.items, "Array") || left.items.length - right.items.length;
  if (left.kind === "struct" && right.kind === "struct")
    return compareAll(left.fields, right.fields, "ROW");
  if (left.kind === "scalar" && right.kind === "scalar")
    return compareScalars(left.value, right.value);
  throw new TrinoError("NOT_SUPPORTED", "Values of these types can't be compared");
}

function compareAll(a: readonly DuckDBValue[], b: readonly DuckDBValue[], what: string): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [left, right] = [a[i] ?? null, b[i] ?? null];
    if (left === null || right === null) throw nullElement(what);
    const found = compareValues(left, right);
    if (found !== 0) return found;
  }
  return 0;
}

function nullElement(what: string): TrinoError {
  const parts = what === "ROW" ? "fields with null elements" : "arrays with null elements";
  return new TrinoError("NOT_SUPPORTED", `${what} comparison not supported for ${parts}`);
}

function compareScalars(a: Scalar, b: Scalar): number {
  if (typeof a === "string" && typeof b === "string") return compareUtf8(a, b);
  if (isNaNValue(a) || isNaNValue(b)) return Number(isNaNValue(a)) - Number(isNaNValue(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

function isNaNValue(value: Scalar): boolean {
  return typeof value === "number" && Number.isNaN(value);
}

/** Whether there is a null inside an array, a row or a map's values. */
export function holdsNull(value: DuckDBValue): boolean {
  return partsOf(shapeOf(value)).some((each) => each === null || holdsNull(each));
}

function partsOf(shape: Shape): readonly DuckDBValue[] {
  if (shape.kind === "list") return shape.items;
  if (shape.kind === "struct") return shape.fields;
  return shape.kind === "map" ? shape.entries.map(({ value }) => value) : [];
}
