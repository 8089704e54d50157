import type { TablesData } from "../../../src/dashboard/dashboard-data.ts";
import { chosen } from "../chosen.ts";
import { barCell, dataTable } from "../data-table.ts";
import { element } from "../element.ts";
import { counted, formatAge, formatBytes, formatCount, formatTime } from "../format.ts";
import { tiles } from "../tiles.ts";
import type { DashboardView, ViewContext } from "../view.ts";

type Table = TablesData["tables"][number];

/** How fresh and how large each table is, and its partitions. */
export const tables: DashboardView = {
  title: "Tables",
  about: "How fresh and how large each table is, down to its partitions.",
  hasRange: false,
  hasDataset: true,
  async draw(context) {
    const data = await context.ask<TablesData>("tables");
    const opened = data.tables.find(({ table }) => table === context.state.table);
    return [
      totals(data.tables),
      ...data.tables.filter(({ fault }) => fault !== null).map(faultNotice),
      overview(data.tables, context),
      chosen(context, [["table", context.state.table]]),
      opened ? partitions(opened, data.partitionLimit) : null,
    ];
  },
};

function totals(list: readonly Table[]): HTMLElement {
  const sum = (of: (table: Table) => number) => list.reduce((total, each) => total + of(each), 0);
  const newest = list
    .map(({ writtenAt }) => writtenAt)
    .filter((at) => at !== null)
    .sort()
    .at(-1);
  return tiles([
    { label: "Tables", value: formatCount(list.length) },
    { label: "Rows", value: formatCount(sum(({ rows }) => rows)) },
    {
      label: "Size",
      value: formatBytes(sum(({ sizeBytes }) => sizeBytes)),
      note: counted(
        sum(({ files }) => files),
        "file",
      ),
    },
    {
      label: "Last written",
      value: formatAge(newest ?? null, Date.now()),
      ...(newest && { note: `${formatTime(newest)} UTC` }),
    },
  ]);
}

function faultNotice({ table, fault }: Table): HTMLElement {
  return element("p", { class: "notice", role: "alert" }, `${table}: ${fault ?? ""}`);
}

function overview(list: readonly Table[], { link }: ViewContext): HTMLElement {
  const largest = Math.max(1, ...list.map(({ sizeBytes }) => sizeBytes));
  return dataTable({
    caption: "Tables",
    isTitled: true,
    columns: [
      { name: "Table" },
      { name: "Last written" },
      { name: "Rows", isNumber: true },
      { name: "Files", isNumber: true },
      { name: "Size", isNumber: true },
      { name: "Partitions", isNumber: true },
    ],
    rows: list.map((each) => [
      link(each.table, { table: each.table }, `${each.table}: show its partitions`),
      when(each.writtenAt),
      formatCount(each.rows),
      formatCount(each.files),
      barCell(formatBytes(each.sizeBytes), each.sizeBytes / largest),
      formatCount(each.partitionCount),
    ]),
    empty: "No table is known to the dashboard.",
  });
}

function partitions(
  { table, partitions: list, partitionCount }: Table,
  limit: number,
): HTMLElement {
  const largest = Math.max(1, ...list.map(({ sizeBytes }) => sizeBytes));
  const cut =
    partitionCount > list.length
      ? `, the newest ${formatCount(limit)} of ${formatCount(partitionCount)}`
      : "";
  return dataTable({
    caption: `Partitions of ${table}${cut}`,
    isTitled: true,
    columns: [
      { name: "Partition" },
      { name: "Last written" },
      { name: "Rows", isNumber: true },
      { name: "Files", isNumber: true },
      { name: "Size", isNumber: true },
    ],
    rows: list.map((each) => [
      each.partition || "not partitioned",
      when(each.writtenAt),
      formatCount(each.rows),
      formatCount(each.files),
      barCell(formatBytes(each.sizeBytes), each.sizeBytes / largest),
    ]),
    empty: "The table has no files.",
  });
}

function when(at: string | null): HTMLElement {
  const properties = at === null ? {} : { datetime: at, title: `${formatTime(at)} UTC` };
  return element("time", properties, formatAge(at, Date.now()));
}
