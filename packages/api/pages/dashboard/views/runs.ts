import type { Run, RunsData } from "../../../src/dashboard/dashboard-data.ts";
import { dataTable, timeCell } from "../data-table.ts";
import { element } from "../element.ts";
import { formatBytes, formatCount, formatShare } from "../format.ts";
import { noData } from "../no-data.ts";
import { tiles } from "../tiles.ts";
import type { DashboardView, ViewContext } from "../view.ts";

/** What the last run over each source did. */
export const runs: DashboardView = {
  title: "Runs",
  about: "The last run over each source: rows in, written, rejected and dropped.",
  hasRange: true,
  hasDataset: true,
  async draw(context) {
    const data = await context.ask<RunsData>("runs");
    if (data.runs.length === 0) return [noData("No run ended in this range.", context)];
    return [totals(data.runs), list(data, context)];
  },
};

function totals(all: readonly Run[]): HTMLElement {
  const sum = (of: (run: Run) => number) => all.reduce((total, each) => total + of(each), 0);
  const rowsIn = sum((run) => run.rowsIn);
  const rejected = sum((run) => run.rowsRejected);
  const unfinished = all.filter(({ state }) => state !== "published").length;
  return tiles([
    {
      label: "Runs",
      value: formatCount(all.length),
      note: unfinished > 0 ? `${unfinished} not finished` : "all published",
    },
    { label: "Rows in", value: formatCount(rowsIn) },
    { label: "Rows written", value: formatCount(sum((run) => run.rowsWritten)) },
    { label: "Rows rejected", value: formatCount(rejected), note: formatShare(rejected, rowsIn) },
  ]);
}

const STATES = {
  published: "✓ published",
  publishing: "… publishing",
  aborted: "✕ aborted",
} as const;
const TONES = { published: "pass", publishing: "warn", aborted: "stop" } as const;

function list({ runs: all, isCut, limit }: RunsData, { link }: ViewContext): HTMLElement {
  return dataTable({
    caption: isCut ? `The newest ${formatCount(limit)} runs` : "Runs",
    isTitled: true,
    columns: [
      { name: "Source" },
      { name: "Dataset" },
      { name: "State" },
      { name: "Ended (UTC)" },
      { name: "Rows in", isNumber: true },
      { name: "Written", isNumber: true },
      { name: "Rejected", isNumber: true },
      { name: "Dropped", isNumber: true },
      { name: "Size", isNumber: true },
    ],
    rows: all.map((run) => [
      run.source,
      run.dataset,
      element("span", { class: `verdict ${TONES[run.state]}` }, STATES[run.state]),
      timeCell(run.endedAt),
      formatCount(run.rowsIn),
      formatCount(run.rowsWritten),
      run.rowsRejected === 0
        ? "0"
        : link(
            formatCount(run.rowsRejected),
            { view: "quality", source: run.source },
            `${formatCount(run.rowsRejected)} rejected rows of ${run.source}: show them`,
          ),
      formatCount(run.rowsDropped),
      formatBytes(run.sizeBytes),
    ]),
  });
}
