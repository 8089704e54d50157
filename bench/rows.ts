import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { apiLogs } from "@cloudapi/core";
import {
  computeEndpointMetrics,
  dropNulls,
  partitionByDate,
  type RequestRow,
  toParquet,
} from "@cloudapi/transform";
import type { RowFunction } from "./lib/cases.ts";
import { peakRssMiB } from "./lib/peak-rss-mib.ts";

/**
 * Time of one function over rows that are objects in memory: `node --expose-gc bench/rows.ts --function toParquet --input FILE --out FOLDER`.
 * What it gives is told as text that bench/rows_polars.py has to tell as well; Parquet is written into the folder.
 */
const { values } = parseArgs({
  options: { input: { type: "string" }, out: { type: "string" }, function: { type: "string" } },
});
const FUNCTIONS: Readonly<Record<RowFunction, (rows: RequestRow[]) => () => string>> = {
  toParquet(rows) {
    written = toParquet(apiLogs, rows);
    return () => "";
  },
  partitionByDate(rows) {
    const partitions = partitionByDate(rows, apiLogs);
    return () =>
      [...partitions].map(([path, members]) => `${path} ${summaryOf(members)}`).join("\n");
  },
  dropNulls(rows) {
    const kept = dropNulls(rows);
    return () => summaryOf(kept);
  },
  computeEndpointMetrics(rows) {
    const metrics = computeEndpointMetrics(rows);
    return () => {
      const lines = metrics.map(
        ({ endpoint, requestCount, averageResponseTimeMs, p50, p95, p99, errorRate, ...rest }) =>
          [
            endpoint,
            requestCount,
            averageResponseTimeMs,
            p50,
            p95,
            p99,
            errorRate,
            rest.requestsPerMinute,
          ]
            .map((value) => (typeof value === "number" ? (value + TIE).toFixed(6) : value))
            .join(" "),
      );
      return `${lines.length} endpoints, ${createHash("sha256").update(lines.join("\n")).digest("hex")}`;
    };
  },
};
/** Means of times with three decimals may lie in the middle of two texts: both sides take the upper one, whatever the order of their sum. */
const TIE = 1e-9;
let written: Uint8Array | undefined;
const { input, out } = values;
if (input === undefined || out === undefined || !Object.hasOwn(FUNCTIONS, values.function ?? ""))
  throw new Error(
    `rows: --input FILE, --out FOLDER and --function are needed, one of ${Object.keys(FUNCTIONS).join(", ")}.`,
  );
const rows: RequestRow[] = [];
for await (const line of createInterface({ input: createReadStream(input) }))
  rows.push(JSON.parse(line) as RequestRow);
// What is left of reading is none of the function's business.
globalThis.gc?.();
const before = process.cpuUsage();
const tell = FUNCTIONS[values.function as RowFunction](rows);
const { user, system } = process.cpuUsage(before);
const answer = tell();
if (written !== undefined) await writeFile(join(out, "rows.parquet"), written);
console.log(
  JSON.stringify({
    ...(answer === "" ? {} : { answer }),
    cpuMs: Math.round((user + system) / 1000),
    peakRssMiB: peakRssMiB(),
  }),
);

function summaryOf(members: readonly RequestRow[]): string {
  return `${members.length} rows, ${members.reduce((sum, { status_code }) => sum + status_code, 0)}`;
}
