import { readFileSync, rmSync } from "node:fs";
import { defineConfig, type Options } from "tsup";

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
    removeNodeProtocol: false,
    silent: true,
  } satisfies Options;
  return [
    { ...shared, format: "esm" },
    // The Parquet libraries exist as ES modules only, and a CommonJS Lambda cannot require those: they are inlined.
    // Splitting turns import() into require(), which an ES module that is loaded late (fauxqs) does not stand.
    {
      ...shared,
      format: "cjs",
      noExternal: [/^hyparquet/],
      splitting: Object.keys(shared.entry).length > 1,
    },
    { ...shared, format: ["esm", "cjs"], dts: { only: true } },
  ];
});

/** "./src/records/index.ts" in `exports` is the entry "records/index". */
function sourceEntries(): Record<string, string> {
  const manifest: unknown = JSON.parse(readFileSync("package.json", "utf8"));
  const exported = (manifest as { exports: Record<string, string> }).exports;
  return Object.fromEntries(
    Object.values(exported)
      .filter((target) => target.startsWith("./src/"))
      .map((target) => [target.slice("./src/".length).replace(/\.ts$/, ""), target.slice(2)]),
  );
}
