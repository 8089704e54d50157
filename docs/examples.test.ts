import { fork } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ExampleResult } from "./harness/run-examples.ts";
import { removeExamples, writeExamplesToRun } from "./harness/write-examples.ts";

const modules = writeExamplesToRun();
const run = modules.filter(({ noRun }) => noRun === undefined);
const results = new Map<string, ExampleResult>();
const output: string[] = [];

// One process and one embedded cloud for all examples: each gets a fresh working folder and fresh buckets.
const child = fork(join(import.meta.dirname, "harness/run-examples.ts"), {
  stdio: ["ignore", "pipe", "pipe", "ipc"],
});
for (const stream of [child.stdout, child.stderr])
  stream?.on("data", (chunk: Buffer) => output.push(chunk.toString()));

beforeAll(async () => {
  child.on("message", (result: ExampleResult) => results.set(result.name, result));
  child.send(run);
  await new Promise((resolve) => child.once("close", resolve));
}, 60_000);

afterAll(() => {
  child.kill();
  removeExamples();
});

it.each(run.map(({ name }) => name))("%s", (name) => {
  const { fault, printed } = results.get(name) ?? {
    fault: `the examples before it ended the process:\n${output.join("")}`,
    printed: "",
  };
  expect(fault, printed).toBeUndefined();
});

it("finds the examples of every package", () => {
  const files = modules.map(({ file }) => file).join("\n");
  for (const name of ["core", "s3", "validation", "transform", "athena", "iam", "local"])
    expect(files).toContain(`packages/${name}/README.md`);
});
