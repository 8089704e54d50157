import * as z from "zod";
import { type Asking, askEngine, sumOfCosts } from "../ask-engine.ts";
import type { BusinessData } from "../dashboard-data.ts";
import type { BusinessTables } from "../dashboard-input.ts";
import type { DashboardQuestion } from "../question.ts";
import { tableSql } from "../time-conditions.ts";

const MAX_DAYS = 500;
const MAX_PRODUCTS = 10;
const MAX_INVOICES = 100;

const count = z.coerce.number();
const money = z.coerce.string();

/** Sales of the range by day and product, and the invoices that aren't paid, whenever they were issued. */
export async function businessData(
  asking: Asking,
  tables: BusinessTables,
  question: DashboardQuestion,
): Promise<BusinessData> {
  const parameters = [question.from, question.to];
  const within = `o."ordered" >= ? AND o."ordered" < ?`;
  const orders = tableSql(tables.orders);
  const [days, products, invoices] = await Promise.all([
    askEngine(asking, {
      sql: `SELECT CAST(CAST(o."ordered" AS date) AS varchar) AS day, count(*) AS orders, sum(o."total") AS total
FROM ${orders} o WHERE ${within} GROUP BY GROUPING SETS ((), (1)) ORDER BY 1`,
      parameters,
      tables: [tables.orders],
      row: z.object({ day: z.string().nullable(), orders: count, total: money.nullable() }),
      maxRows: MAX_DAYS,
    }),
    askEngine(asking, {
      sql: `SELECT p."name" AS product, p."category" AS category, sum(o."quantity") AS quantity, sum(o."total") AS total
FROM ${orders} o JOIN ${tableSql(tables.products)} p ON p."id" = o."product_id"
WHERE ${within} GROUP BY 1, 2 ORDER BY sum(o."total") DESC, 1 LIMIT ${MAX_PRODUCTS}`,
      parameters,
      tables: [tables.orders, tables.products],
      row: z.object({ product: z.string(), category: z.string(), quantity: count, total: money }),
      maxRows: MAX_PRODUCTS,
    }),
    unpaidInvoices(asking, tables),
  ]);
  const whole = days.rows.find(({ day }) => day === null);
  return {
    from: question.from.toISOString(),
    to: question.to.toISOString(),
    sales: whole?.total ?? "0.00",
    orders: whole?.orders ?? 0,
    unpaid: invoices.rows[0]?.all_open ?? "0.00",
    salesByDay: days.rows.flatMap(({ day, orders: n, total }) =>
      day === null ? [] : [{ day, orders: n, total: total ?? "0.00" }],
    ),
    topProducts: products.rows,
    unpaidInvoices: invoices.rows.map(({ invoice, customer, issued, amount, paid, open }) => ({
      invoice,
      customer,
      issued,
      amount,
      paid,
      open,
    })),
    cost: sumOfCosts(days.cost, products.cost, invoices.cost),
  };
}

/** Invoices of which less was paid than they are for; each row has the sum over all of them. */
function unpaidInvoices(asking: Asking, tables: BusinessTables) {
  return askEngine(asking, {
    sql: `SELECT CAST(i."id" AS varchar) AS invoice, c."name" AS customer, CAST(i."issued" AS varchar) AS issued,
  i."amount" AS amount, coalesce(p.paid, 0) AS paid, i."amount" - coalesce(p.paid, 0) AS "open",
  sum(i."amount" - coalesce(p.paid, 0)) OVER () AS all_open
FROM ${tableSql(tables.invoices)} i JOIN ${tableSql(tables.customers)} c ON c."id" = i."customer_id"
LEFT JOIN (SELECT "invoice_id", sum("amount") AS paid FROM ${tableSql(tables.payments)} GROUP BY 1) p ON p."invoice_id" = i."id"
WHERE i."amount" > coalesce(p.paid, 0) ORDER BY i."issued", i."id" LIMIT ${MAX_INVOICES}`,
    parameters: [],
    tables: [tables.invoices, tables.customers, tables.payments],
    row: z.object({
      invoice: z.string(),
      customer: z.string(),
      issued: z.string(),
      amount: money,
      paid: money,
      open: money,
      all_open: money,
    }),
    maxRows: MAX_INVOICES,
  });
}
