import { expect, it, vi } from "vitest";
import { scriptedAthena } from "../../test/scripted-athena.ts";
import { readPollOptions } from "./poll-options.ts";
import { startQuery } from "./start-query.ts";

const backOff = readPollOptions({ initialDelayMs: 1 });
const request = { QueryString: "SELECT 1" };

it("does not wait for an answer that comes long after the abort, and stops that query", async () => {
  const controller = new AbortController();
  let answer = () => {};
  const { athena, calls } = scriptedAthena(async ({ operation }) => {
    if (operation === "StopQueryExecution") return { body: {} };
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    return { body: { QueryExecutionId: "late" } };
  });
  const started = startQuery(athena, request, backOff, controller.signal, 5);
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  const reason = new Error("enough");
  controller.abort(reason);
  await expect(started).rejects.toBe(reason);
  answer();
  await vi.waitFor(() =>
    expect(calls.at(-1)).toEqual({
      operation: "StopQueryExecution",
      input: { QueryExecutionId: "late" },
    }),
  );
});

it("refuses an answer without an id, once", async () => {
  const { athena, calls } = scriptedAthena(() => ({ body: {} }));
  await expect(startQuery(athena, request, backOff, undefined)).rejects.toMatchObject({
    code: "REQUEST_FAILED",
    message:
      "Athena refused the request: StartQueryExecution answered without a query execution id.",
  });
  expect(calls).toHaveLength(1);
});
