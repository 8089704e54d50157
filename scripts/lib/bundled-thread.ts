import * as esbuild from "esbuild";
import { threadScript } from "./thread-inside.ts";

/** What `threadInside` puts into packages, for a thread of this file. */
export function bundledThread(file: string): Promise<string> {
  return threadScript({ esbuild }, file);
}
