import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ExampleResult } from "./harness/run-examples.ts";
import { startExamples } from "./harness/start-examples.ts";
import { writeExamplesToRun } from "./harness/write-examples.ts";

const { modules, remove } = writeExamplesToRun();
const run = modules.filter(({ noRun }) => noRun === undefined);
let results: Map<string, ExampleResult>;

beforeAll(async () => {
  results = await startExamples({ modules: run, accountEndpoint: undefined });
}, 180_000);

afterAll(remove);

it.each(run.map(({ name }) => name))("%s", (name) => {
  const result = results.get(name);
  expect(result?.fault, result?.printed).toBeUndefined();
});

it("finds the examples of every package", () => {
  const files = modules.map(({ file }) => file).join("\n");
  for (const name of readdirSync(new URL("../packages/", import.meta.url)))
    expect(files).toContain(`packages/${name}/README.md`);
});
