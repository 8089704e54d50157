import type {
  CheckResult,
  QualityData,
  QuarantineData,
  QuarantinedRow,
} from "../../../src/dashboard/dashboard-data.ts";
import { bucketName, bucketStarts } from "../buckets.ts";
import { chart, type Series } from "../chart.ts";
import { chosen } from "../chosen.ts";
import { barCell, dataTable, timeCell } from "../data-table.ts";
import { element } from "../element.ts";
import { formatCount, formatMeasure, formatTime } from "../format.ts";
import { ROWS_ID, rowPages, rowsTitle } from "../row-pages.ts";
import { tiles } from "../tiles.ts";
import type { DashboardView, ViewContext } from "../view.ts";

/** Reasons that have a colour of their own in the chart; the others are one. */
const COLOURS = 5;

/** Rejected rows by reason and source, the last verdicts, and the rows themselves. */
export const quality: DashboardView = {
  title: "Data quality",
  about:
    "Rejected rows by reason and by file, the last verdict of each check, and the quarantine itself.",
  hasRange: true,
  hasDataset: true,
  async draw(context) {
    const { code, source, cursor } = context.state;
    const [data, quarantine] = await Promise.all([
      context.ask<QualityData>("quality"),
      context.ask<QuarantineData>("quarantine", { code, source, cursor }),
    ]);
    return [
      totals(data),
      data.rejected > 0 ? overTime(data, context) : null,
      data.checks === null ? null : verdicts(data.checks),
      reasons(data, context),
      sources(data, context),
      quarantineBrowser(quarantine, context),
    ];
  },
};

function totals({ rejected, byReason, bySource, checks }: QualityData): HTMLElement {
  const failed = checks?.filter(({ status }) => status !== "pass").length ?? 0;
  return tiles([
    {
      label: "Rejected rows",
      value: formatCount(rejected),
      ...(rejected === 0 && { tone: "good" as const }),
    },
    { label: "Reasons", value: formatCount(new Set(byReason.map(({ code }) => code)).size) },
    { label: "Files with rejected rows", value: formatCount(bySource.length) },
    ...(checks === null
      ? []
      : [
          {
            label: "Checks not passed",
            value: `${failed} of ${checks.length}`,
            tone: failed > 0 ? ("bad" as const) : ("good" as const),
          },
        ]),
  ]);
}

function overTime(data: QualityData, { go }: ViewContext): HTMLElement {
  const { bucketMs } = data;
  const starts = bucketStarts(data, bucketMs);
  const sums = new Map<string, number>();
  for (const { code, rows } of data.overTime) sums.set(code, (sums.get(code) ?? 0) + rows);
  const codes = [...sums.keys()].sort((a, b) => (sums.get(b) ?? 0) - (sums.get(a) ?? 0));
  const named = codes.slice(0, COLOURS);
  const counts = (isOf: (code: string) => boolean) => {
    const byStart = new Map<number, number>();
    for (const { at, code, rows } of data.overTime)
      if (isOf(code)) byStart.set(Date.parse(at), (byStart.get(Date.parse(at)) ?? 0) + rows);
    return starts.map((start) => byStart.get(start) ?? 0);
  };
  const series: Series[] = named.map((code) => ({
    label: code,
    values: counts((each) => each === code),
  }));
  if (codes.length > COLOURS)
    series.push({ label: "others", values: counts((each) => !named.includes(each)) });
  return chart({
    title: `Rejected rows per ${bucketName(bucketMs)}, by reason`,
    kind: "stacked",
    starts,
    bucketMs,
    series,
    format: (value) => formatCount(value ?? 0),
    onRange: (from, to) => go({ range: undefined, from, to }),
  });
}

const VERDICTS = { pass: "✓ passed", warn: "! warning", stop: "✕ stopped" } as const;

function verdicts(checks: readonly CheckResult[]): HTMLElement {
  return dataTable({
    caption: "Last verdicts",
    isTitled: true,
    columns: [
      { name: "Check" },
      { name: "Dataset" },
      { name: "Column" },
      { name: "Verdict" },
      { name: "Observed", isNumber: true },
      { name: "Threshold" },
      { name: "Message" },
      { name: "When (UTC)" },
    ],
    rows: checks.map((each) => [
      each.check,
      each.dataset,
      each.column ?? "–",
      element("span", { class: `verdict ${each.status}` }, VERDICTS[each.status]),
      each.observed === null ? "–" : formatMeasure(each.observed),
      each.threshold ?? "–",
      each.message ?? "–",
      timeCell(each.checkedAt),
    ]),
    empty: "No check has been run yet.",
  });
}

function reasons({ byReason }: QualityData, { link }: ViewContext): HTMLElement {
  const most = Math.max(1, ...byReason.map(({ rows }) => rows));
  return dataTable({
    caption: "By reason",
    isTitled: true,
    columns: [{ name: "Reason" }, { name: "Column" }, { name: "Rows", isNumber: true }],
    rows: byReason.map(({ code, path, rows }) => [
      link(code, { code }, `${code}: show the rows`),
      path || "the whole row",
      barCell(formatCount(rows), rows / most),
    ]),
    empty: "No row was rejected in this range.",
  });
}

function sources({ bySource }: QualityData, { link }: ViewContext): HTMLElement {
  const most = Math.max(1, ...bySource.map(({ rows }) => rows));
  return dataTable({
    caption: "By file",
    isTitled: true,
    columns: [
      { name: "File" },
      { name: "Dataset" },
      { name: "Rows", isNumber: true },
      { name: "Last rejected (UTC)" },
    ],
    rows: bySource.map(({ source, dataset, rows, lastAt }) => [
      link(source, { source }, `${source}: show the rows`),
      dataset,
      barCell(formatCount(rows), rows / most),
      timeCell(lastAt),
    ]),
    empty: "No file had rejected rows in this range.",
  });
}

function quarantineBrowser(data: QuarantineData, context: ViewContext): HTMLElement {
  const { code, source } = context.state;
  const section = element(
    "section",
    { class: "quarantine", id: ROWS_ID, "aria-labelledby": "quarantine" },
    element("h2", { id: "quarantine" }, "Quarantine"),
    chosen(context, [
      ["code", code],
      ["source", source],
    ]),
    element("p", { class: "note" }, rowsTitle(data, data.rows.length, context)),
  );
  for (const row of data.rows) section.append(quarantined(row));
  const pages = rowPages(data, context);
  if (pages !== null) section.append(pages);
  return section;
}

function quarantined(row: QuarantinedRow): HTMLElement {
  const [first] = row.issues;
  const more = row.issues.length > 1 ? ` and ${row.issues.length - 1} more` : "";
  const issues = row.issues.map((issue) =>
    element(
      "li",
      {},
      element("strong", {}, issue.path || "the whole row"),
      `: ${issue.message} `,
      element("code", {}, issue.code),
      issue.received === null
        ? null
        : element("span", { class: "note" }, ` received ${issue.received}`),
    ),
  );
  return element(
    "details",
    { class: "card rejected" },
    element(
      "summary",
      {},
      element("code", { class: "reason" }, first?.code ?? "rejected"),
      element("span", { class: "where" }, `${row.source}, line ${formatCount(row.line)}`),
      element("span", { class: "why" }, `${first?.message ?? ""}${more}`),
    ),
    element("ul", { class: "issues" }, ...issues),
    element(
      "pre",
      { tabindex: 0, role: "region", "aria-label": `The text of line ${row.line}` },
      row.raw,
    ),
    element(
      "p",
      { class: "note" },
      `${row.isCut ? "The text is cut. " : ""}Dataset ${row.dataset}; rejected ${formatTime(row.rejectedAt)} UTC by run ${row.run}${row.byteOffset === null ? "" : `; byte ${formatCount(row.byteOffset)} of the file`}.`,
    ),
  );
}
