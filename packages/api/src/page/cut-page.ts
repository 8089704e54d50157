import type { EngineResult } from "../engine/query-engine.ts";
import { columnValue } from "../list/shape-row.ts";
import type { Json } from "../values/json-form.ts";
import type { Place } from "./place.ts";
import type { SortTerm } from "./sort-term.ts";

type EngineRow = EngineResult["rows"][number];

/** Where a page begins, in what order, and how many rows it has. */
export interface PageCut {
  readonly terms: readonly SortTerm[];
  readonly place: Place | undefined;
  readonly limit: number;
}

/** Rows that a page has to be asked for: one more than it has, and those that were seen. */
export function rowsOfPage({ place, limit }: Omit<PageCut, "terms">): number {
  return limit + 1 + (place?.seen ?? 0);
}

/** The rows of the page without those that were seen, and the place of its last row if there are more. */
export function cutPage(
  rows: EngineResult["rows"],
  { terms, place, limit }: PageCut,
): { readonly page: EngineResult["rows"]; readonly last: Omit<Place, "range"> | undefined } {
  const valuesOf = (row: EngineRow) =>
    terms.map(({ column }) => canonical(columnValue(row, column)));
  const seen =
    place === undefined ? 0 : countEqual(rows.slice(0, place.seen), valuesOf, place.values);
  const page = rows.slice(seen, seen + limit);
  const lastRow = page.at(-1);
  if (rows.length <= seen + limit || lastRow === undefined) return { page, last: undefined };
  const values = valuesOf(lastRow);
  const equal = countEqual(rows.slice(0, seen + page.length).reverse(), valuesOf, values);
  return { page, last: { values, seen: equal } };
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
