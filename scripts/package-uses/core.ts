import { defineDataset, isCloudApiError, type Row } from "@cloudapi/core";
import { compileRecordChecker } from "@cloudapi/core/records";
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
  const { valid } = compileRecordChecker(orders).check(row);
  try {
    defineDataset({ name: "", schema: z.object({}) });
  } catch (error) {
    return `${valid} ${quoteIdentifier(orders.name, "query")} ${isCloudApiError(error, "INVALID_CONTRACT")}`;
  }
  return "not refused";
}

export const expected = 'true "orders" true';
