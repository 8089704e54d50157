import { apiLogs, defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { FUNCTION_BATCH, GLUE_BATCH } from "../../test/nightly.ts";
import type { BatchInput } from "./batch-input.ts";
import { defineBatch } from "./define-batch.ts";

it("is plain data, frozen, and the same each time", () => {
  const batch = defineBatch(FUNCTION_BATCH);
  expect(JSON.parse(JSON.stringify(batch))).toEqual(batch);
  expect(JSON.stringify(defineBatch(FUNCTION_BATCH))).toBe(JSON.stringify(batch));
  expect(Object.isFrozen(batch.machines.run.definition.States["Transform"])).toBe(true);
});

it("lets every Task be retried with jitter, end in time, and lead to the report of what went wrong", () => {
  const { States: states } = defineBatch(GLUE_BATCH).machines.run.definition;
  const tasks = Object.entries(states).filter(([, state]) => state.Type === "Task");
  expect(tasks.map(([name]) => name)).toEqual([
    "Transform",
    "Catalog",
    "CrawlerState",
    "TellSuccess",
    "KeepSuccess",
    "KeepReport",
    "TellFailure",
    "KeepFailure",
  ]);
  for (const [name, task] of tasks) {
    expect(Number(task["TimeoutSeconds"]), name).toBeGreaterThan(0);
    expect(JSON.stringify(task["Catch"]), name).toContain('"States.ALL"');
    expect(JSON.stringify(task["Retry"]), name).toContain('"JitterStrategy":"FULL"');
  }
});

it("names what may be done for each state, and no more", () => {
  const { run, start, scheduler } = defineBatch(FUNCTION_BATCH).roles;
  const actions = new Map(run.policy.Statement.map((each) => [each.Sid, each.Action]));
  expect(actions.get("TransformFiles")).toEqual(["lambda:InvokeFunction"]);
  expect(actions.get("KeepReport")).toEqual(["s3:PutObject"]);
  expect(start.policy.Statement.flatMap((each) => each.Action)).toEqual(["states:StartExecution"]);
  expect(scheduler.trust.Statement[0]?.Principal).toEqual({ Service: ["scheduler.amazonaws.com"] });
  const all = [run, start, scheduler].flatMap(({ policy }) => policy.Statement);
  expect(all.flatMap((each) => each.Resource ?? []).filter((each) => each === "*")).toEqual([]);
});

it("hands the scheduled time to the machine that finds the day", () => {
  const { schedule, arrival, machines } = defineBatch(FUNCTION_BATCH);
  expect(schedule["Target"]).toMatchObject({
    Arn: machines.start.arn,
    Input: '{"time":"<aws.scheduler.scheduled-time>"}',
  });
  expect(JSON.parse(arrival?.["EventPattern"] as string)).toMatchObject({
    detail: { object: { key: [{ prefix: "raw/" }] } },
  });
});

it("compiles the job of a contract, and tells it where the table is", () => {
  const transform = {
    glueJob: "clean-logs",
    scriptLocation: "s3://cloudapi-jobs/clean.py",
    script: "compiled",
    arguments: { "--max_rejected_ratio": "0.1" },
  } as const;
  const batch = defineBatch({ ...GLUE_BATCH, steps: { transform, emptyDay: "pass" } });
  expect(batch.job?.script).toContain(apiLogs.contractHash);
  expect(batch.job?.input).toMatchObject({
    Name: "clean-logs",
    Command: { Name: "glueetl", ScriptLocation: batch.job?.scriptLocation },
    GlueVersion: "5.0",
  });
  expect(batch.machines.run.definition.States["Transform"]?.["Arguments"]).toMatchObject({
    Arguments: {
      "--target": "s3://cloudapi-logs-processed/api_logs/",
      "--empty_day": "pass",
      "--max_rejected_ratio": "0.1",
    },
  });
  expect(batch.job?.input).not.toHaveProperty("DefaultArguments");
  const named = { ...transform, arguments: { "--table": "logs.api_logs" } };
  expect(defineBatch({ ...GLUE_BATCH, steps: { transform: named } }).job?.input).toMatchObject({
    DefaultArguments: { "--enable-glue-datacatalog": "true" },
  });
  expect(defineBatch(GLUE_BATCH).job).toBeUndefined();
});

it("refuses a contract of which no job can be compiled, by field and rule", () => {
  const dataset = defineDataset({ name: "d", schema: z.object({ a: z.string().trim() }) });
  const transform = { glueJob: "j", scriptLocation: "s3://b/j.py", script: "compiled" } as const;
  expect(() => defineBatch({ ...GLUE_BATCH, dataset, steps: { transform } } as never)).toThrow(
    "no job can be compiled of d: a: overwrite (a function changes the value, as .trim() does)",
  );
  const wrong = { ...transform, script: "ours" };
  expect(() => defineBatch({ ...GLUE_BATCH, steps: { transform: wrong } } as never)).toThrow(
    "steps.transform.script must be own or compiled",
  );
});

it("warns of a night on which the schedule doesn't fire", () => {
  const schedule = { expression: "cron(30 2 * * ? *)", timeZone: "Europe/Berlin" };
  expect(defineBatch({ ...FUNCTION_BATCH, schedule }).warnings).toEqual([
    expect.stringContaining("2026-03-29T02:30:00"),
  ]);
  expect(defineBatch(FUNCTION_BATCH).warnings).toEqual([]);
});

it.each<readonly [string, Partial<Record<keyof BatchInput, unknown>>, string]>([
  [
    "in JSONPath a name that a hash doesn't fit beside",
    { queryLanguage: "JSONPath", name: "n".repeat(37) },
    "StartRun.Parameters.Name can't be made",
  ],
  [
    "in JSONPath a folder with an empty part",
    { queryLanguage: "JSONPath", source: { bucket: "raw-logs", prefix: "a//b/" } },
    "KeyParts.Parameters.count can't be made of source.prefix",
  ],
  ["another language", { queryLanguage: "JMESPath" }, "must be JSONata or JSONPath"],
  ["an unknown option", { shedule: {} } as never, 'Did you mean "schedule"?'],
  ["a schema", { dataset: apiLogs.schema }, "dataset must be what defineDataset returns"],
  [
    "a schedule that never fires",
    { schedule: { expression: "cron(0 0 30 2 ? *)" } },
    "never fires",
  ],
  ["a time in the past", { schedule: { expression: "at(2020-01-01T00:00:00)" } }, "never fires"],
  ["a wrong expression", { schedule: { expression: "cron(0 2 * * *)" } }, "six fields"],
  ["a name over the limit", { name: "n".repeat(41) }, "1 to 40"],
  ["a name with a space", { name: "my batch" }, "1 to 40"],
  ["a bucket's ARN", { source: { bucket: "arn:aws:s3:::raw" } }, "source.bucket"],
  ["a function's ARN", { steps: { transform: { function: "arn:aws:lambda:x" } } }, "not its ARN"],
  ["no transformation", { steps: {} }, "steps.transform"],
  [
    "two checks of a name",
    {
      steps: {
        transform: { function: "f" },
        checks: [
          { name: "a", sql: "SELECT 1" },
          { name: "a", sql: "SELECT 2" },
        ],
      },
    },
    "another check",
  ],
  [
    "checks that are too long",
    {
      steps: {
        transform: { function: "f" },
        checks: Array.from({ length: 3 }, (_, at) => ({ name: `c${at}`, sql: "x".repeat(90_000) })),
      },
    },
    "Make views",
  ],
  [
    "an argument of the batch's own",
    {
      steps: {
        transform: { glueJob: "j", scriptLocation: "s3://b/j.py", arguments: { "--day": "x" } },
      },
    },
    "given by the batch",
  ],
  [
    "a job above the ceiling",
    {
      steps: { transform: { glueJob: "j", scriptLocation: "s3://b/j.py", workers: 100 } },
      costCeilingUsd: 5,
    },
    "may cost $88.00",
  ],
  [
    "a time-out over the limit",
    { steps: { transform: { function: "f", timeoutSeconds: 901 } } },
    "from 1 to 900",
  ],
])("refuses %s", (_, change, message) => {
  expect(() => defineBatch({ ...FUNCTION_BATCH, ...change } as BatchInput)).toThrow(message);
});
