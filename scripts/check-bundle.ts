import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { BuildOptions } from "esbuild";
import { bundleHandler, UNUSED_PROVIDERS } from "./lib/bundle-handler.ts";
import { runCommand } from "./lib/run-command.ts";

// The Lambda handler as it is deployed: how large its bundle is, and how long Node takes to load it.
const LIMIT_BYTES = { everything: 550_000, "without the SDK": 150_000 } as const;
const LIMIT_IMPORT_MS = 100;
// Machines differ, and one machine from hour to hour: on a slower one the clients of the SDK alone are the measure. Where the
// handler takes 85 to 95 ms they take 72 to 76.
const LIMIT_IMPORT_RATIO = 1.35;
const RUNS = 11;
const CLIENTS = `export { GetObjectCommand as handler, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
export { PublishCommand, SNSClient } from "@aws-sdk/client-sns";`;
const folder = await mkdtemp(join(tmpdir(), "bundle-"));
const faults: string[] = [];
try {
  const everything = await bundle("everything", { external: UNUSED_PROVIDERS });
  await bundle("without the SDK", { external: ["@aws-sdk/*"] });
  const importMs = await leastMedianMs(everything);
  console.log(`import: ${importMs.toFixed(0)} ms (median of ${RUNS})`);
  if (importMs > LIMIT_IMPORT_MS) await compareWithClients(everything);
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const fault of faults) console.log(fault);
console.log(`bundle: ${3 - faults.length} passed, ${faults.length} failed`);
process.exitCode = faults.length === 0 ? 0 : 1;

async function bundle(name: keyof typeof LIMIT_BYTES, options: BuildOptions): Promise<string> {
  const path = join(folder, `${name.replaceAll(" ", "-")}.mjs`);
  await bundleHandler(path, options);
  const { size } = await stat(path);
  console.log(`${name}: ${size} bytes`);
  if (size > LIMIT_BYTES[name]) faults.push(`${name}: more than ${LIMIT_BYTES[name]} bytes`);
  return path;
}

/** Both are taken by turns, so that what else the machine does slows both. */
async function compareWithClients(everything: string): Promise<void> {
  const clients = join(folder, "clients.mjs");
  const resolveDir = resolve(import.meta.dirname, "../packages/validation");
  await bundleHandler(clients, { stdin: { contents: CLIENTS, resolveDir } });
  const ratios: number[] = [];
  for (let round = 0; round < 5; round++)
    ratios.push((await medianImportMs(everything)) / (await medianImportMs(clients)));
  const ratio = ratios.toSorted((a, b) => a - b)[2] ?? Number.NaN;
  console.log(`import: ${ratio.toFixed(2)} times as long as the SDK's clients alone`);
  if (!(ratio <= LIMIT_IMPORT_RATIO))
    faults.push(
      `import: more than ${LIMIT_IMPORT_MS} ms, and more than ${LIMIT_IMPORT_RATIO} times as long as the clients alone`,
    );
}

/** The least of three medians: a busy machine only ever adds to the time. */
async function leastMedianMs(path: string): Promise<number> {
  let least = await medianImportMs(path);
  for (let round = 1; round < 3 && least > LIMIT_IMPORT_MS; round++) {
    least = Math.min(least, await medianImportMs(path));
  }
  return least;
}

/** Each import in a process of its own, as a cold start is. */
async function medianImportMs(path: string): Promise<number> {
  const script = join(folder, "import.mjs");
  const code = `const start = performance.now(); const { handler } = await import(${JSON.stringify(path)});
if (typeof handler !== "function") throw new Error("the bundle exports no handler");
console.log(performance.now() - start);`;
  await writeFile(script, code);
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const { ok, output } = await runCommand(process.execPath, [script], folder);
    if (!ok) throw new Error(`The bundle can't be imported:\n${output}`);
    if (Number.isNaN(Number(output)))
      throw new Error(`The bundle prints when it is imported:\n${output}`);
    times.push(Number(output));
  }
  return times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
}
