import { defineDataset, isCloudApiError, type Row, typeLaw } from "@cloudapi/core";
import { quoteIdentifier } from "@cloudapi/core/sql";
import * as z from "zod";

const orders = defineDataset({
  name: "orders",
  schema: z.object({ placed_at: z.iso.datetime({ offset: true }), quantity: z.int32().optional() }),
  eventTime: "placed_at",
  partition: { granularity: "day", layout: "hive" },
});

export async function use(): Promise<string> {
  const row: Row<typeof orders> = { placed_at: "2025-01-15T10:30:45Z", quantity: 3 };
  try {
    defineDataset({ name: "", schema: z.object({}) });
  } catch (error) {
    return `${row.quantity} ${typeLaw({ kind: "int32" }).athena} ${quoteIdentifier(orders.name, "query")} ${isCloudApiError(error, "INVALID_CONTRACT")}`;
  }
  return "not refused";
}

export const expected = '3 int "orders" true';
