import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileSource, folderSink, type TransformOptions, transform } from "@cloudapi/transform";
import { cpuMs } from "./lib/cpu-ms.ts";
import { BENCH_DATASETS } from "./lib/datasets.ts";

/** Time and peak memory of one transform of a file into a folder: `node bench/transform.ts --input FILE`. */
const { values } = parseArgs({
  options: {
    input: { type: "string" },
    out: { type: "string" },
    data: { type: "string", default: "logs" },
    compression: { type: "string" },
    "max-open": { type: "string" },
    buffer: { type: "string" },
    "quarantine-mib": { type: "string" },
  },
});
if (values.input === undefined)
  throw new Error("transform: --input FILE is needed; bench/generate.ts makes one.");
const dataset = BENCH_DATASETS[values.data as keyof typeof BENCH_DATASETS];
const options: TransformOptions = {
  compression: values.compression as TransformOptions["compression"],
  maxOpenPartitions: values["max-open"] === undefined ? undefined : Number(values["max-open"]),
  bufferBytes: bytesOf(values.buffer),
  maxQuarantineBytes: bytesOf(values["quarantine-mib"]),
};
const out = values.out ?? (await mkdtemp(join(tmpdir(), "bench-")));
const report = await transform(dataset, fileSource(values.input), folderSink(out), options);
const {
  rowsIn,
  rowsWritten,
  rowsRejected,
  objects,
  partitions,
  bytesRead,
  bytesWritten,
  durationMs,
} = report;
console.log(
  JSON.stringify({
    rowsIn,
    rowsWritten,
    rowsRejected,
    objects: objects.length,
    partitions: partitions.length,
    bytesRead,
    bytesWritten,
    durationMs: Math.round(durationMs),
    cpuMs: cpuMs(),
    peakRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
if (values.out === undefined) await rm(out, { recursive: true });

function bytesOf(mib: string | undefined): number | undefined {
  return mib === undefined ? undefined : Number(mib) * 1_048_576;
}
