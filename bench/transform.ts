import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { apiLogs } from "@cloudapi/core";
import { fileSource, folderSink, type TransformOptions, transform } from "@cloudapi/transform";
import { cpuMs } from "./lib/cpu-ms.ts";

/** Time and peak memory of one transform of a file into a folder: `node bench/transform.ts --input FILE`. */
const { values } = parseArgs({
  options: {
    input: { type: "string" },
    out: { type: "string" },
    "max-open": { type: "string" },
    buffer: { type: "string" },
  },
});
if (values.input === undefined)
  throw new Error("transform: --input FILE is needed; bench/generate.ts makes one.");
const options: TransformOptions = {
  maxOpenPartitions: values["max-open"] === undefined ? undefined : Number(values["max-open"]),
  bufferBytes: values.buffer === undefined ? undefined : Number(values.buffer) * 1_048_576,
};
const out = values.out ?? (await mkdtemp(join(tmpdir(), "bench-")));
const report = await transform(apiLogs, fileSource(values.input), folderSink(out), options);
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
