import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { bundleHandler } from "./lib/bundle-handler.ts";
import { FUNCTION_SOURCES, isFunctionName } from "./lib/function-sources.ts";
import { zipOf } from "./lib/zip-of.ts";

/** A function of API logs for Lambda, as a zip or as the module in it: `node scripts/bundle-function.ts validate FILE.zip`. */
const [name = "", file] = process.argv.slice(2);
if (!isFunctionName(name) || file === undefined)
  throw new Error(
    `scripts/bundle-function.ts: name a function (${Object.keys(FUNCTION_SOURCES).join(", ")}), and the file to write, such as out/validate.zip.`,
  );
const target = resolve(file);
const module = target.endsWith(".zip") ? `${target}.mjs` : target;
mkdirSync(dirname(target), { recursive: true });
const contents = FUNCTION_SOURCES[name];
await bundleHandler(module, { stdin: { contents, resolveDir: import.meta.dirname } });
if (module !== target) {
  writeFileSync(target, zipOf("index.mjs", readFileSync(module)));
  rmSync(module);
}
console.log(target);
