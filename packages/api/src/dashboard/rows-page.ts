import { createHash } from "node:crypto";
import { selectColumns } from "@cloudapi/athena";
import type { Dataset } from "@cloudapi/core";
import * as z from "zod";
import { ProblemError } from "../http/problem.ts";
import { cutPage, rowsOfPage } from "../page/cut-page.ts";
import { cursorOf, type Place, placeOf } from "../page/place.ts";
import { fromPlaceSql, orderSql, type SortTerm } from "../page/sort-term.ts";
import { type Asking, askEngine } from "./ask-engine.ts";
import type { AnswerCost, AnswerRange, PagedRows } from "./dashboard-data.ts";
import type { DashboardTable } from "./dashboard-input.ts";
import type { DashboardQuestion } from "./question.ts";
import { type Conditions, tableSql, withinRange } from "./time-conditions.ts";

/** Which rows of a table are wanted, in an order that has a place for each, newest first. */
export interface RowsOf {
  readonly dataset: Dataset;
  readonly table: DashboardTable;
  readonly columns: readonly string[];
  /** Columns behind the event time by which rows are told apart. */
  readonly order: readonly string[];
  readonly limit: number;
  /** What the question selects by, beside its range. */
  readonly select: (within: Conditions) => void;
}

const cell = z.union([z.string(), z.number(), z.bigint(), z.boolean(), z.null()]);
const row = z.record(z.string(), cell);

/** A page of rows, as the engine gives them, and where the next one begins. */
export interface RowsPage extends AnswerRange, PagedRows {
  readonly rows: readonly z.output<typeof row>[];
  readonly cost: AnswerCost;
}

/**
 * A page of rows. That of a cursor is of the range of the first one, so that rows that come meanwhile move none of the others.
 *
 * @throws {ProblemError} 422 `INVALID_CURSOR`
 */
export async function rowsPage(
  asking: Asking,
  question: DashboardQuestion,
  { dataset, table, columns, order, limit, select }: RowsOf,
): Promise<RowsPage> {
  const { cursors } = asking;
  const scope = scopeOf(question, dataset);
  const place =
    question.cursor === undefined ? undefined : placeOf(cursors, question.cursor, scope);
  const range = rangeOf(question, place);
  const terms = termsOf(dataset, order);
  const within = withinRange(dataset, range);
  select(within);
  if (place !== undefined)
    for (const condition of fromPlaceSql(terms, place.values, within.bind)) within.and(condition);
  const maxRows = rowsOfPage({ place, limit });
  const { rows, cost } = await askEngine(asking, {
    sql: `SELECT ${selectColumns(dataset, { columns })} FROM ${tableSql(table)} ${within.sql}
ORDER BY ${orderSql(terms)} LIMIT ${maxRows}`,
    parameters: within.parameters,
    tables: [table],
    row,
    maxRows,
  });
  const { page, last } = cutPage(rows, { terms, place, limit });
  const placeRange = [range.from.getTime(), range.to.getTime(), false] as const;
  return {
    from: range.from.toISOString(),
    to: range.to.toISOString(),
    rows: page as RowsPage["rows"],
    limit,
    isCut: last !== undefined,
    next:
      last === undefined
        ? null
        : nextOf(() => cursorOf(cursors, { ...last, range: placeRange }, scope)),
    cost,
  };
}

function rangeOf({ from, to }: DashboardQuestion, place: Place | undefined) {
  const [fromMs, toMs] = place?.range ?? [from.getTime(), to.getTime()];
  return { from: new Date(fromMs), to: new Date(toMs) };
}

function termsOf({ columns, eventTime }: Dataset, order: readonly string[]): SortTerm[] {
  return [eventTime, ...order].flatMap((name, index) => {
    const column = columns.find((each) => each.name === name);
    return column === undefined ? [] : [{ column, isDescending: index === 0 }];
  });
}

/** Rows whose values are too long for a cursor are shown all the same: only those behind them aren't gone on to. */
function nextOf(make: () => string): string | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === "CURSOR_TOO_LONG") return null;
    throw error;
  }
}

/** What a cursor is bound to: all that was asked but the range, which the cursor has. */
function scopeOf(
  { cursor: _cursor, from: _from, to: _to, ...asked }: DashboardQuestion,
  { contractHash }: Dataset,
) {
  const said = Object.entries(asked).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([contractHash, said]))
    .digest("base64url");
}
