import { join } from "node:path";
import { build } from "esbuild";
import { threadInside } from "../../scripts/lib/thread-inside.ts";
import type { BenchCase, Peer } from "./cases.ts";

/** Who does a job: a name, and the command that does it. */
export interface Contestant {
  readonly name: "cloudapi" | Peer;
  /** The command that reads `input` and writes into `out`, with its arguments. */
  readonly command: (input: string, out: string, data: string) => readonly string[];
}

/** What peers are called in tables. */
export const PEER_TITLES: Readonly<Record<Peer, string>> = {
  duckdb: "DuckDB",
  "duckdb-rejects": "DuckDB that keeps rejected rows",
  "duckdb-glob": "DuckDB that reads all files at once",
  polars: "Polars",
  "polars-columns": "Polars, from a list for each column",
  naive: "JSON.parse + zod (+ hyparquet-writer)",
};

/** The script of this folder, as a bundle, that does the usual job. */
const SCRIPTS = {
  cloudapi: "transform.mjs",
  duckdb: "transform-duckdb.mjs",
  "duckdb-rejects": "transform-duckdb.mjs",
  "duckdb-glob": "transform-duckdb.mjs",
  naive: "transform-naive.mjs",
} as const;

const VALIDATE: Partial<Record<Contestant["name"], string>> = {
  cloudapi: "validate.mjs",
  naive: "validate-naive.mjs",
};

/** What a contestant needs to be told beside the input: all rejected rows are kept, for one. */
const OPTIONS: Partial<Record<Contestant["name"], readonly string[]>> = {
  cloudapi: ["--quarantine-mib", "8192"],
  "duckdb-rejects": ["--rejects"],
  "duckdb-glob": ["--glob"],
};

type Place = { readonly bundles: string; readonly python: string | undefined };

/** Those of a case, this library first; peers that need a Python take part where there is one. */
export function contestantsOf(
  each: BenchCase,
  bundles: string,
  python: string | undefined,
): Contestant[] {
  const names = each.peers.filter((peer) => !peer.startsWith("polars") || python !== undefined);
  return (["cloudapi", ...names] as const).map((name) => ({
    name,
    command: (input, out, data) => {
      const place = { bundles, python };
      if (each.job !== undefined && each.job !== "validate")
        return [
          ...rowsCommand(name, place),
          "--function",
          each.job,
          "--input",
          input,
          "--out",
          out,
        ];
      if (name === "polars" || name === "polars-columns")
        return [python as string, scriptOf("transform_polars.py"), input, out];
      const script = (each.job === "validate" ? VALIDATE[name] : SCRIPTS[name]) ?? "";
      const command = [process.execPath, join(bundles, script), "--input", input];
      if (each.job === "validate") return command;
      if (name === "naive") return [...command, "--out", out];
      const own = each.isWithoutWebAssembly === true ? ["--without-webassembly"] : [];
      const threads = ["--threads", String(each.cores ?? 1)];
      const more = name === "cloudapi" ? own : threads;
      return [...command, "--out", out, "--data", data, ...more, ...(OPTIONS[name] ?? [])];
    },
  }));
}

function rowsCommand(name: Contestant["name"], { bundles, python }: Place): string[] {
  if (name === "cloudapi") return [process.execPath, "--expose-gc", join(bundles, "rows.mjs")];
  const source = name === "polars-columns" ? ["--columns"] : [];
  return [python as string, scriptOf("rows_polars.py"), ...source];
}

function scriptOf(name: string): string {
  return join(import.meta.dirname, "..", name);
}

/** Bundle each contestant into one file, as an application is deployed: no TypeScript is read while the clock runs. */
export async function bundleContestants(outdir: string): Promise<void> {
  const names = ["transform.ts", "transform-duckdb.ts", "transform-naive.ts"];
  await bundleScripts([...names, "rows.ts", "validate.ts", "validate-naive.ts"], outdir);
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
    minify: true,
    external: ["@duckdb/node-api", "mongodb", "mysql2", "pg"],
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "error",
    plugins: [threadInside],
  });
}
