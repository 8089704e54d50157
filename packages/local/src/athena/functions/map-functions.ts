import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { arrayType, BIGINT, UNKNOWN } from "@cloudapi/athena/internal/analysis";
import { mapOf } from "../types/map-sql.ts";
import { elementsAt, rowOf } from "../types/nested-sql.ts";
import type { AggregateFunction, AggregatePlan, CallParts, FunctionRow } from "./function-row.ts";
import { aggregate, scalar } from "./function-row.ts";

/** Maps, made and taken apart. In a map that was made of several, keys come in the order they were met in. */
export const MAP_FUNCTIONS: readonly FunctionRow[] = [
  scalar(
    "map",
    {
      "-> map(K, V)": () => "CAST(MAP {} AS MAP(INTEGER, INTEGER))",
      "array(K), array(V) -> map(K, V)": (keys, values) => `trino_map(${keys}, ${values})`,
    },
    { fallible: true },
  ),
  scalar("map_keys", { "map(K, V) -> array(K)": (m) => `map_keys(${m})` }),
  scalar("map_values", { "map(K, V) -> array(V)": (m) => `map_values(${m})` }),
  scalar("map_entries", {
    "map(K, V) -> array(E)": {
      parts: ({ args: [m = ""] }) =>
        `list_transform(map_entries(${m}), lambda e: ${rowOf(["(e).key", "(e).value"])})`,
      result: ({ bound }) => arrayType(entryType(bound)),
    },
  }),
  scalar(
    "map_from_entries",
    { "array(entry) -> map(K, V)": (e) => entriesOf(e, (keys, values) => mapOf(keys, values)) },
    { fallible: true },
  ),
  scalar(
    "multimap_from_entries",
    {
      "array(entry) -> map(K, array(V))": (e) =>
        entriesOf(
          e,
          (keys) =>
            `(CASE WHEN trino_check_known(${keys}) THEN coalesce(${grouped(e, "f0", "f1")}, map([], [])) END)`,
        ),
    },
    { fallible: true },
  ),
  scalar("map_concat", { "map(K, V), map(K, V)... -> map(K, V)": concatenated }),
  scalar(
    "split_to_map",
    { "varchar, varchar, varchar -> map(varchar, varchar)": splitToMap },
    { fallible: true },
  ),
  scalar(
    "split_to_multimap",
    { "varchar, varchar, varchar -> map(varchar, array(varchar))": splitToMultimap },
    { fallible: true },
  ),
];

function entryType(bound: CallParts["bound"]): SqlType {
  const fields = ["K", "V"].map((name) => ({ name: undefined, type: bound.get(name) ?? UNKNOWN }));
  return { kind: "row", fields };
}

const NULL_ENTRY = "trino_fail('INVALID_FUNCTION_ARGUMENT', 'map entry cannot be null')";

function entriesOf(entries: string, make: (keys: string, values: string) => string): string {
  const known = `list_transform(${entries}, lambda e: CASE WHEN e IS NULL THEN ${entries}[CAST(${NULL_ENTRY} AS BIGINT)] ELSE e END)`;
  return make(
    `list_transform(${known}, lambda e: (e).f0)`,
    `list_transform(${known}, lambda e: (e).f1)`,
  );
}

/** The later of equal keys counts. */
function concatenated(...maps: string[]): string {
  const keys = maps.map((m) => `map_keys(${m})`).reduce((a, b) => `list_concat(${a}, ${b})`);
  const values = maps.map((m) => `map_values(${m})`).reduce((a, b) => `list_concat(${a}, ${b})`);
  const places = `trino_last_places(${keys})`;
  const known = maps.map((m) => `${m} IS NOT NULL`).join(" AND ");
  return `(CASE WHEN ${known} THEN map(${elementsAt(keys, places)}, ${elementsAt(values, places)}) END)`;
}

function splitToMap(text: string, by: string, between: string): string {
  const pairs = `trino_split_pairs(${text}, ${by}, ${between}, TRUE)`;
  return `map(${pairs}[1:-:2], ${pairs}[2:-:2])`;
}

function splitToMultimap(text: string, by: string, between: string): string {
  const pairs = `trino_split_pairs(${text}, ${by}, ${between}, FALSE)`;
  const entries = `list_transform(range(1, len(${pairs}), 2), lambda i: struct_pack(k := ${pairs}[i], v := ${pairs}[i + 1]))`;
  return grouped(entries, "k", "v");
}

/** A map from each key to the values it has, of a list of structs; entries without a key are left out. */
function grouped(entries: string, key: string, value: string): string {
  const known = `list_filter(${entries}, lambda e: (e).${key} IS NOT NULL)`;
  const keys = `list_transform(${known}, lambda e: (e).${key})`;
  const first = elementsAt(keys, `trino_first_places(${keys})`);
  const values = `list_transform(${first}, lambda k: list_transform(list_filter(${known}, lambda e: (e).${key} IS NOT DISTINCT FROM k), lambda e: (e).${value}))`;
  return `(CASE WHEN len(${known}) > 0 THEN map(${first}, ${values}) END)`;
}

/** Aggregates that make maps; null where no key was met. */
export const MAP_AGGREGATES: readonly AggregateFunction[] = [
  aggregate("map_agg", {
    "K, V -> map(K, V)": (k, v) => entryList(k, v, (entries) => firstOfEach(entries)),
  }),
  aggregate("multimap_agg", {
    "K, V -> map(K, array(V))": (k, v) => entryList(k, v, (e) => grouped(e, "k", "v")),
  }),
  aggregate("map_union", {
    "map(K, V) -> map(K, V)": (m) => ({
      calls: [{ name: "list", args: [m] }],
      result: united,
    }),
  }),
  aggregate("histogram", {
    "K -> map(K, bigint)": {
      parts: ({ args: [x = ""] }) => ({
        calls: [{ name: "list", args: [x] }],
        result: counted,
      }),
      result: ({ bound }) => ({ kind: "map", key: bound.get("K") ?? UNKNOWN, value: BIGINT }),
    },
  }),
];

function entryList(k: string, v: string, result: (entries: string) => string): AggregatePlan {
  return { calls: [{ name: "list", args: [`struct_pack(k := ${k}, v := ${v})`] }], result };
}

/** The first of equal keys counts. */
function firstOfEach(entries: string): string {
  const known = `list_filter(${entries}, lambda e: (e).k IS NOT NULL)`;
  const first = elementsAt(known, `trino_first_places(list_transform(${known}, lambda e: (e).k))`);
  return `(CASE WHEN len(${known}) > 0 THEN map(list_transform(${first}, lambda e: (e).k), list_transform(${first}, lambda e: (e).v)) END)`;
}

function united(maps: string): string {
  const keys = `flatten(list_transform(${maps}, lambda m: map_keys(m)))`;
  const values = `flatten(list_transform(${maps}, lambda m: map_values(m)))`;
  const places = `trino_first_places(${keys})`;
  return `(CASE WHEN len(${keys}) > 0 THEN map(${elementsAt(keys, places)}, ${elementsAt(values, places)}) END)`;
}

function counted(list: string): string {
  const known = `list_filter(${list}, lambda e: e IS NOT NULL)`;
  const keys = elementsAt(known, `trino_first_places(${known})`);
  const counts = `list_transform(${keys}, lambda k: CAST(len(list_filter(${known}, lambda e: e IS NOT DISTINCT FROM k)) AS BIGINT))`;
  return `(CASE WHEN len(${known}) > 0 THEN map(${keys}, ${counts}) END)`;
}
