import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { DuckDBValue } from "@duckdb/node-api";
import { readJson } from "../../types/text/json-text.ts";
import { compareValues, equalValues, holdsNull } from "./nested/compare-values.ts";
import { jsonOfValue } from "./nested/json-of-value.ts";
import { shapeOf } from "./nested/nested-value.ts";
import { commonPlaces, exceptPlaces, firstPlaces, lastPlaces } from "./nested/places.ts";
import { sortedPlaces } from "./nested/sorted-places.ts";
import { splitPairs } from "./nested/split-pairs.ts";
import { valueKey } from "./nested/value-key.ts";
import { scalarOfJson, valueOfJson } from "./nested/value-of-json.ts";
import { remember } from "./remember.ts";
import type { Udf } from "./udf.ts";
import { udf } from "./udf.ts";

/** A type as it is handed to a function: as JSON. */
const typeOf = remember((text: string): SqlType => JSON.parse(text) as SqlType);

function itemsOf(value: DuckDBValue): readonly DuckDBValue[] {
  const shape = shapeOf(value);
  return shape.kind === "list" ? shape.items : [];
}

/** The place of the first element that equals a value, or 0; what can't be told stops the query. */
function position(list: DuckDBValue, sought: DuckDBValue): bigint {
  for (const [i, item] of itemsOf(list).entries()) {
    if (item === null) continue;
    const equal = equalValues(item, sought);
    if (equal === null)
      throw new TrinoError("NOT_SUPPORTED", "contains does not support elements that hold null");
    if (equal) return BigInt(i + 1);
  }
  return 0n;
}

/** Keys of a map: none may be null, or there twice. */
function checkKeys(keys: DuckDBValue, errorName: string): boolean {
  const items = itemsOf(keys);
  for (const item of items) {
    if (item === null) throw new TrinoError(errorName, "map key cannot be null");
    if (holdsNull(item) && errorName === "INVALID_FUNCTION_ARGUMENT")
      throw new TrinoError(errorName, "map key cannot be indeterminate");
  }
  if (firstPlaces(items).length === items.length) return true;
  throw new TrinoError(errorName, "Duplicate map keys are not allowed");
}

function checkKnown(keys: DuckDBValue): boolean {
  if (!itemsOf(keys).includes(null)) return true;
  throw new TrinoError("INVALID_FUNCTION_ARGUMENT", "map key cannot be null");
}

function castJson(text: string, type: string): string | null {
  const value = readJson(text);
  if (value === undefined)
    throw new TrinoError("INVALID_CAST_ARGUMENT", `Cannot cast '${text}', which is not JSON`);
  if (value.kind === "null") return null;
  const wanted = typeOf(type);
  return ["array", "map", "row"].includes(wanted.kind)
    ? valueOfJson(value, wanted)
    : scalarOfJson(value, wanted);
}

/** Values of any type, which SQL of DuckDB alone can't compare, find or write as Trino does. */
export const NESTED_UDFS: readonly Udf[] = [
  udf("trino_equal", ["ANY", "ANY"], "BOOLEAN", equalValues),
  udf("trino_compare", ["ANY", "ANY"], "INTEGER", compareValues),
  udf(
    "trino_same",
    ["ANY", "ANY"],
    "BOOLEAN",
    (a: DuckDBValue, b: DuckDBValue) => valueKey(a) === valueKey(b),
  ),
  udf("trino_holds_null", ["ANY"], "BOOLEAN", holdsNull),
  udf("trino_position", ["ANY", "ANY"], "BIGINT", position),
  udf("trino_check_keys", ["ANY", "VARCHAR"], "BOOLEAN", checkKeys),
  udf("trino_check_known", ["ANY"], "BOOLEAN", checkKnown),
  udf("trino_first_places", ["ANY"], "BIGINT[]", (list: DuckDBValue) => firstPlaces(itemsOf(list))),
  udf("trino_last_places", ["ANY"], "BIGINT[]", (list: DuckDBValue) => lastPlaces(itemsOf(list))),
  udf("trino_common_places", ["ANY", "ANY"], "BIGINT[]", (a: DuckDBValue, b: DuckDBValue) =>
    commonPlaces(itemsOf(a), itemsOf(b)),
  ),
  udf("trino_except_places", ["ANY", "ANY"], "BIGINT[]", (a: DuckDBValue, b: DuckDBValue) =>
    exceptPlaces(itemsOf(a), itemsOf(b)),
  ),
  udf("trino_sorted_places", ["ANY"], "BIGINT[]", (orders: DuckDBValue) =>
    sortedPlaces(itemsOf(orders).map(itemsOf)),
  ),
  udf("trino_split_pairs", ["VARCHAR", "VARCHAR", "VARCHAR", "BOOLEAN"], "VARCHAR[]", splitPairs),
  udf("trino_json_of", ["ANY", "VARCHAR"], "VARCHAR", (value: DuckDBValue, type: string) =>
    jsonOfValue(value, typeOf(type)),
  ),
  udf("trino_json_cast", ["VARCHAR", "VARCHAR"], "VARCHAR", castJson),
];
