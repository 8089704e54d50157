import { join } from "node:path";
import { parseArgs } from "node:util";
import { runCommand } from "../scripts/lib/run-command.ts";

/** Transform and DuckDB by turns over one file, and the ratio of their processor time: `node bench/compare-transform.ts --input FILE [--data orders]`. */
const { values } = parseArgs({
  options: {
    input: { type: "string" },
    data: { type: "string", default: "logs" },
    runs: { type: "string", default: "3" },
  },
});
if (values.input === undefined)
  throw new Error("compare-transform: --input FILE is needed; bench/generate.ts makes one.");
const times = { ours: [] as number[], duckdb: [] as number[] };
for (let run = 0; run < Number(values.runs); run++) {
  const ours = await measured("transform.ts", values.input);
  const duckdb = await measured("transform-duckdb.ts", values.input);
  if (ours.rowsWritten !== duckdb.rowsWritten)
    throw new Error(`${ours.rowsWritten} rows written, but ${duckdb.rowsWritten} by DuckDB`);
  times.ours.push(ours.cpuMs);
  times.duckdb.push(duckdb.cpuMs);
  console.log(
    `transform ${ours.cpuMs} ms, ${ours.peakRssMiB} MiB; DuckDB ${duckdb.cpuMs} ms, ${duckdb.peakRssMiB} MiB`,
  );
}
const ratio = Math.min(...times.ours) / Math.min(...times.duckdb);
console.log(`transform takes ${ratio.toFixed(2)} times the processor time of DuckDB`);

interface Measured {
  readonly rowsWritten: number;
  readonly cpuMs: number;
  readonly peakRssMiB: number;
}

async function measured(script: string, input: string): Promise<Measured> {
  const path = join(import.meta.dirname, script);
  const { ok, output } = await runCommand(
    process.execPath,
    [path, "--input", input, "--data", values.data],
    process.cwd(),
  );
  if (!ok) throw new Error(`${script}:\n${output}`);
  return JSON.parse(output) as Measured;
}
