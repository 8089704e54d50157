import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { isAmong } from "./engine/state-error.ts";
import { Tokens } from "./tokens.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What became of a token so far. */
function watched(seconds: number) {
  const tokens = new Tokens();
  const { token, answer, watch, close } = tokens.open();
  watch(seconds);
  const came: unknown[] = [];
  answer.then(
    (output) => came.push(output),
    (error: { readonly error: string }) => came.push(error.error),
  );
  return { tokens, token, came, close };
}

it("waits on as long as heartbeats come, and fails when they stay away", async () => {
  const { tokens, token, came } = watched(10);
  for (let at = 0; at < 5; at++) {
    await vi.advanceTimersByTimeAsync(9000);
    tokens.beat(token);
  }
  expect(came).toEqual([]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(came).toEqual(["States.HeartbeatTimeout"]);
});

it("takes an answer in time, after which no heartbeat is waited for", async () => {
  const { tokens, token, came, close } = watched(10);
  tokens.succeed(token, "done");
  close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(came).toEqual(["done"]);
  expect(() => tokens.beat(token)).toThrow("does not exist anymore");
});

it("is a time-out to those that retry or catch one, and no other failure", () => {
  const error = "States.HeartbeatTimeout";
  expect(
    [["States.Timeout"], [error], ["States.ALL"], ["States.TaskFailed"]].map((names) =>
      isAmong(error, names),
    ),
  ).toEqual([true, true, true, false]);
});
