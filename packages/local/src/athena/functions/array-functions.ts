import { castSql } from "../types/cast-sql.ts";
import type { SqlType } from "../types/types.ts";
import { isFloating, VARCHAR } from "../types/types.ts";
import type { CallParts, FunctionRow } from "./function-row.ts";
import { scalar } from "./function-row.ts";

/** Arrays and maps, counted from 1. */
export const ARRAY_FUNCTIONS: readonly FunctionRow[] = [
  scalar("cardinality", {
    "array(T) -> bigint": (a) => `CAST(len(${a}) AS BIGINT)`,
    "map(K, V) -> bigint": (m) => `CAST(cardinality(${m}) AS BIGINT)`,
  }),
  scalar("contains", { "array(T), T -> boolean": { parts: contains } }),
  scalar(
    "element_at",
    {
      "array(T), bigint -> T": (a, i) => `trino_element_at(${a}, ${i})`,
      "map(K, V), K -> V": (m, key) => `(map_extract(${m}, ${key})[1])`,
    },
    { fallible: true },
  ),
  scalar("array_distinct", { "array(T) -> array(T)": (a) => `trino_array_distinct(${a})` }),
  scalar(
    "array_join",
    {
      "array(T), varchar -> varchar": { parts: joined },
      "array(T), varchar, varchar -> varchar": { parts: joined },
    },
    { fallible: true },
  ),
  scalar("array_max", { "array(T) -> T": { parts: greatest } }),
  scalar("array_min", { "array(T) -> T": (a) => `trino_array_extreme(${a}, list_min(${a}))` }),
  scalar("array_position", { "array(T), T -> bigint": { parts: position } }),
  scalar("array_sort", { "array(T) -> array(T)": (a) => `list_sort(${a}, 'ASC', 'NULLS LAST')` }),
  scalar(
    "slice",
    {
      "array(T), bigint, bigint -> array(T)": (a, from, length) =>
        `trino_slice(${a}, ${from}, ${length})`,
    },
    { fallible: true },
  ),
  scalar("flatten", { "array(array(T)) -> array(T)": (a) => `flatten(${a})` }),
  scalar(
    "sequence",
    {
      "bigint, bigint -> array(bigint)": (a, b) =>
        `trino_sequence(${a}, ${b}, CASE WHEN ${a} <= ${b} THEN CAST(1 AS BIGINT) ELSE CAST(-1 AS BIGINT) END)`,
      "bigint, bigint, bigint -> array(bigint)": (a, b, step) =>
        `trino_sequence(${a}, ${b}, ${step})`,
      "date, date -> array(date)": (a, b) =>
        `list_transform(trino_sequence(CAST(0 AS BIGINT), CAST(${b} - ${a} AS BIGINT), CASE WHEN ${a} <= ${b} THEN CAST(1 AS BIGINT) ELSE CAST(-1 AS BIGINT) END), lambda i: ${a} + CAST(i AS INTEGER))`,
      "date, date, interval day to second -> array(date)": (a, b, step) =>
        `list_transform(trino_sequence(CAST(0 AS BIGINT), CAST(${b} - ${a} AS BIGINT), CASE WHEN ${step} % 86400000 = 0 THEN ${step} // 86400000 WHEN ${step} IS NOT NULL AND ${a} IS NOT NULL AND ${b} IS NOT NULL THEN CAST(trino_fail('INVALID_FUNCTION_ARGUMENT', 'sequence step must be a day interval if start and end values are dates') AS BIGINT) END), lambda i: ${a} + CAST(i AS INTEGER))`,
      "date, date, interval year to month -> array(date)": (a, b, step) =>
        `list_transform(trino_month_sequence(${a}, ${b}, ${step}), lambda d: CAST(d AS DATE))`,
      "timestamp, timestamp, interval day to second -> array(timestamp)": (a, b, step) =>
        `list_transform(trino_sequence(epoch_us(${a}), epoch_us(${b}), ${step} * 1000), lambda i: make_timestamp(i))`,
      "timestamp, timestamp, interval year to month -> array(timestamp)": (a, b, step) =>
        `trino_month_sequence(${a}, ${b}, ${step})`,
    },
    { fallible: true },
  ),
  scalar(
    "map",
    { "array(K), array(V) -> map(K, V)": (keys, values) => `trino_map(${keys}, ${values})` },
    { fallible: true },
  ),
  scalar("map_keys", { "map(K, V) -> array(K)": (m) => `map_keys(${m})` }),
  scalar("map_values", { "map(K, V) -> array(V)": (m) => `map_values(${m})` }),
];

/** The elements as CAST to varchar writes them; nulls are left out, or written as the third argument. */
function joined({ args, bound }: CallParts): string {
  const [array, by, blank] = args;
  const text = castSql("e", bound.get("T") ?? VARCHAR, VARCHAR);
  if (text === undefined || text === "refused")
    return `trino_fail('NOT_SUPPORTED', 'The embedded Athena does not support array_join of this element type')`;
  const element = blank === undefined ? text : `coalesce(${text}, ${blank})`;
  const known = [by, blank].flatMap((arg) => (arg === undefined ? [] : [`${arg} IS NOT NULL`]));
  const texts = `list_transform(${array}, lambda e: ${element})`;
  return `(CASE WHEN ${array} IS NOT NULL AND ${known.join(" AND ")} THEN coalesce(array_to_string(${texts}, ${by}), '') END)`;
}

/** The place of the first element that equals a value, 0 for none; NaN equals nothing. */
function position({ args: [array = "", value = ""], bound }: CallParts): string {
  const found = isFloating(elementOf(bound))
    ? `CASE WHEN isnan(${value}) THEN NULL ELSE list_position(${array}, ${value}) END`
    : `list_position(${array}, ${value})`;
  return `CAST(CASE WHEN ${array} IS NULL OR ${value} IS NULL THEN NULL ELSE coalesce(${found}, 0) END AS BIGINT)`;
}

function contains({ args: [array = "", value = ""], bound }: CallParts): string {
  const sought = isFloating(elementOf(bound)) ? `nullif(${value}, 'nan')` : value;
  return `trino_contains(${array}, ${value}, ${sought})`;
}

/** Null if any element is; NaN only where there is nothing else. */
function greatest({ args: [array = ""], bound }: CallParts): string {
  const greatest = isFloating(elementOf(bound))
    ? `coalesce(list_max(list_filter(${array}, lambda e: NOT isnan(e))), list_max(${array}))`
    : `list_max(${array})`;
  return `trino_array_extreme(${array}, ${greatest})`;
}

function elementOf(bound: CallParts["bound"]): SqlType {
  return bound.get("T") ?? VARCHAR;
}
