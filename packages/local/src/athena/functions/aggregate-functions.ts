import type { SqlType } from "../types/types.ts";
import { decimalType } from "../types/types.ts";
import type { FunctionRow } from "./function-row.ts";
import { aggregate, windowed } from "./function-row.ts";

const statistic = (name: string, duck: string = name) =>
  aggregate(
    name,
    { "double -> double": (x) => `${duck}(${x})` },
    { fidelity: "exact", note: "up to the order in which doubles are added" },
  );
/** Whole numbers and decimals are taken as `real`, which is the nearest in Trino's order of types. */
const pair = (name: string) =>
  aggregate(name, {
    "real, real -> real": (y, x) => `${name}(${y}, ${x})`,
    "double, double -> double": (y, x) => `${name}(${y}, ${x})`,
  });

const ESTIMATE =
  "Athena estimates with a digest; the embedded engine takes the sorted value at index floor(p * n), which is what the digest gives for a few dozen values";

/** Aggregates. `%filter%`, DISTINCT and ORDER BY are put in by the compiler. */
export const AGGREGATE_FUNCTIONS: readonly FunctionRow[] = [
  aggregate("count", { "-> bigint": () => "count(*)", "T -> bigint": (x) => `count(${x})` }),
  aggregate("count_if", { "boolean -> bigint": (x) => `count_if(${x})` }),
  aggregate(
    "sum",
    {
      "bigint -> bigint": (x) => `sum(${x})`,
      "double -> double": (x) => `sum(${x})`,
      "real -> real": (x) => `sum(CAST(${x} AS DOUBLE))`,
      "decimal -> decimal": {
        parts: ({ args }) => `sum(${args[0]})`,
        result: ({ bound }) => decimalType(38, scaleOf(bound.get("decimal"))),
      },
      "interval day to second -> interval day to second": (x) => `sum(${x})`,
      "interval year to month -> interval year to month": (x) => `sum(${x})`,
    },
    { note: "doubles: up to the order in which they are added", fallible: true },
  ),
  aggregate(
    "avg",
    {
      "bigint -> double": (x) => `avg(CAST(${x} AS DOUBLE))`,
      "double -> double": (x) => `avg(${x})`,
      "real -> real": (x) => `avg(CAST(${x} AS DOUBLE))`,
      "decimal -> decimal": (x) => `avg_decimal(${x})`,
    },
    { note: "doubles: up to the order in which they are added" },
  ),
  aggregate("min", { "T -> T": (x) => `min(${x})` }),
  aggregate("max", {
    "double -> double": (x) => `max_number(${x})`,
    "real -> real": (x) => `max_number(${x})`,
    "T -> T": (x) => `max(${x})`,
  }),
  aggregate("min_by", { "T, U -> T": (x, by) => `arg_min_null(${x}, ${by})` }),
  aggregate(
    "max_by",
    { "T, U -> T": (x, by) => `arg_max_null(${x}, ${by})` },
    { note: "NaN among the second values counts as the greatest" },
  ),
  aggregate("arbitrary", { "T -> T": (x) => `any_value(${x})` }),
  aggregate("any_value", { "T -> T": (x) => `any_value(${x})` }),
  aggregate("bool_and", { "boolean -> boolean": (x) => `bool_and(${x})` }),
  aggregate("every", { "boolean -> boolean": (x) => `bool_and(${x})` }),
  aggregate("bool_or", { "boolean -> boolean": (x) => `bool_or(${x})` }),
  aggregate("array_agg", { "T -> array(T)": (x) => `list(${x})` }),
  aggregate("listagg", {
    "varchar -> varchar": (x) => `string_agg(${x}, '')`,
    "varchar, varchar -> varchar": (x, by) => `string_agg(${x}, ${by})`,
  }),
  aggregate(
    "approx_distinct",
    {
      "T -> bigint": (x) => `count(DISTINCT ${x})`,
      "T, double -> bigint": (x) => `count(DISTINCT ${x})`,
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
      "double -> double": (x) => `geomean(${x})`,
      "real -> real": (x) => `geomean(${x})`,
    },
    { note: "up to the order in which doubles are added" },
  ),
  pair("corr"),
  pair("covar_pop"),
  pair("covar_samp"),
  pair("regr_slope"),
  pair("regr_intercept"),
  aggregate("bitwise_and_agg", { "bigint -> bigint": (x) => `bit_and(${x})` }),
  aggregate("bitwise_or_agg", { "bigint -> bigint": (x) => `bit_or(${x})` }),
];

function scaleOf(type: SqlType | undefined): number {
  return type?.kind === "decimal" ? type.scale : 0;
}

/**
 * The value at index floor(p * n) of the sorted values. DuckDB takes the one at ceil(p * n) - 1, which
 * is the same thing counted from the other end.
 */
function percentile(x: string, p: string): string {
  return `-quantile_disc(- ${x}, 1 - trino_percentage(${p}))`;
}

function percentiles(x: string, p: string): string {
  return `-list_quantile_disc(- ${x}, list_transform(${p}, lambda v: 1 - trino_percentage(v)))`;
}

/** Functions that exist only with OVER. */
export const WINDOW_FUNCTIONS: readonly FunctionRow[] = [
  windowed("row_number", { "-> bigint": () => "row_number()" }),
  windowed("rank", { "-> bigint": () => "rank()" }),
  windowed("dense_rank", { "-> bigint": () => "dense_rank()" }),
  windowed("percent_rank", { "-> double": () => "percent_rank()" }),
  windowed("cume_dist", { "-> double": () => "cume_dist()" }),
  windowed("ntile", { "bigint -> bigint": (n) => `ntile(${n})` }),
  windowed("first_value", { "T -> T": (x) => `first_value(${x}%nulls%)` }),
  windowed("last_value", { "T -> T": (x) => `last_value(${x}%nulls%)` }),
  windowed("nth_value", { "T, bigint -> T": (x, n) => `nth_value(${x}, ${n}%nulls%)` }),
  windowed("lag", offset("lag")),
  windowed("lead", offset("lead")),
];

function offset(name: string) {
  return {
    "T -> T": (x: string) => `${name}(${x}%nulls%)`,
    "T, bigint -> T": (x: string, n: string) => `${name}(${x}, ${n}%nulls%)`,
    "T, bigint, T -> T": (x: string, n: string, otherwise: string) =>
      `${name}(${x}, ${n}, ${otherwise}%nulls%)`,
  };
}
