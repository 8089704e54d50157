import { gzipSync } from "node:zlib";
import { apiLogs } from "@cloudapi/core";
import type { MemorySink } from "../../src/index.ts";
import { readParquet } from "./read-parquet.ts";

const COLUMNS = [
  "timestamp",
  "endpoint",
  "method",
  "status_code",
  "response_time_ms",
  "user_id",
  "ip_address",
] as const;

export type LogRow = { [name in (typeof COLUMNS)[number]]?: unknown };

/** Valid rows over a few days, some fields null in some. */
export function logRows(count: number, days = 3): LogRow[] {
  return Array.from({ length: count }, (_, i) => ({
    timestamp: new Date(Date.UTC(2025, 0, 15 + (i % days), 10, 0, i)).toISOString(),
    endpoint: `/api/${["users", "orders", "products"][i % 3]}`,
    method: i % 2 === 0 ? "GET" : "POST",
    status_code: i % 10 === 0 ? 500 : 200,
    response_time_ms: i % 7 === 0 ? null : i / 4,
    user_id: i % 5 === 0 ? null : `user_${i % 50}`,
    ip_address: `10.0.${i % 256}.1`,
  }));
}

export function ndjson(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

export function csv(rows: readonly LogRow[]): string {
  const lines = rows.map((row) => COLUMNS.map((name) => cellText(row[name])).join(","));
  return `${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`;
}

function cellText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** The same rows in each format that is read. */
export function everyFormat(
  rows: readonly LogRow[],
): [name: string, source: string | Uint8Array][] {
  const plain: [string, string][] = [
    ["JSON Lines", ndjson(rows)],
    ["JSON array", JSON.stringify(rows)],
    ["CSV", csv(rows)],
  ];
  return [
    ...plain,
    ...plain.map(([name, text]): [string, Uint8Array] => [`${name}, gzip`, gzipSync(text)]),
  ];
}

/** All rows in a sink's data objects, absent fields as null, in order of timestamp. */
export async function readRows(sink: MemorySink): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (const [key, bytes] of sink.objects)
    if (key.endsWith(".parquet")) rows.push(...(await readParquet(apiLogs, bytes)));
  return rows.sort((a, b) => String(a["timestamp"]).localeCompare(String(b["timestamp"])));
}

/** The records of a sink's quarantine. */
export function quarantined(sink: MemorySink): Record<string, unknown>[] {
  const files = [...sink.objects].filter(([key]) => key.endsWith(".ndjson"));
  return files.flatMap(([, bytes]) =>
    Buffer.from(bytes)
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  );
}

/** Bytes in pieces that end at the given offsets. */
export async function* inPieces(
  bytes: Uint8Array,
  ends: readonly number[],
): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const end of [
    ...ends.map((each) => each % (bytes.length + 1)).sort((a, b) => a - b),
    bytes.length,
  ]) {
    yield bytes.slice(start, end);
    start = end;
  }
}
