import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { decimalType } from "@cloudapi/athena/internal/analysis";
import { duckType } from "../types/duck.ts";
import type { CallParts, FunctionRow } from "./function-row.ts";
import { scalar } from "./function-row.ts";

const same = (sql: (x: string) => string) => ({
  "tinyint -> tinyint": sql,
  "smallint -> smallint": sql,
  "integer -> integer": sql,
  "bigint -> bigint": sql,
  "decimal -> decimal": sql,
  "real -> real": sql,
  "double -> double": sql,
});

const double = (name: string, duck: string = name) =>
  scalar(name, { "double -> double": (x) => `${duck}(${x})` });

/** Like {@link double}, NaN outside the function's domain, where DuckDB would stop. */
const guarded = (name: string, domain: (x: string) => string, duck: string = name) =>
  scalar(name, {
    "double -> double": (x) =>
      `(CASE WHEN ${domain(x)} THEN ${duck}(${x}) WHEN ${x} IS NULL THEN NULL ELSE CAST('nan' AS DOUBLE) END)`,
  });

/** Minus infinity for 0, NaN below. */
const logarithm = (name: string) =>
  scalar(name, {
    "double -> double": (x) =>
      `(CASE WHEN ${x} > 0 THEN ${name}(${x}) WHEN ${x} = 0 THEN CAST('-inf' AS DOUBLE) WHEN ${x} IS NULL THEN NULL ELSE CAST('nan' AS DOUBLE) END)`,
  });

/** Numbers. */
export const NUMBER_FUNCTIONS: readonly FunctionRow[] = [
  scalar(
    "abs",
    same((x) => `abs(${x})`),
    { fallible: true },
  ),
  scalar("sign", {
    "bigint -> bigint": (x) => `CAST(sign(${x}) AS BIGINT)`,
    "integer -> integer": (x) => `CAST(sign(${x}) AS INTEGER)`,
    "tinyint -> tinyint": (x) => `CAST(sign(${x}) AS TINYINT)`,
    "smallint -> smallint": (x) => `CAST(sign(${x}) AS SMALLINT)`,
    "real -> real": (x) =>
      `CAST(CASE WHEN ${x} = 0 OR isnan(${x}) THEN ${x} ELSE sign(${x}) END AS FLOAT)`,
    "double -> double": (x) =>
      `CAST(CASE WHEN ${x} = 0 OR isnan(${x}) THEN ${x} ELSE sign(${x}) END AS DOUBLE)`,
    "decimal -> decimal(1,0)": (x) => `CAST(sign(${x}) AS DECIMAL(1,0))`,
  }),
  scalar("ceil", wholeOf("ceil")),
  scalar("ceiling", wholeOf("ceil")),
  scalar("floor", wholeOf("floor")),
  scalar(
    "round",
    {
      "tinyint -> tinyint": (x) => x,
      "smallint -> smallint": (x) => x,
      "integer -> integer": (x) => x,
      "bigint -> bigint": (x) => x,
      "double -> double": (x) => `(CASE WHEN ${x} = 0 THEN 0 ELSE round(${x}) END)`,
      "real -> real": (x) => `(CASE WHEN ${x} = 0 THEN 0 ELSE round(${x}) END)`,
      "decimal -> decimal": {
        parts: (call) => `CAST(round(${call.args[0]}, 0) AS ${duckType(wholeDecimal(call))})`,
        result: wholeDecimal,
      },
      "integer, integer -> integer": (x, digits) =>
        `CAST(trino_round_integer(CAST(${x} AS BIGINT), CAST(${digits} AS BIGINT)) AS INTEGER)`,
      "bigint, integer -> bigint": (x, digits) =>
        `trino_round_integer(${x}, CAST(${digits} AS BIGINT))`,
      "double, integer -> double": (x, digits) =>
        `trino_round_double(${x}, CAST(${digits} AS BIGINT))`,
      "real, integer -> real": (x, digits) =>
        `CAST(trino_round_real(CAST(${x} AS DOUBLE), CAST(${digits} AS BIGINT)) AS FLOAT)`,
      "decimal, integer -> decimal": {
        parts: (call) =>
          `CAST(trino_round_decimal(CAST(${call.args[0]} AS VARCHAR), ${call.args[1]}) AS ${duckType(widerDecimal(call))})`,
        result: widerDecimal,
      },
    },
    { fallible: true },
  ),
  scalar("truncate", {
    "decimal -> decimal": {
      parts: (call) => `CAST(${truncated(call.args[0], "0")} AS ${duckType(cutDecimal(call))})`,
      result: cutDecimal,
    },
    "decimal, integer -> decimal": {
      parts: (call) =>
        `CAST(${truncated(call.args[0], call.args[1])} AS ${duckType(call.bound.get("decimal") ?? cutDecimal(call))})`,
    },
    "real -> real": (x) => `trunc(${x})`,
    "double -> double": (x) => `trunc(${x})`,
  }),
  guarded("sqrt", (x) => `${x} >= 0`),
  scalar("cbrt", { "double -> double": (x) => `trino_cbrt(${x})` }),
  double("exp"),
  logarithm("ln"),
  logarithm("log2"),
  logarithm("log10"),
  scalar("power", { "double, double -> double": power }),
  scalar("pow", { "double, double -> double": power }),
  scalar("pi", { "-> double": () => "pi()" }),
  scalar("e", { "-> double": () => "exp(CAST(1 AS DOUBLE))" }),
  scalar("nan", { "-> double": () => "CAST('nan' AS DOUBLE)" }),
  scalar("infinity", { "-> double": () => "CAST('inf' AS DOUBLE)" }),
  scalar("is_nan", { "double -> boolean": (x) => `isnan(${x})` }),
  scalar("is_finite", { "double -> boolean": (x) => `isfinite(${x})` }),
  scalar("is_infinite", { "double -> boolean": (x) => `isinf(${x})` }),
  double("degrees"),
  double("radians"),
  guarded("sin", (x) => `isfinite(${x})`),
  guarded("cos", (x) => `isfinite(${x})`),
  guarded("tan", (x) => `isfinite(${x})`),
  double("atan"),
  double("sinh"),
  double("cosh"),
  double("tanh"),
  guarded("asin", (x) => `${x} BETWEEN -1 AND 1`),
  guarded("acos", (x) => `${x} BETWEEN -1 AND 1`),
  scalar("atan2", { "double, double -> double": (y, x) => `atan2(${y}, ${x})` }),
  scalar(
    "random",
    {
      "-> double": () => "random()",
      "bigint -> bigint": (n) => `CAST(floor(random() * ${n}) AS BIGINT)`,
    },
    { volatile: true },
  ),
  scalar("rand", { "-> double": () => "random()" }, { volatile: true }),
  scalar("bitwise_and", { "bigint, bigint -> bigint": (a, b) => `(${a} & ${b})` }),
  scalar("bitwise_or", { "bigint, bigint -> bigint": (a, b) => `(${a} | ${b})` }),
  scalar("bitwise_xor", { "bigint, bigint -> bigint": (a, b) => `xor(${a}, ${b})` }),
  scalar("bitwise_not", { "bigint -> bigint": (a) => `(~ ${a})` }),
  scalar(
    "width_bucket",
    {
      "double, double, double, bigint -> bigint": (x, low, high, n) =>
        `trino_width_bucket(${x}, ${low}, ${high}, ${n})`,
      "double, array(double) -> bigint": (x, bins) => `trino_bin(${x}, ${bins})`,
    },
    { fallible: true },
  ),
];

/** As Java has it: 1 or -1 to an infinite power, and 1 to NaN, is NaN. */
function power(x: string, y: string): string {
  return `(CASE WHEN abs(${x}) = 1 AND NOT isfinite(${y}) THEN CAST('nan' AS DOUBLE) ELSE power(${x}, ${y}) END)`;
}

function wholeOf(duck: "ceil" | "floor") {
  return {
    "tinyint -> tinyint": (x: string) => x,
    "smallint -> smallint": (x: string) => x,
    "integer -> integer": (x: string) => x,
    "bigint -> bigint": (x: string) => x,
    "double -> double": (x: string) => `${duck}(${x})`,
    "real -> real": (x: string) => `${duck}(${x})`,
    "decimal -> decimal": {
      parts: (call: CallParts) =>
        `CAST(${duck}(${call.args[0]}) AS ${duckType(wholeDecimal(call))})`,
      result: wholeDecimal,
    },
  };
}

function decimalOf({ bound }: CallParts): { precision: number; scale: number } {
  const type = bound.get("decimal");
  return type?.kind === "decimal" ? type : { precision: 38, scale: 0 };
}

/** The decimal a rounded decimal fits: no digits after the point, and one more before it if some were cut. */
function wholeDecimal(call: CallParts): SqlType {
  const { precision, scale } = decimalOf(call);
  return decimalType(Math.max(1, precision - scale + Math.min(scale, 1)), 0);
}

/** The decimal without its digits after the point. */
function cutDecimal(call: CallParts): SqlType {
  const { precision, scale } = decimalOf(call);
  return decimalType(Math.max(1, precision - scale), 0);
}

function truncated(value = "NULL", digits = "0"): string {
  return `trino_truncate_decimal(CAST(${value} AS VARCHAR), ${digits})`;
}

function widerDecimal(call: CallParts): SqlType {
  const { precision, scale } = decimalOf(call);
  return decimalType(Math.min(38, precision + 1), scale);
}
