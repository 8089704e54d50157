import { readdirSync, readFileSync } from "node:fs";

/** The parts of the job's runtime, in order. The build puts their text in this module's place: a package needs no files beside it. */
export function readFiles(): Readonly<Record<string, string>> {
  const folder = new URL("runtime/", import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith(".py"));
  return Object.fromEntries(
    names.sort().map((name) => [name, readFileSync(new URL(name, folder), "utf8")]),
  );
}
