import { join } from "node:path";
import { build } from "esbuild";
import type { BenchCase, Peer } from "./cases.ts";

/** Who does a job: a name, and the command that does it. */
export interface Contestant {
  readonly name: "cloudapi" | Peer;
  /** Arguments of the command that reads `input` and writes into `out`. */
  readonly command: (input: string, out: string, data: string) => readonly string[];
}

/** What peers are called in tables. */
export const PEER_TITLES: Readonly<Record<Peer, string>> = {
  duckdb: "DuckDB",
  "duckdb-rejects": "DuckDB that keeps rejected rows",
  polars: "Polars",
  naive: "JSON.parse + zod (+ hyparquet-writer)",
};

const VALIDATE: Partial<Record<Contestant["name"], string>> = {
  cloudapi: "validate.mjs",
  naive: "validate-naive.mjs",
};

/** So that all rejected rows are kept. */
const OPTIONS: Partial<Record<Contestant["name"], readonly string[]>> = {
  cloudapi: ["--quarantine-mib", "8192"],
  "duckdb-rejects": ["--rejects"],
};

/** Those of a case, this library first; peers that need a Python take part where there is one. */
export function contestantsOf(
  { peers, job }: BenchCase,
  bundles: string,
  python: string | undefined,
): Contestant[] {
  const names = peers.filter((peer) => peer !== "polars" || python !== undefined);
  const scripts = {
    cloudapi: "transform.mjs",
    duckdb: "transform-duckdb.mjs",
    "duckdb-rejects": "transform-duckdb.mjs",
    naive: "transform-naive.mjs",
  };
  return (["cloudapi", ...names] as const).map((name) => ({
    name,
    command(input, out, data) {
      if (job === "validate")
        return [process.execPath, join(bundles, VALIDATE[name] ?? ""), "--input", input];
      if (name === "polars")
        return [python as string, join(import.meta.dirname, "../transform_polars.py"), input, out];
      const script = [process.execPath, join(bundles, scripts[name]), "--input", input];
      if (name === "naive") return [...script, "--out", out];
      return [...script, "--out", out, "--data", data, ...(OPTIONS[name] ?? [])];
    },
  }));
}

/** Bundle each contestant into one file, as an application is deployed: no TypeScript is read while the clock runs. */
export async function bundleContestants(outdir: string): Promise<void> {
  const names = ["transform.ts", "transform-duckdb.ts", "transform-naive.ts"];
  await bundleScripts([...names, "validate.ts", "validate-naive.ts"], outdir);
}

/** Bundle scripts of this folder; what has native code, or drivers, stays outside. */
export async function bundleScripts(names: readonly string[], outdir: string): Promise<void> {
  const folder = join(import.meta.dirname, "..");
  await build({
    entryPoints: names.map((name) => join(folder, name)),
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    mainFields: ["module", "main"],
    target: "node22",
    format: "esm",
    external: ["@duckdb/node-api", "mongodb", "mysql2", "pg"],
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
}
