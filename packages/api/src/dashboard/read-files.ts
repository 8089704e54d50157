import { readdirSync, readFileSync } from "node:fs";
import { createRequire, stripTypeScriptTypes } from "node:module";

/** The files of the page, by name. The build puts their text in this module's place: a package needs none beside it. */
export function readFiles(): Readonly<Record<string, string>> {
  const folder = new URL("../../pages/dashboard/", import.meta.url);
  const own = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:ts|css|svg|html)$/.test(name) && !name.endsWith(".test.ts"))
    .sort()
    .map((name) => fileOf(name, readFileSync(new URL(name, folder), "utf8")));
  const { resolve } = createRequire(import.meta.url);
  return {
    ...Object.fromEntries(own),
    "uplot.js": readFileSync(resolve("uplot/dist/uPlot.iife.min.js"), "utf8"),
    "uplot.LICENSE.txt": readFileSync(resolve("uplot/LICENSE"), "utf8"),
    "uplot.css": readFileSync(resolve("uplot/dist/uPlot.min.css"), "utf8"),
  };
}

/** A script is served without its types, and under the name that it then has. */
function fileOf(name: string, text: string): [name: string, text: string] {
  if (!name.endsWith(".ts")) return [name, text];
  const script = stripTypeScriptTypes(text).replace(
    / from "(\.[\w./-]{1,100})\.ts"/g,
    ' from "$1.js"',
  );
  return [name.replace(/\.ts$/, ".js"), script];
}
