import type { BusinessData } from "../../../src/dashboard/dashboard-data.ts";
import { bucketStarts } from "../buckets.ts";
import { chart } from "../chart.ts";
import { barCell, dataTable } from "../data-table.ts";
import { formatCount, formatDay, formatDecimal, formatShort } from "../format.ts";
import { noData } from "../no-data.ts";
import { tiles } from "../tiles.ts";
import type { DashboardView, ViewContext } from "../view.ts";

const DAY_MS = 86_400_000;

/** Sales, top products and unpaid invoices. */
export const business: DashboardView = {
  title: "Business",
  about: "Sales, top products and unpaid invoices, over the tables of three databases.",
  hasRange: true,
  hasDataset: false,
  async draw(context) {
    const data = await context.ask<BusinessData>("business");
    return [
      tiles([
        { label: "Sales", value: formatDecimal(data.sales) },
        { label: "Orders", value: formatCount(data.orders) },
        {
          label: "Unpaid",
          value: formatDecimal(data.unpaid),
          note: `${formatCount(data.unpaidInvoices.length)} invoices, whenever issued`,
        },
      ]),
      data.orders === 0
        ? noData("Nothing was ordered in this range.", context)
        : sales(data, context),
      data.orders === 0 ? null : products(data),
      invoices(data),
    ];
  },
};

function sales(data: BusinessData, { go }: ViewContext): HTMLElement {
  const starts = bucketStarts(data, DAY_MS);
  const byDay = new Map(data.salesByDay.map(({ day, total }) => [Date.parse(day), Number(total)]));
  return chart({
    title: "Sales per day",
    kind: "bars",
    starts,
    bucketMs: DAY_MS,
    series: [{ label: "Sales", values: starts.map((start) => byDay.get(start) ?? 0) }],
    format: (value) => formatDecimal((value ?? 0).toFixed(2)),
    axis: formatShort,
    onRange: (from, to) => go({ range: undefined, from, to }),
  });
}

function products({ topProducts }: BusinessData): HTMLElement {
  const most = Math.max(1, ...topProducts.map(({ total }) => Number(total)));
  return dataTable({
    caption: "Top products",
    isTitled: true,
    columns: [
      { name: "Product" },
      { name: "Category" },
      { name: "Sold", isNumber: true },
      { name: "Sales", isNumber: true },
    ],
    rows: topProducts.map(({ product, category, quantity, total }) => [
      product,
      category,
      formatCount(quantity),
      barCell(formatDecimal(total), Number(total) / most),
    ]),
  });
}

function invoices({ unpaidInvoices }: BusinessData): HTMLElement {
  return dataTable({
    caption: "Unpaid invoices",
    isTitled: true,
    columns: [
      { name: "Invoice" },
      { name: "Customer" },
      { name: "Issued" },
      { name: "Amount", isNumber: true },
      { name: "Paid", isNumber: true },
      { name: "Open", isNumber: true },
    ],
    rows: unpaidInvoices.map((each) => [
      each.invoice,
      each.customer,
      formatDay(each.issued),
      formatDecimal(each.amount),
      formatDecimal(each.paid),
      formatDecimal(each.open),
    ]),
    empty: "Every invoice is paid.",
  });
}
