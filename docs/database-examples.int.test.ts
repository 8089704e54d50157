import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../scripts/lib/test-server.ts";
import { type ExampleDatabases, openExampleDatabases } from "./harness/example-databases.ts";
import type { ExampleResult } from "./harness/run-examples.ts";
import { startExamples } from "./harness/start-examples.ts";
import { writeExamplesToRun } from "./harness/write-examples.ts";

/** The examples that need a database run on servers, and write to the embedded cloud. */
const POSTGRES = testServer("CLOUDAPI_TEST_POSTGRES");
const MYSQL = testServer("CLOUDAPI_TEST_MYSQL");
const MONGO = testServer("CLOUDAPI_TEST_MONGO");
const SERVERS = POSTGRES &&
  MYSQL &&
  MONGO && { postgres: new URL(POSTGRES), mysql: new URL(MYSQL), mongo: new URL(MONGO) };

describe.skipIf(!SERVERS)("with databases", () => {
  const { modules, remove } = writeExamplesToRun(({ noRun }) => noRun === "needs a database");
  let databases: ExampleDatabases | undefined;
  let results: Map<string, ExampleResult>;

  beforeAll(async () => {
    if (!SERVERS) return;
    databases = await openExampleDatabases(SERVERS);
    for (const { path } of modules)
      writeFileSync(path, databases.redirect(readFileSync(path, "utf8")));
    const { environment } = databases;
    results = await startExamples({ modules, accountEndpoint: undefined, environment });
  });

  afterAll(async () => {
    remove();
    await databases?.close();
  });

  it.each(modules.map(({ name }) => name))("%s", (name) => {
    const result = results.get(name);
    expect(result?.fault, result?.printed).toBeUndefined();
  });
});
