import { expect, it, vi } from "vitest";
import { Catalog } from "../catalog/catalog.ts";
import type { Execution } from "./execution.ts";
import { isFinished } from "./execution.ts";
import { Executions } from "./executions.ts";
import type { Engine } from "./run-select.ts";

/** Statements that need no DuckDB, over a storage that takes everything. */
function open(executions: number): Executions {
  const s3 = { send: () => Promise.resolve({}) };
  const engine = { catalog: new Catalog(), s3: () => s3, now: () => new Date(0) };
  return new Executions(engine as unknown as Engine, { executions, resultBytes: 1 });
}

function statement(id: string): Execution {
  return {
    id,
    sql: "SHOW DATABASES",
    statement: { kind: "show-databases", pattern: undefined },
    kind: { type: "UTILITY", substatement: "SHOW_DATABASES" },
    catalog: undefined,
    database: undefined,
    workGroup: "primary",
    parameters: undefined,
    resultReuse: undefined,
    outputLocation: `s3://lake/${id}.txt`,
    enforced: false,
    manifestLocation: undefined,
    cutoffBytes: undefined,
    submittedAt: 0,
    abort: new AbortController(),
    state: "QUEUED",
    reason: undefined,
    error: undefined,
    startedAt: undefined,
    completedAt: undefined,
    bytesScanned: 0,
    shape: undefined,
  };
}

it("forgets the oldest that are finished, and none that is not", async () => {
  const executions = open(3);
  const all = Array.from({ length: 8 }, (_, i) => statement(`q${i}`));
  for (const each of all) executions.submit(each);
  expect(executions.list("primary")).toHaveLength(8);
  await vi.waitFor(() => expect(all.every(({ state }) => isFinished(state))).toBe(true));
  expect(all.map(({ state }) => state)).toEqual(all.map(() => "SUCCEEDED"));
  executions.submit(statement("last"));
  expect(executions.list("primary").map(({ id }) => id)).toEqual(["last", "q7", "q6"]);
  expect(executions.get("q0")).toBeUndefined();
  await executions.close();
  expect(executions.get("last")?.state).toBe("CANCELLED");
});
