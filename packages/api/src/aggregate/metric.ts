import { quoteColumn } from "@cloudapi/athena/internal";
import type { Column, DataType } from "@cloudapi/core";
import * as z from "zod";
import { columnSchema, type Json } from "../values/json-form.ts";
import { toJson } from "../values/to-json.ts";

/** A number over the rows of a group. */
export interface Metric {
  /** `count`, `sum_total`, `p95_response_time_ms`. */
  readonly name: string;
  readonly sql: string;
  /** How its values stand in a response. */
  readonly schema: z.ZodType;
  readonly toJson: (value: unknown) => Json;
}

const NUMBERS: ReadonlySet<string> = new Set(["int32", "int64", "float", "double", "decimal"]);
const PERCENTILES = [50, 90, 95, 99];

/** Every metric that the columns of a resource have. */
export function metricsOf(columns: readonly Column[]): readonly Metric[] {
  return [countMetric(), ...columns.flatMap(columnMetrics)];
}

function countMetric(): Metric {
  return {
    name: "count",
    sql: "count(*)",
    schema: z.int().min(0),
    toJson: (value) => Number(value),
  };
}

function columnMetrics({ name, type }: Column): Metric[] {
  if (type.kind === "boolean") return [];
  const column = quoteColumn(name);
  const extremes = (["min", "max"] as const).map((what) =>
    typedMetric(`${what}_${name}`, `${what}(${column})`, type),
  );
  if (!NUMBERS.has(type.kind)) return extremes;
  const double = `CAST(${column} AS double)`;
  return [
    ...extremes,
    sumMetric(name, column, type),
    typedMetric(`avg_${name}`, `avg(${double})`, { kind: "double" }),
    ...PERCENTILES.map((percent) =>
      typedMetric(`p${percent}_${name}`, `approx_percentile(${double}, ${percent / 100}E0)`, {
        kind: "double",
      }),
    ),
  ];
}

/** Sums are of the widest type of their kind: of integers in 64 bits, of decimals with 38 digits. */
function sumMetric(name: string, column: string, type: DataType): Metric {
  if (type.kind === "decimal")
    return typedMetric(`sum_${name}`, `sum(${column})`, { ...type, precision: 38 });
  const isInteger = type.kind === "int32" || type.kind === "int64";
  if (isInteger) return typedMetric(`sum_${name}`, `sum(${column})`, { kind: "int64" });
  return typedMetric(`sum_${name}`, `sum(CAST(${column} AS double))`, { kind: "double" });
}

/** A group whose values are all null has none. */
function typedMetric(name: string, sql: string, type: DataType): Metric {
  return {
    name,
    sql,
    schema: columnSchema({ name, type, nullable: true }),
    toJson: (value) => toJson(value, type),
  };
}
