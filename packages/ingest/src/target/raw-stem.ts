import { utcDate } from "./load-date.ts";

/** `raw/shop_orders/2025/01/15/data_20250115T103045000Z`: what the key of a load's Parquet begins with. */
export function rawStem(prefix: string, folder: string, time: Date): string {
  const stamp = time.toISOString().replaceAll(/[-:.]/g, "");
  return `${prefix}raw/${folder}/${utcDate(time).replaceAll("-", "/")}/data_${stamp}`;
}
