import { type HistoryEvent, paginateGetExecutionHistory } from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, it } from "vitest";
import { handlerOf, handlersOf } from "./handlers.ts";
import { failure, openNight } from "./night-cloud.ts";
import { FUNCTION_BATCH } from "./nightly.ts";

/** Days that are empty, and pass: these tests are about the machines that start them. */
const QUIET = {
  ...FUNCTION_BATCH,
  steps: { transform: { function: "transform-logs" }, emptyDay: "pass" },
} as const;
/** The day whose start fails; a backfill has one before it and one after it. */
const DAY = "2026-01-15";
const INPUTS = { start: { day: DAY }, backfill: { from: "2026-01-14", to: "2026-01-16" } } as const;
/** More than a Task may give. */
const TOO_MUCH = { text: "x".repeat(300_000) };

/** What a start that goes on failing in one way comes to. */
interface Outcome {
  readonly error: string;
  /** How often the Task is done. */
  readonly tries: number;
  /** The state of the catcher that is taken. */
  readonly caught?: string;
  /** What the machine fails with, unless it succeeds. */
  readonly fails?: string;
}

/** Errors that pass by themselves are tried seven times, a time-out twice, and others once. */
const TRIES = {
  "StepFunctions.ThrottlingException": 7,
  "StepFunctions.ExecutionLimitExceededException": 7,
  "StepFunctions.SdkClientException": 7,
  "States.Timeout": 2,
  "StepFunctions.AccessDeniedException": 1,
  "States.TaskFailed": 1,
  "States.DataLimitExceeded": 1,
  "StepFunctions.InvalidNameException": 1,
  "StepFunctions.ValidationException": 1,
} as const;
const ERRORS = Object.entries(TRIES).map(([error, tries]) => ({ error, tries }));

const RAN_ALREADY: Outcome = {
  error: "StepFunctions.ExecutionAlreadyExistsException",
  tries: 1,
  caught: "RanAlready",
};
const STARTS: readonly Outcome[] = [
  RAN_ALREADY,
  ...ERRORS.map((each) => ({ ...each, fails: each.error })),
];
/** In JSONPath Step Functions is the one that says that a label can't be part of a name. */
const STARTS_IN_JSONPATH = STARTS.map((each) =>
  /InvalidName|Validation/.test(each.error)
    ? { ...each, caught: "BadInput", fails: "BadInput" }
    : each,
);
/** A day that fails in whatever way keeps no other day from being run. */
const BACKFILLS: readonly Outcome[] = [
  RAN_ALREADY,
  ...ERRORS.map((each) => ({ ...each, caught: "DayFailed", fails: "DaysFailed" })),
];

/** How often the day was tried to be started, by the events of an execution. */
function triesOf(events: readonly HistoryEvent[]): number {
  return events.filter(({ taskScheduledEventDetails: task }) => {
    const { Input } = JSON.parse(task?.parameters ?? "{}") as { Input?: { day?: string } };
    return Input?.day === DAY;
  }).length;
}

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

const MACHINES = [
  ["start", "JSONata", "StartRun", STARTS],
  ["start", "JSONPath", "StartRun", STARTS_IN_JSONPATH],
  ["backfill", "JSONata", "RunDay", BACKFILLS],
  ["backfill", "JSONPath", "RunDay", BACKFILLS],
] as const;

describe.each(MACHINES)("the machine %s in %s", (machine, queryLanguage, task, outcomes) => {
  async function open() {
    const night = await openNight({ ...QUIET, queryLanguage });
    opened.push(() => night.close());
    const { States } = night.batch.machines[machine].definition;
    let runs = 0;

    /** Run the machine, its Task for the day failing so many times. */
    async function run(error: string, times: number) {
      let left = times;
      const stop = night.cloud.onTask(({ state, input }) => {
        const { Input } = input as { Input?: { day?: string } };
        if (state !== task || Input?.day !== DAY || left-- <= 0) return undefined;
        if (error === "States.DataLimitExceeded") return TOO_MUCH;
        throw failure(error);
      });
      const arn = await night.start(machine, { ...INPUTS[machine], again: `c${++runs}` });
      const ended = await night.end(arn);
      stop();
      const pages = paginateGetExecutionHistory({ client: night.sfn }, { executionArn: arn });
      const events: HistoryEvent[] = [];
      for await (const page of pages) events.push(...(page.events ?? []));
      return { ...ended, tries: triesOf(events) };
    }
    return { run, handlers: handlersOf(States) };
  }

  it("ends as it should however its Task fails, and takes every retrier and every catcher for every error that they name", async () => {
    const { run, handlers } = await open();
    const left = new Set(
      [...handlers].flatMap(([key, { ErrorEquals: names }]) =>
        names.map((name) => `${key}: ${name}`),
      ),
    );
    const catches = [...handlers].flatMap(([key, { Next }]) =>
      key.startsWith(`${task} Catch `) ? Next : [],
    );
    for (const { error, tries, caught, fails } of outcomes) {
      const came = await run(error, Number.POSITIVE_INFINITY);
      const told = `${error}: ${JSON.stringify(came)}`;
      const entered = came.states.filter((name) => catches.includes(name));
      expect(entered, told).toEqual(caught === undefined ? [] : [caught]);
      expect(came.tries, told).toBe(tries);
      expect([came.status, came.error], told).toEqual(
        fails === undefined ? ["SUCCEEDED", undefined] : ["FAILED", fails],
      );
      if (tries > 1) take(handlerOf(handlers, `${task} Retry`, error), error);
      if (caught === undefined) continue;
      const catcher = handlerOf(handlers, `${task} Catch`, error);
      expect(handlers.get(catcher ?? "")?.Next, told).toBe(caught);
      take(catcher, error);
    }
    expect([...left]).toEqual([]);

    function take(key: string | undefined, error: string): void {
      left.delete(`${key}: ${error}`);
      left.delete(`${key}: States.ALL`);
    }
  }, 300_000);

  it("starts the day after all when what it is tried again for has passed", async () => {
    const { run } = await open();
    for (const { error } of ERRORS.filter(({ tries }) => tries > 1))
      expect(await run(error, 1), error).toMatchObject({ status: "SUCCEEDED", tries: 2 });
  }, 300_000);
});

describe.each(["JSONata", "JSONPath"] as const)("a backfill in %s", (queryLanguage) => {
  it.each(ERRORS.map(({ error }) => error))(
    "names the day that %s kept from being run, and has run the others",
    async (error) => {
      const night = await openNight({ ...QUIET, queryLanguage });
      opened.push(() => night.close());
      night.cloud.onTask(({ state, input }) => {
        const { Input } = input as { Input?: { day?: string } };
        if (state !== "RunDay" || Input?.day !== DAY) return undefined;
        if (error === "States.DataLimitExceeded") return TOO_MUCH;
        throw failure(error);
      });
      const came = await night.end(await night.start("backfill", INPUTS.backfill));
      expect(came.error).toBe("DaysFailed");
      expect(came.cause).toMatch(/^1 of 3 days failed: .*2026-01-15/);
      for (const day of ["2026-01-14", "2026-01-16"]) {
        const run = await night.end(night.arnOf("run", `api-logs-${day}`));
        expect(run.status, day).toBe("SUCCEEDED");
      }
    },
    120_000,
  );
});
