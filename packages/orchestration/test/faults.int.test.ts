import { afterEach, describe, expect, it } from "vitest";
import type { State } from "../src/index.ts";
import { failure, logsOf, openNight } from "./night-cloud.ts";
import { FUNCTION_BATCH, GLUE_BATCH } from "./nightly.ts";

const opened: (() => Promise<void>)[] = [];

async function open(...input: Parameters<typeof openNight>) {
  const night = await openNight(...input);
  opened.push(() => night.close());
  return night;
}

afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

/** A batch without the approval, which nobody gives. */
function withoutApproval(batch: typeof FUNCTION_BATCH) {
  const { approval: _, ...steps } = batch.steps;
  return { ...batch, steps };
}

/** Every Task of a machine, wherever it is. */
function tasksOf(states: Readonly<Record<string, State>>): [string, State][] {
  return Object.entries(states).flatMap(([name, state]): [string, State][] => {
    const inner = state["ItemProcessor"] as { States?: Record<string, State> } | undefined;
    return [
      ...(state.Type === "Task" ? [[name, state] as [string, State]] : []),
      ...tasksOf(inner?.States ?? {}),
    ];
  });
}

const DAY = "2026-01-15";

describe.each(["JSONata", "JSONPath"] as const)("in %s", (queryLanguage) => {
  it("every Task is tried again after each error that its retriers name, and then succeeds", async () => {
    const night = await open({ ...withoutApproval(FUNCTION_BATCH), queryLanguage });
    await night.put("raw/2026/01/15/a.csv", logsOf(DAY, 5));
    const tasks = tasksOf(night.batch.machines.run.definition.States);
    const waiting = new Map(
      tasks.map(([name, task]) => {
        const retriers = task["Retry"] as readonly { readonly ErrorEquals: readonly string[] }[];
        return [name, retriers.flatMap((each) => each.ErrorEquals)];
      }),
    );
    night.cloud.onTask(({ state }) => {
      const error = waiting.get(state)?.shift();
      if (error !== undefined) throw failure(error);
    });
    const good = await night.end(await night.start("run", { day: DAY, prefix: "raw/2026/01/15/" }));
    expect(good.status).toBe("SUCCEEDED");
    const empty = await night.end(
      await night.start("run", { day: DAY, prefix: "raw/2026/01/16/" }),
    );
    expect(empty).toMatchObject({ status: "FAILED", error: "EmptyDay" });
    night.cloud.onTask(({ resource }) => {
      if (resource === "sns:publish") throw failure("Unknown");
    });
    await night.end(await night.start("run", { day: DAY, prefix: "raw/2026/01/15/" }));
    await night.end(await night.start("run", { day: DAY, prefix: "raw/2026/01/16/" }));
    expect([...waiting].filter(([, left]) => left.length > 0)).toEqual([]);
    expect(await night.deadLetters()).toHaveLength(2);
  });

  it("every Task of a night that goes on failing is told with its name, its error and advice", async () => {
    const night = await open({ ...withoutApproval(FUNCTION_BATCH), queryLanguage });
    await night.put("raw/2026/01/15/a.csv", logsOf(DAY, 5));
    let again = 0;
    for (const name of ["TransformFiles", "Catalog", "RunCheck", "ReadCheck"]) {
      for (const error of [
        "Lambda.TooManyRequestsException",
        "States.Timeout",
        "AccessDenied",
        "TypeError",
      ]) {
        const stop = night.cloud.onTask(({ state }) => {
          if (state === name) throw failure(error);
        });
        const start = await night.end(
          await night.start("start", { day: DAY, again: `c${++again}` }),
        );
        const run = await night.end(String(start.output["started"]));
        stop();
        expect(run.status, `${name} with ${error}`).toBe("FAILED");
        expect(run.error).toBe(error);
        expect(run.states).toContain("TellFailure");
        const last = night.cloud.publishedMessages().at(-1);
        expect(last?.subject).toBe(`api-logs failed: ${DAY}`);
        expect(JSON.parse(last?.message ?? "")).toMatchObject({ error, day: DAY });
        expect(last?.message).toContain("Then run the day again");
      }
    }
  });

  it("when nobody can be told, the message lies in the queue of dead letters, and the outcome is the same", async () => {
    const night = await open({ ...withoutApproval(FUNCTION_BATCH), queryLanguage });
    await night.put("raw/2026/01/15/a.csv", logsOf(DAY, 5));
    night.cloud.onTask(({ resource }) => {
      if (resource === "sns:publish" || resource === "aws-sdk:s3:putObject")
        throw failure("AccessDenied");
    });
    const good = await night.end(await night.start("start", { day: DAY }));
    expect(await night.end(String(good.output["started"]))).toMatchObject({ status: "SUCCEEDED" });
    const bad = await night.end(await night.start("start", { day: "2026-01-16" }));
    expect(await night.end(String(bad.output["started"]))).toMatchObject({
      status: "FAILED",
      error: "EmptyDay",
    });
    const letters = await night.deadLetters();
    expect(letters.map((letter) => (JSON.parse(letter) as { day: string }).day).toSorted()).toEqual(
      [DAY, "2026-01-16"],
    );
  });

  it("a check that stops fails the day with what it says, one that warns does not", async () => {
    const check = (status: string) =>
      `SELECT '${status}' AS status, '3' AS observed, 'three rows are late' AS message`;
    const steps = {
      transform: { function: "transform-logs" },
      checks: [{ name: "late", sql: check("stop") }],
    };
    const night = await open({ ...FUNCTION_BATCH, queryLanguage, steps });
    await night.put("raw/2026/01/15/a.csv", logsOf(DAY, 5));
    const start = await night.end(await night.start("start", { day: DAY }));
    const run = await night.end(String(start.output["started"]));
    expect(run).toMatchObject({ status: "FAILED", error: "CheckStopped" });
    expect(run.cause).toContain("late: three rows are late");
    const warned = await open({
      ...FUNCTION_BATCH,
      queryLanguage,
      name: "warned",
      steps: { ...steps, checks: [{ name: "late", sql: check("warn") }] },
    });
    await warned.put("raw/2026/01/15/a.csv", logsOf(DAY, 5));
    const second = await warned.end(await warned.start("start", { day: DAY }));
    expect(await warned.end(String(second.output["started"]))).toMatchObject({
      status: "SUCCEEDED",
    });
  });

  it("a Glue job gets the day, and its crawler is waited for, joined, and given up", async () => {
    const night = await open({ ...withoutApproval(GLUE_BATCH), queryLanguage });
    const given: unknown[] = [];
    night.cloud.addJob("clean-logs", (args) => void given.push(args));
    const answers = ["RUNNING", "STOPPING", "READY"];
    let crawled: string[] = [];
    let status = "SUCCEEDED";
    let isRunning = false;
    night.cloud.onTask(({ resource }) => {
      if (resource === "aws-sdk:glue:startCrawler") {
        if (isRunning) throw failure("Glue.CrawlerRunningException");
        return {};
      }
      if (resource !== "aws-sdk:glue:getCrawler") return undefined;
      const state = answers[crawled.length] ?? answers.at(-1);
      crawled = [...crawled, state ?? ""];
      return {
        Crawler: { State: state, LastCrawl: { Status: status, ErrorMessage: "no rights" } },
      };
    });
    const first = await night.end(
      await night.start("run", { day: DAY, prefix: "year=2026/month=01/day=15/" }),
    );
    expect(first).toMatchObject({ status: "SUCCEEDED" });
    expect(crawled).toEqual(answers);
    expect(given).toEqual([
      {
        "--day": DAY,
        "--source": "s3://cloudapi-logs-raw/year=2026/month=01/day=15/",
        "--run_id": expect.stringMatching(/./) as string,
      },
    ]);
    [isRunning, status] = [true, "FAILED"];
    const second = await night.end(await night.start("run", { day: DAY, prefix: "x/" }));
    expect(second).toMatchObject({ status: "FAILED", error: "CrawlerFailed" });
    expect(second.cause).toContain("no rights");
    answers.splice(2);
    const third = await night.end(await night.start("run", { day: DAY, prefix: "x/" }));
    expect(third).toMatchObject({ status: "FAILED", error: "CrawlerTimeout" });
  });

  it("somebody says yes or no by the token that they are told", async () => {
    const night = await open({
      ...FUNCTION_BATCH,
      queryLanguage,
      steps: { transform: { function: "transform-logs" }, approval: {} },
    });
    await night.put("raw/2026/01/15/a.csv", logsOf(DAY, 5));
    const yes = await night.start("run", { day: DAY, prefix: "raw/2026/01/15/" });
    await night.answer(1, { output: "{}" });
    expect(await night.end(yes)).toMatchObject({ status: "SUCCEEDED" });
    const no = await night.start("run", { day: DAY, prefix: "raw/2026/01/15/" });
    await night.answer(3, { error: "Refused", cause: "too few rows" });
    expect(await night.end(no)).toMatchObject({ status: "FAILED", error: "Refused" });
  });

  it("a day with more files than its ceiling pays for stops there", async () => {
    const steps = { transform: { function: "transform-logs", filesPerInvocation: 1 } };
    const night = await open({ ...FUNCTION_BATCH, queryLanguage, steps, costCeilingUsd: 0.07 });
    for (const name of ["a", "b", "c", "d"])
      await night.put(`raw/2026/01/15/${name}.csv`, logsOf(DAY, 1));
    const run = await night.end(await night.start("run", { day: DAY, prefix: "raw/2026/01/15/" }));
    expect(run).toMatchObject({ status: "FAILED", error: "CostCeiling" });
  });
});
