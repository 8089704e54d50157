import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import { openExampleAccount } from "./example-account.ts";
import { type ExampleCloud, startExampleCloud } from "./example-cloud.ts";
import { matchesExpected } from "./match-expected.ts";
import { SAMPLE_FILES, VALIDATOR_ZIP } from "./sample-files.ts";
import type { ExampleModule } from "./write-examples.ts";

/** What came of one example; `fault` is why it failed. */
export interface ExampleResult {
  readonly name: string;
  readonly fault: string | undefined;
  readonly printed: string;
}

const exit = process.exit.bind(process);
const TIMEOUT_MS = 15_000;

/** The example that runs now: what it printed, and which expectations it met or missed. */
let current: { example: ExampleModule; printed: string[]; met: Set<number>; faults: string[] };

declare global {
  var checkExample: (index: number, values: readonly unknown[]) => void;
}

/** The examples to run: on the embedded cloud, or in an account on the server at an endpoint. */
export interface ExampleOrder {
  readonly modules: readonly ExampleModule[];
  readonly accountEndpoint: string | undefined;
  /** What they find in the environment beside that. */
  readonly environment?: Readonly<Record<string, string>>;
}

// Started with an IPC channel: it gets one order, and sends one result for each example.
process.on("message", (order: ExampleOrder) => void runAll(order));

async function runAll({ modules, accountEndpoint, environment }: ExampleOrder): Promise<void> {
  const home = process.cwd();
  const folder = await mkdtemp(join(tmpdir(), "examples-"));
  const cloud = await (accountEndpoint === undefined
    ? startExampleCloud()
    : openExampleAccount(accountEndpoint));
  Object.assign(process.env, environment);
  watchCurrentExample();
  for (const example of modules) {
    await enterFreshFolder(folder);
    if (usesCloud(example)) await cloud.reset();
    process.send?.(await runOne(example, cloud));
  }
  process.chdir(home);
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
  exit(0);
}

/** Examples without a client of AWS neither find objects nor change them. */
function usesCloud({ code }: ExampleModule): boolean {
  return code.includes("@aws-sdk/") || code.includes("@cloudapi/local");
}

async function runOne(example: ExampleModule, cloud: ExampleCloud): Promise<ExampleResult> {
  current = { example, printed: [], met: new Set(), faults: [] };
  const { faults, met, printed } = current;
  const environment = { ...process.env };
  Object.assign(process.env, cloud.environment);
  try {
    await Promise.race([import(pathToFileURL(example.path).href), timeout()]);
    await new Promise((resolve) => setImmediate(resolve));
  } catch (error) {
    faults.push(format(error));
  }
  process.env = environment;
  for (const [index, { line, text }] of example.expectations.entries())
    if (!met.has(index) && faults.length === 0)
      faults.push(`line ${example.line + line}: never reached, so never => ${text}`);
  return { name: example.name, fault: faults.join("\n") || undefined, printed: printed.join("\n") };
}

function watchCurrentExample(): void {
  globalThis.checkExample = (index, values) => {
    current.printed.push(format(...values));
    const { line, text } = current.example.expectations[index] ?? { line: 0, text: "" };
    current.met.add(index);
    if (matchesExpected(values, text)) return;
    current.faults.push(
      `line ${current.example.line + line}: expected ${text}\n  found ${format(...values)}`,
    );
  };
  for (const method of ["log", "info", "warn", "error", "debug", "table"] as const)
    console[method] = (...values: unknown[]) => void current.printed.push(format(...values));
  process.on("unhandledRejection", (reason) => {
    current.faults.push(`unhandled rejection: ${format(reason)}`);
  });
  process.exit = ((code) => {
    throw new Error(`the example called process.exit(${code ?? ""})`);
  }) as typeof process.exit;
}

async function enterFreshFolder(parent: string): Promise<void> {
  process.chdir(await mkdtemp(join(parent, "run-")));
  for (const [name, text] of Object.entries(SAMPLE_FILES)) await writeFile(name, text);
  for (const name of ["validator.zip", "function.zip"]) await writeFile(name, VALIDATOR_ZIP);
}

async function timeout(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`not done after ${TIMEOUT_MS} ms`)), TIMEOUT_MS).unref();
  });
}
