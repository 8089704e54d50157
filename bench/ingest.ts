import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runCommand } from "../scripts/lib/run-command.ts";
import { bundleScripts } from "./lib/contestants.ts";
import { type DatabaseKind, fillTable } from "./lib/ingest-table.ts";
import { median, type Outcome } from "./lib/measure.ts";

/**
 * Loads of a table of 20 columns beside the driver's own stream, by turns, from the servers in CLOUDAPI_TEST_POSTGRES, …_MYSQL
 * and …_MONGO: `node bench/ingest.ts`. With a Python that has dlt and awswrangler (`--python PATH`) these load it from PostgreSQL, too, or those
 * of `--peers`.
 * `--node-options` are for the processes that load.
 */
const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    runs: { type: "string", default: "3" },
    database: { type: "string", default: "postgres,mysql,mongo" },
    python: { type: "string" },
    peers: { type: "string", default: "dlt,dlt-pyarrow,awswrangler" },
    "node-options": { type: "string", default: "" },
  },
});
const VARIABLES = {
  postgres: "CLOUDAPI_TEST_POSTGRES",
  mysql: "CLOUDAPI_TEST_MYSQL",
  mongo: "CLOUDAPI_TEST_MONGO",
} as const;
const { rows } = values;
const out = join(import.meta.dirname, "out");

await bundleScripts(["ingest-one.ts"], out);
for (const database of values.database.split(",") as DatabaseKind[]) {
  const url = process.env[VARIABLES[database]];
  if (url === undefined) console.log(`${database}: ${VARIABLES[database]} is not set`);
  else await compare(database, url);
}

async function compare(database: DatabaseKind, url: string): Promise<void> {
  await fillTable(database, url, Number(rows));
  const names = ["raw", "ndjson", "parquet", ...peersOf(database)];
  const outcomes = new Map<string, Outcome[]>(names.map((name) => [name, []]));
  for (let run = 0; run < Number(values.runs); run++)
    for (const [name, of] of outcomes) of.push(await measure({ database, url, name }));
  const raw = medianOf(outcomes.get("raw"), "durationMs");
  for (const [name, of] of outcomes) {
    const ms = medianOf(of, "durationMs");
    const perSecond = Math.round((Number(rows) * 1000) / ms);
    console.log(
      `${database} ${name}: ${perSecond.toLocaleString("en-US")} rows/s, ${(raw / ms).toFixed(2)} of raw, ${medianOf(of, "cpuMs")} ms of processor, ${medianOf(of, "peakRssMiB")} MiB`,
    );
  }
}

function peersOf(database: DatabaseKind): string[] {
  return database === "postgres" && values.python !== undefined ? values.peers.split(",") : [];
}

function medianOf(outcomes: readonly Outcome[] = [], field: keyof Outcome): number {
  return median(outcomes.map((outcome) => outcome[field]));
}

async function measure(what: {
  readonly database: DatabaseKind;
  readonly url: string;
  readonly name: string;
}): Promise<Outcome> {
  const { database, url, name } = what;
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  try {
    const script = join(out, "ingest-one.mjs");
    const options = values["node-options"].split(" ").filter((each) => each !== "");
    const own = ["--database", database, "--url", url, "--what", name, "--rows", rows];
    const isPeer = peersOf(database).includes(name);
    const { ok, output } = isPeer
      ? await runCommand(
          values.python ?? "",
          [join(import.meta.dirname, "ingest_peers.py"), name, url, folder],
          ".",
        )
      : await runCommand(process.execPath, [...options, script, ...own, "--out", folder], ".");
    if (!ok) throw new Error(`${database} ${name}:\n${output}`);
    // A peer's warnings may come behind what it measured.
    const measured = output.split("\n").findLast((line) => line.startsWith("{"));
    return JSON.parse(measured ?? "") as Outcome;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
