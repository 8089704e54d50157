import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { decimal, defineDataset } from "@cloudapi/core";
import { toParquet } from "@cloudapi/transform";
import * as z from "zod";

/** Sales by key, day and version. */
export const sales = defineDataset({
  name: "sales",
  schema: z.object({
    id: z.string().max(20),
    at: z.iso.datetime({ offset: true }),
    amount: decimal(12, 2),
    version: z.int64(),
    note: z.string().max(40).optional(),
    tags: z.array(z.object({ name: z.string(), weight: z.number().optional() })).optional(),
  }),
  eventTime: "at",
  partition: { granularity: "day", layout: "hive" },
});

export type Sale = z.output<typeof sales.schema>;

/** A sale on a day of January 2025. */
export function sale(id: string, day: number, rest: Partial<Sale> = {}): Sale {
  const at = `2025-01-${String(day).padStart(2, "0")}T10:00:00.123Z`;
  return { id, at, amount: "1.50", version: 1n, ...rest };
}

export const BUCKET = "lake";
export const MANIFESTS = `s3://${BUCKET}/_redshift/`;

/** Write sales as a Parquet file. */
export async function putSales(s3: S3Client, key: string, rows: readonly Sale[]): Promise<void> {
  const Body = toParquet(sales, rows as Sale[]);
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body }));
}
