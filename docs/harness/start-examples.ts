import { fork } from "node:child_process";
import { join } from "node:path";
import type { ExampleOrder, ExampleResult } from "./run-examples.ts";

/**
 * Run examples one after the other in a process of their own: each gets a fresh working folder. Without an endpoint
 * they run on an embedded cloud.
 */
export async function startExamples(order: ExampleOrder): Promise<Map<string, ExampleResult>> {
  const results = new Map<string, ExampleResult>();
  const output: string[] = [];
  const child = fork(join(import.meta.dirname, "run-examples.ts"), {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  child.on("message", (result: ExampleResult) => results.set(result.name, result));
  child.send(order);
  await new Promise((resolve) => child.once("close", resolve));
  for (const { name } of order.modules)
    if (!results.has(name)) results.set(name, unfinished(name, output.join("")));
  return results;
}

function unfinished(name: string, output: string): ExampleResult {
  return { name, fault: `the process ended before this example:\n${output}`, printed: "" };
}
