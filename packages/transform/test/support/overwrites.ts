import { apiLogs } from "@cloudapi/core";
import { listDataFiles, type Sink, type TransformReport, transform } from "../../src/index.ts";
import { ndjson } from "./logs.ts";
import { readParquet } from "./read-parquet.ts";

/** So many rows on each of some days of January, all of one endpoint. */
export function rowsOn(endpoint: string, days: readonly number[], perDay: number): string {
  return ndjson(
    days.flatMap((day) =>
      Array.from({ length: perDay }, (_, i) => ({
        timestamp: `2025-01-0${day}T10:00:0${i}Z`,
        endpoint,
        status_code: 200,
      })),
    ),
  );
}

/** Overwrite days by rows of a source. */
export function overwrite(
  sink: Sink,
  sourceId: string,
  days: readonly number[],
  perDay: number,
): Promise<TransformReport> {
  const rows = rowsOn(`/${sourceId}`, days, perDay);
  return transform(apiLogs, rows, sink, { sourceId, mode: "overwritePartitions" });
}

/** What readers of manifests see of each day: endpoints with their numbers of rows; `undefined` when a file is gone. */
export async function daysOf(sink: Sink): Promise<Record<string, string> | undefined> {
  const counts = new Map<string, Map<string, number>>();
  for (const { key } of await listDataFiles(sink, { dataset: apiLogs })) {
    const bytes = await sink.read(key);
    if (bytes === undefined) return undefined;
    for (const { endpoint, timestamp } of await readParquet(apiLogs, bytes)) {
      const day = String(Number(String(timestamp).slice(8, 10)));
      const ofDay = counts.get(day) ?? new Map<string, number>();
      ofDay.set(String(endpoint), (ofDay.get(String(endpoint)) ?? 0) + 1);
      counts.set(day, ofDay);
    }
  }
  const days = [...counts].map(([day, ofDay]) => [
    day,
    [...ofDay]
      .map(([endpoint, count]) => `${endpoint} ${count}`)
      .sort()
      .join(", "),
  ]);
  return Object.fromEntries(days) as Record<string, string>;
}
