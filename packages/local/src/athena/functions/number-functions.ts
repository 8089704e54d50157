import { scalar } from "./function-row.ts";
import type { FunctionRow } from "./function-row.ts";

const same = (sql: (x: string) => string) => ({
  "tinyint -> tinyint": sql, "smallint -> smallint": sql, "integer -> integer": sql, "bigint -> bigint": sql,
  "decimal -> decimal": sql, "real -> real": sql, "double -> double": sql,
});

const double = (name: string, duck: string = name) => scalar(name, { "double -> double": (x) => `${duck}(${x})` });

/** Like {@link double}, NaN outside the function's domain, where DuckDB would stop. */
const guarded = (name: string, domain: (x: string) => string, duck: string = name) =>
  scalar(name, { "double -> double": (x) => `(CASE WHEN ${domain(x)} THEN ${duck}(${x}) WHEN ${x} IS NULL THEN NULL ELSE CAST('nan' AS DOUBLE) END)` });

/** Numbers. */
export const NUMBER_FUNCTIONS: readonly FunctionRow[] = [
  scalar("abs", same((x) => `abs(${x})`), { fallible: true }),
  scalar("sign", {
    "bigint -> bigint": (x) => `CAST(sign(${x}) AS BIGINT)`, "integer -> integer": (x) => `CAST(sign(${x}) AS INTEGER)`,
    "double -> double": (x) => `CAST(sign(${x}) AS DOUBLE)`, "decimal -> decimal(1,0)": (x) => `CAST(sign(${x}) AS DECIMAL(1,0))`,
  }),
  scalar("ceil", wholeOf("ceil")),
  scalar("ceiling", wholeOf("ceil")),
  scalar("floor", wholeOf("floor")),
  scalar("round", {
    "integer -> integer": (x) => x, "bigint -> bigint": (x) => x, "double -> double": (x) => `round(${x})`, "real -> real": (x) => `round(${x})`,
    "decimal -> decimal": { parts: ({ args, bound }) => roundDecimal(args[0] ?? "", bound.get("decimal")) },
    "double, bigint -> double": (x, digits) => `trino_round_double(${x}, ${digits})`,
    "decimal, bigint -> decimal": { parts: ({ args, bound }) => roundDecimal(args[0] ?? "", bound.get("decimal"), args[1]) },
  }),
  scalar("truncate", { "double -> double": (x) => `trunc(${x})` }),
  guarded("sqrt", (x) => `${x} >= 0`),
  double("cbrt"),
  double("exp"),
  guarded("ln", (x) => `${x} > 0`),
  guarded("log2", (x) => `${x} > 0`),
  guarded("log10", (x) => `${x} > 0`),
  scalar("power", { "double, double -> double": (x, y) => `power(${x}, ${y})` }),
  scalar("pow", { "double, double -> double": (x, y) => `power(${x}, ${y})` }),
  scalar("mod", {
    "integer, integer -> integer": modulus("integer"), "bigint, bigint -> bigint": modulus("bigint"), "double, double -> double": (x, y) => `fmod(${x}, ${y})`,
  }, { fallible: true }),
  scalar("pi", { "-> double": () => "pi()" }),
  scalar("e", { "-> double": () => "exp(CAST(1 AS DOUBLE))" }),
  scalar("nan", { "-> double": () => "CAST('nan' AS DOUBLE)" }),
  scalar("infinity", { "-> double": () => "CAST('inf' AS DOUBLE)" }),
  scalar("is_nan", { "double -> boolean": (x) => `isnan(${x})` }),
  scalar("is_finite", { "double -> boolean": (x) => `isfinite(${x})` }),
  scalar("is_infinite", { "double -> boolean": (x) => `isinf(${x})` }),
  double("degrees"),
  double("radians"),
  double("sin"), double("cos"), double("tan"), double("atan"), double("sinh"), double("cosh"), double("tanh"),
  guarded("asin", (x) => `${x} BETWEEN -1 AND 1`),
  guarded("acos", (x) => `${x} BETWEEN -1 AND 1`),
  scalar("atan2", { "double, double -> double": (y, x) => `atan2(${y}, ${x})` }),
  scalar("random", { "-> double": () => "random()", "bigint -> bigint": (n) => `CAST(floor(random() * ${n}) AS BIGINT)` }, { volatile: true }),
  scalar("rand", { "-> double": () => "random()" }, { volatile: true }),
  scalar("bitwise_and", { "bigint, bigint -> bigint": (a, b) => `(${a} & ${b})` }),
  scalar("bitwise_or", { "bigint, bigint -> bigint": (a, b) => `(${a} | ${b})` }),
  scalar("bitwise_xor", { "bigint, bigint -> bigint": (a, b) => `xor(${a}, ${b})` }),
  scalar("bitwise_not", { "bigint -> bigint": (a) => `(~ ${a})` }),
  scalar("width_bucket", {
    "double, double, double, bigint -> bigint": (x, low, high, n) =>
      `CAST(CASE WHEN ${x} < ${low} THEN 0 WHEN ${x} >= ${high} THEN ${n} + 1 ELSE floor(${n} * (${x} - ${low}) / (${high} - ${low})) + 1 END AS BIGINT)`,
  }),
];

function wholeOf(duck: "ceil" | "floor") {
  return {
    "integer -> integer": (x: string) => x, "bigint -> bigint": (x: string) => x,
    "double -> double": (x: string) => `${duck}(${x})`, "real -> real": (x: string) => `${duck}(${x})`,
  };
}

function roundDecimal(x: string, type: { kind: string; precision?: number; scale?: number } | undefined, digits?: string): string {
  const duck = `DECIMAL(${type?.precision ?? 38},${type?.scale ?? 0})`;
  return digits === undefined ? `CAST(round(${x}, 0) AS ${duck})` : `CAST(trino_round_decimal(CAST(${x} AS VARCHAR), ${digits}) AS ${duck})`;
}

function modulus(type: string) {
  return (x: string, y: string) => `(CASE WHEN ${y} = 0 THEN CAST(trino_fail('DIVISION_BY_ZERO', 'Division by zero') AS ${type}) ELSE ${x} % ${y} END)`;
}
