import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { decimalType, UNKNOWN } from "@cloudapi/athena/internal/analysis";
import { sortableSql } from "../types/nested-sql.ts";
import type { AggregateFunction, AggregatePlan, CallParts } from "./function-row.ts";
import { aggregate, call, windowed } from "./function-row.ts";

const statistic = (name: string, duck: string = name) =>
  aggregate(
    name,
    { "double -> double": (x) => call(duck, x) },
    { fidelity: "exact", note: "up to the order in which doubles are added" },
  );
/** Whole numbers and decimals are taken as `real`, which is the nearest in Trino's order of types. */
const pair = (name: string) =>
  aggregate(name, {
    "real, real -> real": (y, x) => call(name, y, x),
    "double, double -> double": (y, x) => call(name, y, x),
  });

const ESTIMATE =
  "Athena estimates with a digest; the embedded engine takes the sorted value at index floor(p * n), which is what the digest gives for a few dozen values";

/** Aggregates, as DuckDB has them or as they are made of its own. */
export const AGGREGATE_FUNCTIONS: readonly AggregateFunction[] = [
  aggregate("count", {
    "-> bigint": () => call("count", "*"),
    "T -> bigint": (x) => call("count", x),
  }),
  aggregate("count_if", {
    "boolean -> bigint": (x) => ({
      calls: [{ name: "count_if", args: [x] }],
      result: (count) => `coalesce(${count}, 0)`,
    }),
  }),
  aggregate(
    "sum",
    {
      "bigint -> bigint": (x) => call("sum", x),
      "double -> double": (x) => call("sum", x),
      "real -> real": (x) => call("sum", `CAST(${x} AS DOUBLE)`),
      "decimal -> decimal": {
        parts: ({ args: [x = ""] }) => call("sum", x),
        result: ({ bound }) => decimalType(38, scaleOf(bound.get("decimal"))),
      },
      "interval day to second -> interval day to second": (x) => call("sum", x),
      "interval year to month -> interval year to month": (x) => call("sum", x),
    },
    { note: "doubles: up to the order in which they are added", fallible: true },
  ),
  aggregate(
    "avg",
    {
      "bigint -> double": (x) => call("avg", `CAST(${x} AS DOUBLE)`),
      "double -> double": (x) => call("avg", x),
      "real -> real": (x) => call("avg", `CAST(${x} AS DOUBLE)`),
      "decimal -> decimal": { parts: averageOfDecimals },
    },
    { note: "doubles: up to the order in which they are added" },
  ),
  aggregate("min", { "O -> O": { parts: sortableCall("min") } }),
  aggregate("max", {
    "double -> double": (x) => greatestNumber(x),
    "real -> real": (x) => greatestNumber(x),
    "O -> O": { parts: sortableCall("max") },
  }),
  aggregate("min_by", { "T, O -> T": { parts: byCall("arg_min_null") } }),
  aggregate(
    "max_by",
    { "T, O -> T": { parts: byCall("arg_max_null") } },
    { note: "NaN among the second values counts as the greatest" },
  ),
  aggregate("arbitrary", { "T -> T": (x) => call("any_value", x) }),
  aggregate("any_value", { "T -> T": (x) => call("any_value", x) }),
  aggregate("bool_and", { "boolean -> boolean": (x) => call("bool_and", x) }),
  aggregate("every", { "boolean -> boolean": (x) => call("bool_and", x) }),
  aggregate("bool_or", { "boolean -> boolean": (x) => call("bool_or", x) }),
  aggregate("array_agg", { "T -> array(T)": (x) => call("list", x) }),
  aggregate("listagg", {
    "varchar -> varchar": (x) => call("string_agg", x, "''"),
    "varchar, varchar -> varchar": (x, by) => call("string_agg", x, by),
  }),
  aggregate(
    "approx_distinct",
    {
      "T -> bigint": (x) => distinctCount(x),
      "T, double -> bigint": (x) => distinctCount(x),
    },
    { fidelity: "approximate", note: "Athena estimates; the embedded engine counts exactly" },
  ),
  aggregate(
    "approx_percentile",
    {
      "bigint, double -> bigint": percentile,
      "double, double -> double": percentile,
      "real, double -> real": percentile,
      "bigint, array(double) -> array(bigint)": percentiles,
      "double, array(double) -> array(double)": percentiles,
      "real, array(double) -> array(real)": percentiles,
    },
    { fidelity: "approximate", note: ESTIMATE },
  ),
  statistic("stddev", "stddev_samp"),
  statistic("stddev_samp"),
  statistic("stddev_pop"),
  statistic("variance", "var_samp"),
  statistic("var_samp"),
  statistic("var_pop"),
  aggregate(
    "geometric_mean",
    {
      "double -> double": (x) => call("geomean", x),
      "real -> real": (x) => call("geomean", x),
    },
    { note: "up to the order in which doubles are added" },
  ),
  pair("corr"),
  pair("covar_pop"),
  pair("covar_samp"),
  pair("regr_slope"),
  pair("regr_intercept"),
  aggregate("bitwise_and_agg", { "bigint -> bigint": (x) => call("bit_and", x) }),
  aggregate("bitwise_or_agg", { "bigint -> bigint": (x) => call("bit_or", x) }),
];

function sortableCall(name: string) {
  return ({ args: [x = ""], bound }: CallParts) =>
    call(name, sortableSql(x, bound.get("O") ?? UNKNOWN));
}

function byCall(name: string) {
  return ({ args: [x = "", by = ""], bound }: CallParts) =>
    call(name, x, sortableSql(by, bound.get("O") ?? UNKNOWN));
}

function scaleOf(type: SqlType | undefined): number {
  return type?.kind === "decimal" ? type.scale : 0;
}

/** DuckDB alone would average in doubles. */
function averageOfDecimals({ args: [x = ""], bound }: CallParts): AggregatePlan {
  const scale = scaleOf(bound.get("decimal"));
  return {
    calls: [
      { name: "sum", args: [x] },
      { name: "count", args: [x] },
    ],
    result: (sum, count) =>
      `trino_decimal_divide(CAST(${sum} AS VARCHAR), CAST(${count} AS VARCHAR), ${scale})`,
  };
}

/** The greatest number; NaN only when there is nothing else. */
function greatestNumber(x: string): AggregatePlan {
  return {
    calls: [
      { name: "max", args: [`CASE WHEN isnan(${x}) THEN NULL ELSE ${x} END`] },
      { name: "max", args: [x] },
    ],
    result: (number, any) => `coalesce(${number}, ${any})`,
  };
}

function distinctCount(x: string): AggregatePlan {
  return { calls: [{ name: "count", args: [x], distinct: true }], result: (count) => count };
}

/**
 * The value at index floor(p * n) of the sorted values. DuckDB takes the one at ceil(p * n) - 1, which
 * is the same thing counted from the other end.
 */
function percentile(x: string, p: string): AggregatePlan {
  return {
    calls: [{ name: "quantile_disc", args: [`- ${x}`, `1 - trino_percentage(${p})`] }],
    result: (value) => `(- ${value})`,
  };
}

function percentiles(x: string, p: string): AggregatePlan {
  const turned = `list_transform(${p}, lambda v: 1 - trino_percentage(v))`;
  return {
    calls: [{ name: "quantile_disc", args: [`- ${x}`, turned] }],
    result: (values) => `list_transform(${values}, lambda v: - v)`,
  };
}

/** Functions that exist only with OVER. */
export const WINDOW_FUNCTIONS: readonly AggregateFunction[] = [
  windowed("row_number", { "-> bigint": () => call("row_number") }),
  windowed("rank", { "-> bigint": () => call("rank") }),
  windowed("dense_rank", { "-> bigint": () => call("dense_rank") }),
  windowed("percent_rank", { "-> double": () => call("percent_rank") }),
  windowed("cume_dist", { "-> double": () => call("cume_dist") }),
  windowed("ntile", { "bigint -> bigint": (n) => call("ntile", n) }),
  windowed("first_value", { "T -> T": (x) => pick("first_value", x) }),
  windowed("last_value", { "T -> T": (x) => pick("last_value", x) }),
  windowed("nth_value", { "T, bigint -> T": (x, n) => pick("nth_value", x, n) }),
  windowed("lag", offset("lag")),
  windowed("lead", offset("lead")),
];

/** A function that picks a row and can pass over nulls. */
function pick(name: string, ...args: string[]): AggregatePlan {
  return { calls: [{ name, args, nulls: true }], result: (value) => value };
}

function offset(name: string) {
  return {
    "T -> T": (x: string) => pick(name, x),
    "T, bigint -> T": (x: string, n: string) => pick(name, x, n),
    "T, bigint, T -> T": (x: string, n: string, otherwise: string) => pick(name, x, n, otherwise),
  };
}
