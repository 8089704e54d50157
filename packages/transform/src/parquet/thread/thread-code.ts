import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The code of a thread: a file, or the text of a script. */
export type ThreadCode = { readonly file: URL } | { readonly text: string };

/**
 * The code of the thread that encodes, here a file beside this one. In a package it is the text of it, so that it is there whatever bundler has put
 * everything into one file (scripts/lib/thread-inside.ts); `undefined` where neither is found.
 */
export function threadCode(): ThreadCode | undefined {
  // A bundle in CommonJS has none.
  const here = import.meta.url as string | undefined;
  if (here === undefined) return undefined;
  const file = new URL("./run-encode-thread.ts", here);
  return existsSync(fileURLToPath(file)) ? { file } : undefined;
}
