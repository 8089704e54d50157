import { bar } from "../terminal/bars.ts";
import { cutEnd } from "../terminal/cut-text.ts";
import { displayWidth } from "../terminal/display-width.ts";
import { countOf } from "../terminal/format.ts";
import type { Page } from "../terminal/page.ts";
import { type TextColumn, tableWidth, textTable } from "../terminal/text-table.ts";
import { wrapText } from "../terminal/wrap-text.ts";
import type { DemoReport, EndpointRow } from "./demo-report.ts";
import { type NumberColumn, numberColumns } from "./endpoint-columns.ts";
import { endpointLabels } from "./endpoint-labels.ts";

const SHOWN = 15;
const GAP = 2;
const BAR_WIDTH = 10;
const LEAST_BAR = 4;
/** An endpoint gets so much before columns of numbers do, and so much before the bar does. */
const LABEL_BEFORE_NUMBERS = 24;
const LEAST_LABEL = 8;
const LABEL_BEFORE_BAR = 36;

/** The metrics of the endpoints with most requests, and what the others come to. */
export function renderEndpoints({ perEndpoint }: DemoReport, { width, paint }: Page): string[] {
  if (perEndpoint.length === 0)
    return wrapText("No rows were written, so there are no metrics.", width);
  const shown = perEndpoint.slice(0, SHOWN);
  const longest = longestEndpoint(shown);
  const numbers = fittingColumns(shown, width, longest);
  const room = width - (numbers.length === 0 ? 0 : tableWidth(shown, numbers) + GAP);
  const barWidth = Math.min(BAR_WIDTH, room - GAP - Math.min(longest, LABEL_BEFORE_BAR));
  const bars = barWidth < LEAST_BAR || numbers.length === 0 ? [] : [barColumn(shown, barWidth)];
  const labels = labelColumn(shown, bars.length === 0 ? room : room - GAP - barWidth);
  const [requests, ...others] = numbers;
  const columns = [labels, ...(requests === undefined ? [] : [requests]), ...bars, ...others];
  return [...textTable(shown, columns, paint), ...theOthers(perEndpoint.slice(SHOWN), width)];
}

function longestEndpoint(rows: readonly EndpointRow[]): number {
  return Math.max(...endpointLabels(endpointsOf(rows), LABEL_BEFORE_BAR).map(displayWidth));
}

/** The columns that have something to show: as many, by their weight, as leave room for the endpoint. */
function fittingColumns(
  rows: readonly EndpointRow[],
  width: number,
  longest: number,
): NumberColumn[] {
  const needed = Math.min(LABEL_BEFORE_NUMBERS, longest, Math.floor(width / 2));
  const room = (rest: readonly NumberColumn[]) => width - tableWidth(rows, rest) - GAP;
  let columns = numberColumns(rows).filter(({ value }) => rows.some((row) => value(row) !== null));
  while (columns.length > 0 && room(columns) < (columns.length === 1 ? LEAST_LABEL : needed)) {
    const lightest = Math.min(...columns.map(({ weight }) => weight));
    columns = columns.filter(({ weight }) => weight !== lightest);
  }
  return columns;
}

function labelColumn(rows: readonly EndpointRow[], width: number): TextColumn<EndpointRow> {
  const labels = endpointLabels(endpointsOf(rows), width);
  const byRow = new Map(rows.map((row, i) => [row, labels[i] ?? ""]));
  return { heading: cutEnd("endpoint", width), text: (row) => byRow.get(row) ?? "" };
}

function endpointsOf(rows: readonly EndpointRow[]): string[] {
  return rows.map(({ endpoint }) => endpoint);
}

function barColumn(rows: readonly EndpointRow[], width: number): TextColumn<EndpointRow> {
  const most = Math.max(...rows.map(({ requestCount }) => requestCount));
  return {
    heading: "",
    text: ({ requestCount }) => bar(requestCount / most, width),
    tone: () => "notice",
  };
}

function theOthers(rows: readonly EndpointRow[], width: number): string[] {
  if (rows.length === 0) return [];
  const requests = rows.reduce((sum, { requestCount }) => sum + requestCount, 0);
  return wrapText(
    `and ${countOf(rows.length, "more endpoint")} with ${countOf(requests, "request")}`,
    width,
  );
}
