import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root, writeExamplesToCheck } from "./write-examples.ts";

// The examples as TypeScript sees them: run by the script `types`, after the repository's own sources.
writeExamplesToCheck();
const tsc = join(root, "node_modules/typescript-7/bin/tsc");
const result = spawnSync(process.execPath, [tsc, "-p", join(root, "docs/tsconfig.examples.json")], {
  stdio: "inherit",
});
process.exitCode = result.status ?? 1;
