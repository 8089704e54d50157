import { createReadStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { parquetWriteBuffer } from "hyparquet-writer";
import type * as z from "zod";
import { NaiveLog } from "./lib/naive-log.ts";
import { printOutcome } from "./lib/print-outcome.ts";

/** The job of bench/transform.ts as one writes it in an afternoon: lines, JSON.parse, zod, arrays, hyparquet-writer. */
const { values } = parseArgs({ options: { input: { type: "string" }, out: { type: "string" } } });
const { input, out } = values;
if (input === undefined || out === undefined)
  throw new Error("transform-naive: --input FILE and --out FOLDER are needed.");

const COLUMNS = [
  { name: "endpoint", type: "STRING" },
  { name: "method", type: "STRING" },
  { name: "status_code", type: "INT32" },
  { name: "response_time_ms", type: "DOUBLE" },
  { name: "user_id", type: "STRING" },
  { name: "ip_address", type: "STRING" },
] as const;

const days = new Map<string, z.output<typeof NaiveLog>[]>();
let rejected = "";
for await (const line of createInterface({ input: createReadStream(input) })) {
  const result = NaiveLog.safeParse(JSON.parse(line));
  if (!result.success) {
    rejected += `${JSON.stringify({ line, issues: result.error.issues })}\n`;
    continue;
  }
  const day = result.data.timestamp.slice(0, 10);
  const rows = days.get(day);
  if (rows === undefined) days.set(day, [result.data]);
  else rows.push(result.data);
}
for (const [day, rows] of days) {
  const [year, month, date] = day.split("-");
  const folder = join(out, `year=${year}/month=${month}/day=${date}`);
  await mkdir(folder, { recursive: true });
  const file = parquetWriteBuffer({
    columnData: [
      { name: "timestamp", type: "TIMESTAMP", data: rows.map((row) => new Date(row.timestamp)) },
      ...COLUMNS.map(({ name, type }) => ({ name, type, data: rows.map((row) => row[name]) })),
    ],
    rowGroupSize: 122_880,
  });
  await writeFile(join(folder, "rows.parquet"), new Uint8Array(file));
}
await writeFile(join(out, "rejected.ndjson"), rejected);
printOutcome();
