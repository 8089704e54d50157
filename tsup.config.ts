import { readFileSync, rmSync } from "node:fs";
import { defineConfig, type Options } from "tsup";
import { filesInside } from "./scripts/lib/files-inside.ts";
import { threadInside } from "./scripts/lib/thread-inside.ts";

/**
 * One build for every package, run from the package's folder. Each `exports` entry that points at a source
 * file becomes an ESM, a CommonJS and two type entries of the same name under dist, which is what the
 * package's `publishConfig.exports` names.
 */
export default defineConfig(() => {
  rmSync("dist", { recursive: true, force: true });
  const shared = {
    entry: sourceEntries(),
    outDir: "dist",
    platform: "node",
    target: "node22",
    clean: false,
    splitting: true,
    // Needs are data (docs/decisions/0023): who installs @cloudapi/iam needs no other package for them.
    noExternal: [/^@cloudapi\/[^/]+\/needs$/],
    removeNodeProtocol: false,
    silent: true,
    esbuildPlugins: [filesInside, threadInside],
  } satisfies Options;
  return [
    { ...shared, format: "esm" },
    // The Parquet libraries and jose exist as ES modules only, and a CommonJS Lambda cannot require those: they are inlined.
    // Splitting turns import() into require(), which an ES module that is loaded late (fauxqs) does not stand.
    {
      ...shared,
      format: "cjs",
      noExternal: [...shared.noExternal, /^hyparquet/, /^jose$/],
      // What splits CommonJS can't read jose's classes: each entry of the API has its own copy of what it needs.
      splitting: Object.keys(shared.entry).length > 1 && packageName() !== "@cloudapi/api",
    },
    { ...shared, format: ["esm", "cjs"], dts: { only: true } },
  ];
});

function packageName(): string {
  return (JSON.parse(readFileSync("package.json", "utf8")) as { readonly name: string }).name;
}

/** "./src/records/index.ts" in `exports` or `bin` is the entry "records/index". */
function sourceEntries(): Record<string, string> {
  const manifest: unknown = JSON.parse(readFileSync("package.json", "utf8"));
  const { exports: exported, bin = {} } = manifest as {
    exports: Record<string, string>;
    bin?: Record<string, string>;
  };
  return Object.fromEntries(
    [...Object.values(exported), ...Object.values(bin)]
      .filter((target) => target.startsWith("./src/"))
      .map((target) => [target.slice("./src/".length).replace(/\.ts$/, ""), target.slice(2)]),
  );
}
