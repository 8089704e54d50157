import { afterAll, beforeAll, expect, it } from "vitest";
import type { ExampleResult } from "./run-examples.ts";
import { startExamples } from "./start-examples.ts";
import { writeExamplesToRun } from "./write-examples.ts";

/** A test of each example that can be run, of the files that are wanted; they are run in a process of their own. */
export function testExamples(isWanted: (file: string) => boolean): void {
  const { modules, remove } = writeExamplesToRun(
    ({ file, noRun }) => noRun === undefined && isWanted(file),
  );
  let results: Map<string, ExampleResult>;

  beforeAll(async () => {
    results = await startExamples({ modules, accountEndpoint: undefined });
  }, 180_000);

  afterAll(remove);

  it.each(modules.map(({ name }) => name))("%s", (name) => {
    const result = results.get(name);
    expect(result?.fault, result?.printed).toBeUndefined();
  });
}

/** The first page of the repository and of each package. */
export function isReadme(file: string): boolean {
  return file.endsWith("README.md");
}
