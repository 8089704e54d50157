import type { CostData } from "../../../src/dashboard/dashboard-data.ts";
import { bucketName, bucketStarts, inBuckets } from "../buckets.ts";
import { chart } from "../chart.ts";
import { barCell, dataTable, timeCell } from "../data-table.ts";
import { element } from "../element.ts";
import {
  BYTE_STEPS,
  counted,
  formatBytes,
  formatCount,
  formatDollars,
  formatMs,
} from "../format.ts";
import { noData } from "../no-data.ts";
import { tiles } from "../tiles.ts";
import type { DashboardView, ViewContext } from "../view.ts";

/** What queries scanned, over time and by statement. */
export const cost: DashboardView = {
  title: "Cost",
  about: "What the queries of the work group scanned, over time and by statement.",
  hasRange: true,
  hasDataset: false,
  async draw(context) {
    const data = await context.ask<CostData>("cost");
    if (data.queries === 0) return [noData("No query was run in this range.", context)];
    return [totals(data, context), cutNotice(data), overTime(data, context), statements(data)];
  },
};

function totals(data: CostData, { config }: ViewContext): HTMLElement {
  return tiles([
    {
      label: "Queries",
      value: formatCount(data.queries),
      note: `${formatCount(data.failed)} failed`,
    },
    { label: "Scanned", value: formatBytes(data.scannedBytes) },
    {
      label: "Estimated cost",
      value: formatDollars(data.estimate),
      note: `at $${config.pricePerTebibyte} per TiB, 10 MiB a query at least`,
    },
    { label: "A query, on average", value: formatBytes(data.scannedBytes / data.queries) },
  ]);
}

function cutNotice({ isCut, queries }: CostData): HTMLElement | null {
  if (!isCut) return null;
  return element(
    "p",
    { class: "notice" },
    `Only the newest ${formatCount(queries)} queries are counted.`,
  );
}

function overTime(data: CostData, { go }: ViewContext): HTMLElement {
  const { bucketMs } = data;
  const starts = bucketStarts(data, bucketMs);
  return chart({
    title: `Bytes scanned per ${bucketName(bucketMs)}`,
    kind: "bars",
    starts,
    bucketMs,
    series: [
      {
        label: "Scanned",
        values: inBuckets(starts, data.overTime).map((each) => each?.scannedBytes ?? 0),
      },
    ],
    format: (value) => formatBytes(value ?? 0),
    axis: formatBytes,
    steps: BYTE_STEPS,
    onRange: (from, to) => go({ range: undefined, from, to }),
  });
}

function statements({ byStatement }: CostData): HTMLElement {
  const most = Math.max(1, ...byStatement.map(({ scannedBytes }) => scannedBytes));
  return dataTable({
    caption: "By statement",
    isTitled: true,
    columns: [
      { name: "Statement" },
      { name: "Queries", isNumber: true },
      { name: "Scanned", isNumber: true },
      { name: "Engine time", isNumber: true },
      { name: "Last run (UTC)" },
    ],
    rows: byStatement.map((each) => [
      statement(each.sql),
      element(
        "span",
        {},
        formatCount(each.queries),
        each.failed > 0
          ? element("span", { class: "bad" }, ` ${counted(each.failed, "failure")}`)
          : null,
      ),
      barCell(formatBytes(each.scannedBytes), each.scannedBytes / most),
      formatMs(each.engineMs),
      timeCell(each.lastAt),
    ]),
  });
}

/** A statement in one line, which opens to all of it. */
function statement(sql: string): HTMLElement {
  const line = sql.replace(/\s+/g, " ").trim();
  if (line.length <= 80) return element("code", {}, line);
  return element(
    "details",
    { class: "statement" },
    element("summary", {}, element("code", {}, `${line.slice(0, 79)}…`)),
    element("pre", {}, sql),
  );
}
