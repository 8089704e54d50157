import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileSource, folderSink, type TransformOptions, transform } from "@cloudapi/transform";
import { cpuMs } from "./lib/cpu-ms.ts";
import { BENCH_DATASETS } from "./lib/datasets.ts";
import { peakRssMiB } from "./lib/peak-rss-mib.ts";

/** Time and peak memory of one transform of a file into a folder, or of one for each file of a folder: `node bench/transform.ts --input FILE`. */
const { values } = parseArgs({
  options: {
    input: { type: "string" },
    out: { type: "string" },
    data: { type: "string", default: "logs" },
    compression: { type: "string" },
    "max-open": { type: "string" },
    buffer: { type: "string" },
    "quarantine-mib": { type: "string" },
    threads: { type: "string" },
    "without-webassembly": { type: "boolean", default: false },
  },
});
if (values.input === undefined)
  throw new Error("transform: --input FILE is needed; bench/generate.ts makes one.");
// A kernel is opened only when rows are read.
if (values["without-webassembly"]) Reflect.deleteProperty(globalThis, "WebAssembly");
const dataset = BENCH_DATASETS[values.data as keyof typeof BENCH_DATASETS]();
const options: TransformOptions = {
  compression: values.compression as TransformOptions["compression"],
  threads: values.threads === undefined ? undefined : (Number(values.threads) as 1 | 2),
  maxOpenPartitions: values["max-open"] === undefined ? undefined : Number(values["max-open"]),
  bufferBytes: bytesOf(values.buffer),
  maxQuarantineBytes: bytesOf(values["quarantine-mib"]),
};
const out = values.out ?? (await mkdtemp(join(tmpdir(), "bench-")));
const sink = folderSink(out);
const sum = {
  rowsIn: 0,
  rowsWritten: 0,
  rowsRejected: 0,
  objects: 0,
  partitions: 0,
  bytesRead: 0,
  bytesWritten: 0,
  durationMs: 0,
};
for (const path of await filesOf(values.input)) {
  const report = await transform(dataset, fileSource(path), sink, options);
  const { objects, partitions } = report;
  const counts = { ...report, objects: objects.length, partitions: partitions.length };
  for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += counts[name];
}
console.log(
  JSON.stringify({
    ...sum,
    durationMs: Math.round(sum.durationMs),
    cpuMs: cpuMs(),
    peakRssMiB: peakRssMiB(),
  }),
);
if (values.out === undefined) await rm(out, { recursive: true });

function bytesOf(mib: string | undefined): number | undefined {
  return mib === undefined ? undefined : Number(mib) * 1_048_576;
}

async function filesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  return (await readdir(path)).sort().map((name) => join(path, name));
}
