import * as z from "zod";
import type { ListKit } from "../list/list-rows.ts";
import { restriction } from "../list/row-selection.ts";
import type { Operation } from "../operation/operation.ts";
import type { Parameter } from "../operation/parameter.ts";
import { invalidSort } from "../page/sort-term.ts";
import type { Resource } from "../resource/resource.ts";
import { conditionsOf, filtersOf } from "../select/filter-parameters.ts";
import {
  RANGE_EXAMPLE,
  rangeOfRequest,
  rangeParameters,
  rangeSchema,
} from "../select/time-range.ts";
import { exampleRow } from "../values/example-value.ts";
import { columnSchema, type Json } from "../values/json-form.ts";
import { type AggregateQuestion, aggregateRows } from "./aggregate-rows.ts";
import { type Metric, metricsOf } from "./metric.ts";

const MAX_METRICS = 10;
const MAX_GROUPS = 3;
const MAX_ITEMS = 1_000;
const DEFAULT_ITEMS = 100;

/** `GET /api/orders/aggregates`: numbers over groups of rows. */
export function aggregateOperation(resource: Resource, { now }: ListKit): Operation {
  const { dataset } = resource;
  const metrics = metricsOf(resource.filters);
  const filters = filtersOf(resource.filters, dataset);
  return {
    id: `aggregate_${dataset.name}`,
    method: "GET",
    path: `${resource.path}/aggregates`,
    summary: `Numbers over ${dataset.name}`,
    description:
      "Counts, sums, averages, extremes and percentiles of all rows, or of each group of them. Percentiles are estimated, as Athena's `approx_percentile` does.",
    tag: dataset.name,
    parameters: [
      ...aggregateParameters(resource, metrics),
      ...rangeParameters(resource),
      ...filters.map(({ parameter }) => parameter),
    ],
    answers: {
      200: {
        description: "A number of each metric for each group.",
        schema: aggregatesSchema(resource, metrics),
        example: aggregatesExample(resource),
      },
    },
    handle: async (exchange) => {
      const { parameters, identity } = exchange;
      const question = questionOf(resource, metrics, parameters);
      const range = rangeOfRequest(resource, parameters, now());
      const conditions = [...restriction(resource, identity), ...conditionsOf(filters, parameters)];
      return {
        json: await aggregateRows({
          resource,
          exchange,
          selection: { conditions, range },
          question,
        }),
      };
    },
  };
}

function aggregateParameters(resource: Resource, metrics: readonly Metric[]): readonly Parameter[] {
  const names = metrics.map(({ name }) => name);
  const groups = resource.filters.map(({ name }) => name);
  const sorts = ["bucket", ...names].flatMap((name) => [name, `-${name}`]);
  return [
    listed("metrics", "What is computed; default the count.", names, MAX_METRICS),
    ...(groups.length > 0
      ? [listed("group", "The columns whose values make groups.", groups, MAX_GROUPS)]
      : []),
    ...bucketParameter(resource),
    listed(
      "sort",
      "What groups are sorted by: metrics that are asked for, or `bucket`, `-` before one for descending. Default by group.",
      sorts,
      MAX_GROUPS,
    ),
    {
      name: "limit",
      in: "query",
      description: `Groups at most; default ${DEFAULT_ITEMS}.`,
      schema: z.int().min(1).max(MAX_ITEMS),
      reading: "number",
    },
  ];
}

function listed(
  name: string,
  description: string,
  names: readonly string[],
  max: number,
): Parameter {
  const expected =
    names.length > 40 ? "one of those in the document" : `one of ${names.join(", ")}`;
  return {
    name,
    in: "query",
    description,
    schema: z
      .array(z.enum(names, { error: `expected ${expected}` }))
      .min(1)
      .max(max)
      .refine((given) => new Set(given).size === given.length, "expected each once")
      .meta({ uniqueItems: true }),
    form: "commas",
  };
}

function bucketParameter({ dataset }: Resource): readonly Parameter[] {
  const time = dataset.columns.find(({ name }) => name === dataset.eventTime);
  if (time === undefined) return [];
  const sizes = [
    "year",
    "month",
    "week",
    "day",
    ...(time.type.kind === "date" ? [] : ["hour", "minute"]),
  ];
  return [
    {
      name: "bucket",
      in: "query",
      description: `Groups by ${time.name}, each of this length.`,
      schema: z.enum(sizes, { error: `expected one of ${sizes.join(", ")}` }),
    },
  ];
}

/** @throws {ProblemError} 422 `INVALID_SORT` */
function questionOf(
  resource: Resource,
  metrics: readonly Metric[],
  parameters: Readonly<Record<string, unknown>>,
): AggregateQuestion {
  const names = (parameters["metrics"] as readonly string[] | undefined) ?? ["count"];
  const wanted = names.flatMap((name) => metrics.find((metric) => metric.name === name) ?? []);
  const groups = (parameters["group"] as readonly string[] | undefined) ?? [];
  const bucket = parameters["bucket"] as string | undefined;
  const sort = (parameters["sort"] as readonly string[] | undefined) ?? [];
  const sortable = [...names, ...(bucket === undefined ? [] : ["bucket"])];
  const other = sort.find((text) => !sortable.includes(text.replace(/^-/, "")));
  if (other !== undefined)
    throw invalidSort(
      `"${other}" is not computed by this request: sort by ${sortable.join(", ")}, or add it to metrics.`,
    );
  return {
    metrics: wanted,
    group: groups.flatMap((name) => resource.filters.find((column) => column.name === name) ?? []),
    bucket,
    sort,
    limit: (parameters["limit"] as number | undefined) ?? DEFAULT_ITEMS,
  };
}

/** The count of each value of a column. */
function aggregatesExample({ filters, dataset }: Resource): Json {
  return {
    items: [{ group: exampleRow(filters.slice(0, 1)), metrics: { count: 2 } }],
    isComplete: true,
    ...(dataset.eventTime !== undefined && { range: RANGE_EXAMPLE }),
  };
}

function aggregatesSchema({ filters, dataset }: Resource, metrics: readonly Metric[]): z.ZodType {
  const hasTime = dataset.eventTime !== undefined;
  return z.object({
    items: z.array(
      z.object({
        ...(hasTime && { bucket: z.iso.datetime().nullable().optional() }),
        group: z.object(
          Object.fromEntries(
            filters.map((column) => [column.name, columnSchema(column).optional()]),
          ),
        ),
        metrics: z.object(
          Object.fromEntries(metrics.map(({ name, schema }) => [name, schema.optional()])),
        ),
      }),
    ),
    isComplete: z
      .boolean()
      .meta({ description: "False when there are more groups than the limit." }),
    ...(hasTime && { range: rangeSchema.optional() }),
  });
}
