import { createHash } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import { apiLogs } from "@cloudapi/core";
import { memorySink, transform } from "../../src/index.ts";
import { logRows, ndjson } from "./logs.ts";

// A process that works with two threads, and ends by itself: it prints how many it has started, and what it has written.
let threads = 0;
subscribe("worker_threads", () => threads++);
const rows = ndjson(logRows(3_000, 3));
const hash = createHash("sha256");
async function run(count: 1 | 2): Promise<void> {
  const sink = memorySink();
  await transform(apiLogs, rows, sink, { sourceId: "s", rowGroupRows: 200, threads: count });
  for (const [key, bytes] of sink.objects) if (key.endsWith(".parquet")) hash.update(bytes);
}

async function main(): Promise<void> {
  for (const count of [1, 2, 2] as const) await run(count);
  const failing = { ...memorySink(), create: () => Promise.reject(new Error("full")) };
  const options = { sourceId: "s", rowGroupRows: 200, threads: 2 } as const;
  await transform(apiLogs, rows, failing, options).catch((error: Error) =>
    console.log(error.message),
  );
  console.log(`${threads} threads, ${hash.digest("hex").slice(0, 16)}`);
}

main().catch((error: unknown) => {
  console.log(error);
  process.exitCode = 1;
});
