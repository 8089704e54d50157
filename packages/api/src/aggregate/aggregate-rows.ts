import { quoteColumn, quoteTable } from "@cloudapi/athena/internal";
import type { Column } from "@cloudapi/core";
import { saidRange } from "../list/list-rows.ts";
import { type RowSelection, selectionSql, whereSql } from "../list/row-selection.ts";
import type { Exchange } from "../operation/exchange.ts";
import type { Resource } from "../resource/resource.ts";
import { bindValues } from "../select/bind-values.ts";
import type { Json } from "../values/json-form.ts";
import { toJson } from "../values/to-json.ts";
import type { Metric } from "./metric.ts";

/** What is asked of the rows. */
export interface AggregateQuestion {
  readonly metrics: readonly Metric[];
  readonly group: readonly Column[];
  /** `hour`, `day` and the like. */
  readonly bucket: string | undefined;
  /** The names of metrics, or `bucket`; `-` before one for descending. */
  readonly sort: readonly string[];
  readonly limit: number;
}

interface AggregateInput {
  readonly resource: Resource;
  readonly exchange: Exchange;
  readonly selection: RowSelection;
  readonly question: AggregateQuestion;
}

/** Numbers over groups of rows. */
export async function aggregateRows({ resource, exchange, selection, question }: AggregateInput) {
  const { bind, parameters } = bindValues();
  const { table, dataset } = resource;
  const where = whereSql(selectionSql(dataset, selection, bind));
  const from = quoteTable(table.table, table.database);
  const { columns, grouped } = selectSql(resource, question);
  const groupBy =
    grouped === 0 ? "" : ` GROUP BY ${Array.from({ length: grouped }, (_, i) => i + 1).join(", ")}`;
  const maxRows = question.limit + 1;
  const sql = `SELECT ${columns.join(", ")} FROM ${from}${where}${groupBy}${orderSql(question, grouped)} LIMIT ${maxRows}`;
  const { rows } = await exchange.ask({
    sql,
    parameters,
    tables: [{ ...table, contract: dataset }],
    maxRows,
  });
  const { range } = selection;
  return {
    items: rows.slice(0, question.limit).map((row) => itemOf(row, question)),
    isComplete: rows.length <= question.limit,
    ...(range !== undefined && { range: saidRange(range) }),
  };
}

/** Columns are named by their place, so that no name of a contract is in their way. */
function selectSql({ dataset }: Resource, { metrics, group, bucket }: AggregateQuestion) {
  const { eventTime } = dataset;
  const groups = [
    ...(bucket === undefined || eventTime === undefined
      ? []
      : [`date_trunc('${bucket}', ${quoteColumn(eventTime)}) AS "bucket"`]),
    ...group.map(({ name }, i) => `${quoteColumn(name)} AS "g${i}"`),
  ];
  return {
    columns: [...groups, ...metrics.map(({ sql }, i) => `${sql} AS "m${i}"`)],
    grouped: groups.length,
  };
}

/** What was asked for, then the groups, so that the order is one. */
function orderSql({ metrics, sort }: AggregateQuestion, grouped: number): string {
  const asked = sort.map((text) => {
    const name = text.replace(/^-/, "");
    const place = metrics.findIndex((metric) => metric.name === name);
    return `${place === -1 ? '"bucket"' : `"m${place}"`} ${text.startsWith("-") ? "DESC" : "ASC"} NULLS LAST`;
  });
  const rest = Array.from({ length: grouped }, (_, i) => `${i + 1} ASC NULLS LAST`);
  const terms = [...asked, ...rest];
  return terms.length === 0 ? "" : ` ORDER BY ${terms.join(", ")}`;
}

function itemOf(
  row: Readonly<Record<string, unknown>>,
  { metrics, group, bucket }: AggregateQuestion,
) {
  const values = (names: readonly [string, Json][]) => Object.fromEntries(names);
  return {
    ...(bucket !== undefined && { bucket: bucketText(row["bucket"]) }),
    group: values(group.map(({ name, type }, i) => [name, toJson(row[`g${i}`], type)])),
    metrics: values(metrics.map((metric, i) => [metric.name, metric.toJson(row[`m${i}`])])),
  };
}

/** A day is the instant that it begins at. */
function bucketText(value: unknown): Json {
  const text = toJson(value, { kind: "timestamp" });
  return typeof text === "string" && text.length === 10 ? `${text}T00:00:00.000Z` : text;
}
