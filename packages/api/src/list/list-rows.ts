import { createHash } from "node:crypto";
import { selectColumns } from "@cloudapi/athena";
import { quoteTable } from "@cloudapi/athena/internal";
import type { EngineResult } from "../engine/query-engine.ts";
import type { Exchange } from "../operation/exchange.ts";
import type { CursorCodec } from "../page/cursor-codec.ts";
import { cutPage, rowsOfPage } from "../page/cut-page.ts";
import { cursorOf, type Place, placeOf, rangeOfPlace } from "../page/place.ts";
import { fromPlaceSql, orderSql, type SortTerm, sortTerms } from "../page/sort-term.ts";
import type { Resource } from "../resource/resource.ts";
import { bindValues } from "../select/bind-values.ts";
import type { Condition } from "../select/condition.ts";
import { isoOf, rangeOfRequest, type TimeRange } from "../select/time-range.ts";
import { wantedColumns } from "./fields-parameter.ts";
import type { MadePages } from "./made-pages.ts";
import type { Page } from "./page.ts";
import { restriction, selectionSql, whereSql } from "./row-selection.ts";
import { shapeRow } from "./shape-row.ts";

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
    const { page, last } = cutPage(result.rows, { terms, place, limit });
    const columns = wantedColumns(resource.columns, fields);
    const items = page.map((row) => shapeRow(row, columns));
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
  const maxRows = rowsOfPage({ place, limit });
  const select = selectColumns(dataset, { columns: [...columns] });
  const order = terms.length === 0 ? "" : ` ORDER BY ${orderSql(terms)}`;
  const sql = `SELECT ${select} FROM ${quoteTable(table.table, table.database)}${whereSql(predicates)}${order} LIMIT ${maxRows}`;
  const tables = [{ ...table, contract: dataset }];
  return exchange.ask({ sql, parameters, tables, maxRows });
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
