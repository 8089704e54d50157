import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { PolicyPair } from "./policy-pairs.ts";

const SCRIPT = fileURLToPath(new URL("ministack-decisions.py", import.meta.url));

/** What the evaluator of MiniStack says of pairs. */
export function askMiniStack(python: string, pairs: readonly PolicyPair[]): string[] {
  const { status, stdout, stderr } = spawnSync(python, [SCRIPT], {
    input: JSON.stringify(pairs),
    encoding: "utf8",
    maxBuffer: 1024 ** 3,
  });
  if (status !== 0) throw new Error(`MiniStack's evaluator failed: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout) as string[];
}
