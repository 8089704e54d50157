import { decimal, defineDataset } from "@cloudapi/core";
import * as z from "zod";

/** The table that both APIs show. */
export const orders = defineDataset({
  name: "orders",
  schema: z.object({
    id: z.int32(),
    customer: z.string(),
    status: z.string(),
    total: decimal(10, 2),
    ordered: z.iso.datetime({ offset: true }),
  }),
});

/** So many rows are in it, whose ids are 0 and on. */
export const ROWS = 50_000;

/** Rows of a page. */
export const PAGE = 20;

/** The order with this id, as both APIs have to answer it. */
export function orderOf(id: number) {
  const mixed = Math.imul(id + 1, 2_654_435_761) >>> 0;
  return {
    id,
    customer: `Customer ${mixed % 1000}`,
    status: ["open", "paid", "sent"][mixed % 3] ?? "",
    total: `${mixed % 10_000}.${String(mixed % 100).padStart(2, "0")}`,
    ordered: new Date(1_736_937_045_000 + id * 997).toISOString(),
  };
}

/** The orders of the page that begins with this id. */
export function pageFrom(first: number) {
  return Array.from({ length: Math.min(PAGE, ROWS - first) }, (_, at) => orderOf(first + at));
}
