import { createHash } from "node:crypto";
import { selectColumns } from "@cloudapi/athena";
import { quoteTable } from "@cloudapi/athena/internal";
import type { EngineResult } from "../engine/query-engine.ts";
import type { Exchange } from "../operation/exchange.ts";
import type { CursorCodec } from "../page/cursor-codec.ts";
import { cursorOf, type Place, placeOf, rangeOfPlace } from "../page/place.ts";
import { fromPlaceSql, orderSql, type SortTerm, sortTerms } from "../page/sort-term.ts";
import type { Resource } from "../resource/resource.ts";
import { bindValues } from "../select/bind-values.ts";
import type { Condition } from "../select/condition.ts";
import { isoOf, rangeOfRequest, type TimeRange } from "../select/time-range.ts";
import type { Json } from "../values/json-form.ts";
import { wantedColumns } from "./fields-parameter.ts";
import type { MadePages } from "./made-pages.ts";
import type { Page } from "./page.ts";
import { restriction, selectionSql, whereSql } from "./row-selection.ts";
import { columnValue, shapeRow } from "./shape-row.ts";

/** What lists share: the codec of their cursors, and the time. */
export interface ListKit {
  readonly cursors: CursorCodec;
  readonly pages: MadePages;
  readonly now: () => number;
}

interface ListInput {
  readonly resource: Resource;
  readonly kit: ListKit;
  readonly exchange: Exchange;
  /** What the request selects by, without range and restriction. */
  readonly conditions: readonly Condition[];
}

type EngineRow = EngineResult["rows"][number];

/** One page of rows. */
export async function listRows({ resource, kit, exchange, conditions }: ListInput): Promise<Page> {
  const { parameters, identity } = exchange;
  const restricted = restriction(resource, identity);
  const scope = scopeOf(exchange, resource, restricted);
  const { cursor } = parameters;
  const place = cursor === undefined ? undefined : placeOf(kit.cursors, cursor as string, scope);
  const range =
    place === undefined ? rangeOfRequest(resource, parameters, kit.now()) : rangeOfPlace(place);
  const terms = sortTerms(resource, parameters["sort"]);
  const limit = (parameters["limit"] as number | undefined) ?? resource.limit.default;
  const selection = { conditions: [...restricted, ...conditions], range };
  const result = await rowsFrom({ resource, exchange, selection, terms, place, limit });
  return kit.pages(result.rows, JSON.stringify([scope, cursor, limit, range]), () => {
    const { fields } = parameters;
    const { items, last } = pageOf(result, { resource, terms, place, limit, fields });
    const next = last && cursorOf(kit.cursors, { ...last, range: placeRange(range) }, scope);
    return {
      items,
      next: next ?? null,
      ...(range !== undefined && { range: saidRange(range) }),
    };
  });
}

function placeRange(range: TimeRange | undefined): Place["range"] {
  return range === undefined ? null : [range.fromMs, range.toMs, range.isDefault];
}

/** A range as it is told. */
export function saidRange({ fromMs, toMs, isDefault }: TimeRange) {
  return { from: isoOf(fromMs), to: isoOf(toMs), isDefault };
}

interface RowsInput {
  readonly resource: Resource;
  readonly exchange: Exchange;
  readonly selection: {
    readonly conditions: readonly Condition[];
    readonly range: TimeRange | undefined;
  };
  readonly terms: readonly SortTerm[];
  readonly place: Place | undefined;
  readonly limit: number;
}

/** One row more than the page has: whether there is another page. */
async function rowsFrom({
  resource,
  exchange,
  selection,
  terms,
  place,
  limit,
}: RowsInput): Promise<EngineResult> {
  const { dataset, table } = resource;
  const { bind, parameters } = bindValues();
  const wanted = wantedColumns(resource.columns, exchange.parameters["fields"]);
  const columns = new Set(
    [...wanted, ...terms.map(({ column }) => column)].map(({ name }) => name),
  );
  const predicates = [
    ...selectionSql(dataset, selection, bind),
    ...(place === undefined ? [] : fromPlaceSql(terms, place.values, bind)),
  ];
  const maxRows = limit + 1 + (place?.seen ?? 0);
  const select = selectColumns(dataset, { columns: [...columns] });
  const order = terms.length === 0 ? "" : ` ORDER BY ${orderSql(terms)}`;
  const sql = `SELECT ${select} FROM ${quoteTable(table.table, table.database)}${whereSql(predicates)}${order} LIMIT ${maxRows}`;
  const tables = [{ ...table, contract: dataset }];
  return exchange.ask({ sql, parameters, tables, maxRows });
}

interface PageInput {
  readonly resource: Resource;
  readonly terms: readonly SortTerm[];
  readonly place: Place | undefined;
  readonly limit: number;
  readonly fields: unknown;
}

/** The rows of the page without those that were seen, and the place of its last row if there are more. */
function pageOf(
  { rows }: EngineResult,
  { resource, terms, place, limit, fields }: PageInput,
): {
  readonly items: readonly Record<string, Json>[];
  readonly last: Omit<Place, "range"> | undefined;
} {
  const valuesOf = (row: EngineRow) =>
    terms.map(({ column }) => canonical(columnValue(row, column)));
  const seen =
    place === undefined ? 0 : countEqual(rows.slice(0, place.seen), valuesOf, place.values);
  const page = rows.slice(seen, seen + limit);
  const columns = wantedColumns(resource.columns, fields);
  const items = page.map((row) => shapeRow(row, columns));
  const lastRow = page.at(-1);
  if (rows.length <= seen + limit || lastRow === undefined) return { items, last: undefined };
  const values = valuesOf(lastRow);
  const equal = countEqual(rows.slice(0, seen + page.length).reverse(), valuesOf, values);
  return { items, last: { values, seen: equal } };
}

/** How many rows there are in front that have these values. */
function countEqual(
  rows: readonly EngineRow[],
  valuesOf: (row: EngineRow) => readonly Json[],
  values: readonly unknown[],
): number {
  const wanted = JSON.stringify(values);
  const other = rows.findIndex((row) => JSON.stringify(valuesOf(row)) !== wanted);
  return other === -1 ? rows.length : other;
}

/** Both zeros are one value in SQL. */
function canonical(value: Json): Json {
  return value === 0 ? 0 : value;
}

/** What a cursor is bound to: the query without its page, the contract, and the rows that may be seen. */
function scopeOf(
  { request, parameters }: Exchange,
  { dataset }: Resource,
  restricted: readonly Condition[],
): string {
  const { cursor: _cursor, limit: _limit, ...query } = parameters;
  const said = Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([
    new URL(request.url).pathname,
    said,
    dataset.contractHash,
    restricted.map(({ value }) => value),
  ]);
  return createHash("sha256").update(text).digest("base64url");
}
