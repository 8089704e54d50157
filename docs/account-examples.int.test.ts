import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../scripts/lib/test-server.ts";
import type { ExampleResult } from "./harness/run-examples.ts";
import { startExamples } from "./harness/start-examples.ts";
import { writeExamplesToRun } from "./harness/write-examples.ts";

/** The examples that need an account run in one on MiniStack. */
const ENDPOINT = testServer("CLOUDAPI_TEST_MINISTACK");

describe.skipIf(ENDPOINT === undefined)("in an account on MiniStack", () => {
  const { modules, remove } = writeExamplesToRun(({ noRun }) => noRun === "needs an AWS account");
  let results: Map<string, ExampleResult>;

  beforeAll(async () => {
    results = await startExamples({ modules, accountEndpoint: ENDPOINT });
  });

  afterAll(remove);

  it.each(modules.map(({ name }) => name))("%s", (name) => {
    const result = results.get(name);
    expect(result?.fault, result?.printed).toBeUndefined();
  });
});
