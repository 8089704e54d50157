import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { isFloating, isNested, VARCHAR } from "@cloudapi/athena/internal/analysis";
import { castSql } from "../types/cast-sql.ts";
import { elementsAt, sortableSql } from "../types/nested-sql.ts";
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
  scalar("array_distinct", {
    "array(T) -> array(T)": (a) => elementsAt(a, `trino_first_places(${a})`),
  }),
  scalar(
    "array_join",
    {
      "array(T), varchar -> varchar": { parts: joined },
      "array(T), varchar, varchar -> varchar": { parts: joined },
    },
    { fallible: true },
  ),
  scalar("array_max", { "array(O) -> O": { parts: greatest } }),
  scalar("array_min", { "array(O) -> O": { parts: least } }),
  scalar("array_position", { "array(T), T -> bigint": { parts: position } }),
  scalar("array_sort", { "array(O) -> array(O)": { parts: sorted } }),
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
  scalar("array_union", { "array(T), array(T) -> array(T)": { parts: united } }),
  scalar("array_intersect", { "array(T), array(T) -> array(T)": { parts: common } }),
  scalar("array_except", {
    // Nothing is left out of it, not even what is there twice, where the other is empty.
    "array(T), array(T) -> array(T)": (a, b) =>
      `(CASE WHEN len(${b}) = 0 THEN ${a} ELSE ${elementsAt(a, `trino_except_places(${a}, ${b})`)} END)`,
  }),
  scalar("array_remove", { "array(T), T -> array(T)": { parts: removed } }),
  scalar("arrays_overlap", { "array(O), array(O) -> boolean": { parts: overlap } }),
  scalar(
    "trim_array",
    { "array(T), bigint -> array(T)": (a, n) => `trino_trim_array(${a}, ${n})` },
    { fallible: true },
  ),
  scalar(
    "ngrams",
    { "array(T), bigint -> array(array(T))": (a, n) => `trino_ngrams(${a}, ${n})` },
    { fallible: true },
  ),
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
  if (isNested(elementOf(bound))) return `trino_position(${array}, ${value})`;
  const found = isFloating(elementOf(bound))
    ? `CASE WHEN isnan(${value}) THEN NULL ELSE list_position(${array}, ${value}) END`
    : `list_position(${array}, ${value})`;
  return `CAST(CASE WHEN ${array} IS NULL OR ${value} IS NULL THEN NULL ELSE coalesce(${found}, 0) END AS BIGINT)`;
}

function contains({ args: [array = "", value = ""], bound }: CallParts): string {
  if (isNested(elementOf(bound)))
    return `(CASE WHEN trino_position(${array}, ${value}) > 0 THEN TRUE WHEN ${value} IS NOT NULL AND len(list_filter(${array}, lambda e: e IS NULL)) = 0 THEN FALSE END)`;
  const sought = isFloating(elementOf(bound)) ? `nullif(${value}, 'nan')` : value;
  return `trino_contains(${array}, ${value}, ${sought})`;
}

/** Null if any element is; NaN only where there is nothing else. */
function greatest({ args: [array = ""], bound }: CallParts): string {
  const type = orderableOf(bound);
  const greatest = isFloating(type)
    ? `coalesce(list_max(list_filter(${array}, lambda e: NOT isnan(e))), list_max(${array}))`
    : `list_max(${sortable(array, type)})`;
  return `trino_array_extreme(${array}, ${greatest})`;
}

function least({ args: [array = ""], bound }: CallParts): string {
  return `trino_array_extreme(${array}, list_min(${sortable(array, orderableOf(bound))}))`;
}

function sorted({ args: [array = ""], bound }: CallParts): string {
  return `list_sort(${sortable(array, orderableOf(bound))}, 'ASC', 'NULLS LAST')`;
}

function sortable(array: string, type: SqlType): string {
  return isNested(type) ? `list_transform(${array}, lambda e: ${sortableSql("e", type)})` : array;
}

/** First what is in the one, then what else is in the other. */
function united({ args: [a = "", b = ""] }: CallParts): string {
  const both = `list_concat(${a}, ${b})`;
  return `(CASE WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN ${elementsAt(both, `trino_first_places(${both})`)} END)`;
}

/** In the order of the longer one. */
function common({ args: [a = "", b = ""] }: CallParts): string {
  const of = (x: string, y: string) => elementsAt(x, `trino_common_places(${x}, ${y})`);
  return `(CASE WHEN len(${a}) < len(${b}) THEN ${of(b, a)} ELSE ${of(a, b)} END)`;
}

/** Nulls stay, and so does NaN, which equals nothing. */
function removed({ args: [array = "", value = ""], bound }: CallParts): string {
  const kept = isNested(elementOf(bound))
    ? `e IS NULL OR trino_position([e], ${value}) = 0`
    : `trino_equal(e, ${value}) IS NOT TRUE`;
  return `(CASE WHEN ${value} IS NOT NULL THEN list_filter(${array}, lambda e: ${kept}) END)`;
}

/** Null where nothing is in both but a null in either. */
function overlap({ args: [a = "", b = ""] }: CallParts): string {
  const known = (list: string) => `list_filter(${list}, lambda e: e IS NOT NULL)`;
  const unsure = `len(${a}) > 0 AND len(${b}) > 0 AND len(${known(a)}) + len(${known(b)}) < len(${a}) + len(${b})`;
  const nulls = `trino_holds_null(${known(a)}) OR trino_holds_null(${known(b)})`;
  const refused = `CAST(trino_fail('NOT_SUPPORTED', 'arrays_overlap does not support elements that hold null') AS BOOLEAN)`;
  return `(CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL WHEN ${nulls} THEN ${refused} WHEN len(trino_common_places(${known(a)}, ${known(b)})) > 0 THEN TRUE WHEN ${unsure} THEN NULL ELSE FALSE END)`;
}

function elementOf(bound: CallParts["bound"]): SqlType {
  return bound.get("T") ?? VARCHAR;
}

function orderableOf(bound: CallParts["bound"]): SqlType {
  return bound.get("O") ?? VARCHAR;
}
