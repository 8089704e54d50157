import type {
  RequestFigures,
  RequestsData,
  RowsData,
} from "../../../src/dashboard/dashboard-data.ts";
import { bucketName, bucketStarts, inBuckets } from "../buckets.ts";
import { chart } from "../chart.ts";
import { chosen } from "../chosen.ts";
import { dataTable, trendCell } from "../data-table.ts";
import { element } from "../element.ts";
import { counted, formatCount, formatInstant, formatMs, formatShare } from "../format.ts";
import { noData } from "../no-data.ts";
import { ROWS_ID, rowPages, rowsTitle } from "../row-pages.ts";
import { tiles } from "../tiles.ts";
import type { DashboardView, ViewContext } from "../view.ts";

/** Requests, errors and latency, over time and per endpoint, down to the rows. */
export const requests: DashboardView = {
  title: "Requests",
  about: "Requests, errors and latency percentiles of the API logs, over time and per endpoint.",
  hasRange: true,
  hasDataset: false,
  async draw(context) {
    const { endpoint, errors, cursor } = context.state;
    const isOpened = endpoint !== undefined || errors === true || cursor !== undefined;
    const [data, rows] = await Promise.all([
      context.ask<RequestsData>("requests", { endpoint }),
      isOpened
        ? context.ask<RowsData>("rows", { endpoint, errors: errors ? "only" : undefined, cursor })
        : undefined,
    ]);
    const picked = chosen(context, [
      ["endpoint", endpoint],
      ["errors", errors ? "status 400 and above" : undefined],
    ]);
    if (data.total.requests === 0)
      return [picked, noData("No request was logged in this range.", context)];
    return [
      picked,
      totals(data.total),
      ...charts(data, context),
      endpoints(data, context),
      rows ? rowsTable(rows, context) : null,
    ];
  },
};

function totals(total: RequestFigures): HTMLElement {
  return tiles([
    { label: "Requests", value: formatCount(total.requests) },
    {
      label: "Errors",
      value: formatShare(total.errors, total.requests),
      note: `${formatCount(total.errors)}, ${formatCount(total.serverErrors)} of them 5xx`,
    },
    {
      label: "Median latency",
      value: formatMs(total.p50Ms),
      note: `average ${formatMs(total.averageMs)}`,
    },
    { label: "95th percentile", value: formatMs(total.p95Ms) },
    { label: "99th percentile", value: formatMs(total.p99Ms) },
  ]);
}

function charts(data: RequestsData, { go }: ViewContext): HTMLElement[] {
  const { bucketMs } = data;
  const starts = bucketStarts(data, bucketMs);
  const found = inBuckets(starts, data.overTime);
  const onRange = (from: string, to: string) => go({ range: undefined, from, to });
  const shared = { starts, bucketMs, onRange };
  const good = found.map((each) => (each === undefined ? 0 : each.requests - each.errors));
  return [
    chart({
      ...shared,
      title: `Requests per ${bucketName(bucketMs)}`,
      kind: "stacked",
      series: [
        { label: "Successful", values: good },
        { label: "Errors", values: found.map((each) => each?.errors ?? 0), colour: "error" },
      ],
      format: (value) => formatCount(value ?? 0),
    }),
    chart({
      ...shared,
      title: "Latency percentiles",
      kind: "lines",
      series: [
        { label: "Median", values: found.map((each) => each?.p50Ms ?? null) },
        { label: "95th", values: found.map((each) => each?.p95Ms ?? null) },
        { label: "99th", values: found.map((each) => each?.p99Ms ?? null) },
      ],
      format: formatMs,
      axis: formatMs,
    }),
  ];
}

function endpoints({ endpoints: list }: RequestsData, { link, state }: ViewContext): HTMLElement {
  return dataTable({
    caption: "Endpoints",
    isTitled: true,
    columns: [
      { name: "Endpoint" },
      { name: "Over time" },
      { name: "Requests", isNumber: true },
      { name: "Errors", isNumber: true },
      { name: "Median", isNumber: true },
      { name: "95th", isNumber: true },
      { name: "99th", isNumber: true },
    ],
    rows: list.map((each) => [
      link(each.endpoint, { endpoint: each.endpoint, errors: undefined }),
      trendCell(each.trend),
      formatCount(each.requests),
      each.errors === 0
        ? "0"
        : element(
            "span",
            {},
            `${formatShare(each.errors, each.requests)} `,
            link(
              `(${formatCount(each.errors)})`,
              { endpoint: each.endpoint, errors: true },
              `${counted(each.errors, "error")} of ${each.endpoint}: show the rows`,
            ),
          ),
      formatMs(each.p50Ms),
      formatMs(each.p95Ms),
      formatMs(each.p99Ms),
    ]),
    empty: state.endpoint ? "No request of this endpoint in this range." : "No endpoints.",
  });
}

function rowsTable(data: RowsData, context: ViewContext): HTMLElement {
  const { columns, rows } = data;
  const table = dataTable({
    caption: rowsTitle(data, rows.length, context),
    isTitled: true,
    columns: columns.map((name, index) => ({ name: index === 0 ? `${name} (UTC)` : name })),
    rows: rows.map((cells) =>
      cells.map((cell, index) =>
        index === 0 && cell !== null ? formatInstant(cell) : (cell ?? "–"),
      ),
    ),
    empty: "No rows in this range.",
  });
  table.id = ROWS_ID;
  const pages = rowPages(data, context);
  if (pages !== null) table.append(pages);
  return table;
}
