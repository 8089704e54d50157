import { quoteIdentifier, quoteValue } from "@cloudapi/core/sql";

/**
 * How percentiles are computed: `exact` with linear interpolation between the two nearest values (Hyndman and
 * Fan's definition 7, as DuckDB's `quantile_cont`, NumPy and pandas), by ranking every value; `approximate` by Athena's
 * `approx_percentile`, which needs far less memory on large groups.
 */
export type PercentileMethod = "exact" | "approximate";

/** A percentile wanted: a share of 0 to 1 of the values, and its column's name. */
export interface WantedPercentile {
  readonly name: string;
  readonly share: number;
}

/** p50, p95 and p99. */
export const METRIC_PERCENTILES: readonly WantedPercentile[] = [
  { name: "p50", share: 0.5 },
  { name: "p95", share: 0.95 },
  { name: "p99", share: 0.99 },
];

/** Check the name of a method. */
export function checkMethod(what: string, method: unknown): PercentileMethod {
  if (method === "exact" || method === "approximate") return method;
  throw new TypeError(`${what}: method must be "exact" or "approximate", not ${String(method)}.`);
}

/** A share as a double, so that all engines multiply it alike. */
function shareLiteral(share: number): string {
  return quoteValue({ type: "double", value: share });
}

// Columns of our own have a $ in their names, which no contract's column can have.

/** Columns that give each row its place among the values of its group: nulls come after them, so they have none. */
export function rankColumns(value: string, group: readonly string[]): string[] {
  const partition = group.length === 0 ? "" : `PARTITION BY ${group.join(", ")} `;
  return [
    `CAST(row_number() OVER (${partition}ORDER BY ${value} NULLS LAST) - 1 AS double) AS "position$"`,
    `CAST(count(${value}) OVER (${partition.trim()}) - 1 AS double) AS "last_position$"`,
  ];
}

/** Aggregates over ranked rows: the values below and above each percentile. */
export function neighbourColumns(
  value: string,
  percentiles: readonly WantedPercentile[],
): string[] {
  const neighbours = percentiles.flatMap(({ name, share }) =>
    (["floor", "ceil"] as const).map((side) => {
      const at = `${side}("last_position$" * ${shareLiteral(share)})`;
      return `max(CASE WHEN "position$" = ${at} THEN ${value} END) AS ${quoteIdentifier(`${name}$${side}`)}`;
    }),
  );
  return [`max("last_position$") AS "last_position$"`, ...neighbours];
}

/** The percentiles, interpolated between those neighbours. */
export function interpolatedColumns(percentiles: readonly WantedPercentile[]): string[] {
  return percentiles.map(({ name, share }) => {
    const [lower, upper] = [quoteIdentifier(`${name}$floor`), quoteIdentifier(`${name}$ceil`)];
    const place = `"last_position$" * ${shareLiteral(share)}`;
    return `${lower} + (${upper} - ${lower}) * (${place} - floor(${place})) AS ${quoteIdentifier(name)}`;
  });
}

/** Aggregates that estimate the percentiles. */
export function approximateColumns(
  value: string,
  percentiles: readonly WantedPercentile[],
): string[] {
  return percentiles.map(
    ({ name, share }) =>
      `approx_percentile(${value}, ${shareLiteral(share)}) AS ${quoteIdentifier(name)}`,
  );
}
