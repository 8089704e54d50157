import { expect, it } from "vitest";
import { FUNCTION_BATCH } from "../../test/nightly.ts";
import type { BatchInput } from "../batch/batch-input.ts";
import { defineBatch } from "../batch/define-batch.ts";
import { checkDefinition } from "./check-definition.ts";

type Fields = Record<string, unknown>;

const LAMBDA = "arn:aws:states:::lambda:invoke";
const JOB = { glueJob: "j", scriptLocation: "s3://b/j.py" };
const inner = { StartAt: "I", States: { I: { Type: "Pass", End: true } } };

/** Every fault as `location code message`, one a line. */
function told(definition: unknown): string {
  return checkDefinition(definition)
    .map(({ location, code, message }) => `${location} ${code} ${message}`)
    .join("\n");
}

/** A machine of one state and an end. */
function machineOf(state: unknown): Fields {
  return { StartAt: "A", States: { A: state, B: { Type: "Succeed" } } };
}

function nested(depth: number): Fields {
  let value: Fields = {};
  for (let level = 0; level < depth; level += 1) value = { a: value };
  return value;
}

function nots(depth: number): Fields {
  let rule: Fields = { Variable: "$.a", IsNull: true };
  for (let level = 0; level < depth; level += 1) rule = { Not: rule };
  return { ...rule, Next: "B" };
}

it.each<readonly [string, unknown, string]>([
  ["text that is no JSON", "{", " INVALID_JSON_DESCRIPTION The definition is not JSON"],
  ["text over 1 MiB", " ".repeat(1024 * 1024 + 1), " LIMIT_EXCEEDED A definition may have 1 MiB."],
  ["a list", [], " SCHEMA_VALIDATION_FAILED A definition is a JSON object."],
  ["null as JSON", "null", " SCHEMA_VALIDATION_FAILED A definition is a JSON object."],
  [
    "an object over 1 MiB",
    { Comment: "x".repeat(1024 * 1024) },
    " LIMIT_EXCEEDED A definition may",
  ],
  ["deep nesting", nested(200), " LIMIT_EXCEEDED The definition is nested too deeply."],
  [
    "an unknown field",
    { ...inner, Start: "I" },
    '/Start SCHEMA_VALIDATION_FAILED There is no field "Start"',
  ],
  [
    "a time-out of 0",
    { ...inner, TimeoutSeconds: 0 },
    "/TimeoutSeconds SCHEMA_VALIDATION_FAILED TimeoutSeconds must be",
  ],
  [
    "a language of its own",
    { ...inner, QueryLanguage: "SQL" },
    "QueryLanguage must be JSONata or JSONPath.",
  ],
  [
    "no states",
    { StartAt: "A", States: {} },
    "/States SCHEMA_VALIDATION_FAILED States must be an object",
  ],
  [
    "no start",
    { States: inner.States },
    "/StartAt SCHEMA_VALIDATION_FAILED StartAt must name a state.",
  ],
  [
    "a start that is nowhere",
    { ...inner, StartAt: "X" },
    '/StartAt MISSING_TRANSITION_TARGET StartAt names "X"',
  ],
  [
    "a name of 81 characters",
    { StartAt: "n".repeat(81), States: { ["n".repeat(81)]: { Type: "Succeed" } } },
    "LIMIT_EXCEEDED A state's name has 1 to 80",
  ],
  [
    "a state nothing leads to",
    machineOf({ Type: "Pass", End: true }),
    '/States/B UNREACHABLE_STATE Nothing leads to the state "B".',
  ],
  [
    "a circle",
    machineOf({ Type: "Pass", Next: "A" }),
    " MISSING_END_STATE No state that can be reached",
  ],
  [
    "a path in a machine in JSONata",
    {
      ...machineOf({ Type: "Pass", QueryLanguage: "JSONPath", Next: "B" }),
      QueryLanguage: "JSONata",
    },
    "A state of a machine in JSONata can't be in JSONPath.",
  ],
])("tells of %s in a machine", (_, definition, fault) => {
  expect(told(definition)).toContain(fault);
});

it("tells of a hundred faults at most", () => {
  const names = Array.from({ length: 150 }, (_, index) => [`S${index}`, null]);
  const states = Object.fromEntries(names) as Fields;
  expect(checkDefinition({ StartAt: "S0", States: states })).toHaveLength(100);
});

it.each<readonly [string, unknown, string]>([
  ["a text for a state", "Pass", "/States/A SCHEMA_VALIDATION_FAILED A state must be an object"],
  [
    "an unknown type",
    { Type: "Loop" },
    "/States/A/Type SCHEMA_VALIDATION_FAILED Type must be one of",
  ],
  [
    "a field of the other language",
    { Type: "Pass", Output: 1, End: true },
    "it belongs to JSONata, and this state is in JSONPath.",
  ],
  [
    "a field of no language",
    { Type: "Pass", Otput: 1, End: true },
    'A Pass in JSONPath has no field "Otput".',
  ],
  [
    "an End that is text",
    { Type: "Pass", End: "yes" },
    "/States/A/End SCHEMA_VALIDATION_FAILED End must be true.",
  ],
  [
    "a Next that is a number",
    { Type: "Pass", Next: 1 },
    "/States/A/Next SCHEMA_VALIDATION_FAILED Next must name a state.",
  ],
  ["neither Next nor End", { Type: "Pass" }, "A state must have either Next or End: true."],
  [
    "a function's name for an ARN",
    { Type: "Task", Resource: "f", End: true },
    "/States/A/Resource SCHEMA_VALIDATION_FAILED Resource must be the ARN",
  ],
  [
    "a time-out below 1",
    { Type: "Task", Resource: LAMBDA, TimeoutSeconds: 0, End: true },
    "TimeoutSeconds must be a whole number from 1 to 99,999,999.",
  ],
  [
    "a time-out given twice",
    { Type: "Task", Resource: LAMBDA, TimeoutSeconds: 1, TimeoutSecondsPath: "$.t", End: true },
    "A state has TimeoutSeconds or TimeoutSecondsPath, not both.",
  ],
  [
    "a heartbeat as long as the time-out",
    { Type: "Task", Resource: LAMBDA, TimeoutSeconds: 9, HeartbeatSeconds: 9, End: true },
    "HeartbeatSeconds must be less than TimeoutSeconds.",
  ],
  [
    "a Wait for nothing",
    { Type: "Wait", End: true },
    "A Wait has exactly one of Seconds, Timestamp",
  ],
  [
    "a Wait below 0",
    { Type: "Wait", Seconds: -1, End: true },
    "Seconds must be a whole number from 0 to 99,999,999.",
  ],
  [
    "a Wait until a date",
    { Type: "Wait", Timestamp: "2026-01-31", End: true },
    "Timestamp must be like 2026-01-31T02:00:00Z.",
  ],
  [
    "a Parallel without branches",
    { Type: "Parallel", Branches: [], End: true },
    "/States/A/Branches SCHEMA_VALIDATION_FAILED Branches must be a list",
  ],
  [
    "a branch that is text",
    { Type: "Parallel", Branches: ["I"], End: true },
    "/States/A/Branches/0 SCHEMA_VALIDATION_FAILED This must be an object with StartAt",
  ],
  [
    "a name in two branches",
    { Type: "Parallel", Branches: [inner, inner], End: true },
    '/States/A/Branches/1/States/I DUPLICATE_STATE_NAME Another state of the machine is called "I".',
  ],
  [
    "a Map of nothing",
    { Type: "Map", End: true },
    "/States/A SCHEMA_VALIDATION_FAILED A Map has an ItemProcessor.",
  ],
  [
    "a Map in an unknown mode",
    { Type: "Map", ItemProcessor: { ...inner, ProcessorConfig: { Mode: "FAST" } }, End: true },
    "ProcessorConfig.Mode must be INLINE or DISTRIBUTED.",
  ],
  [
    "a distributed Map of no type",
    {
      Type: "Map",
      ItemProcessor: { ...inner, ProcessorConfig: { Mode: "DISTRIBUTED" } },
      End: true,
    },
    "A distributed Map needs ProcessorConfig.ExecutionType",
  ],
  [
    "a label of an inline Map",
    { Type: "Map", Iterator: inner, Label: "L", End: true },
    "/States/A/Label SCHEMA_VALIDATION_FAILED Only a distributed Map has Label.",
  ],
  [
    "a concurrency below 0",
    { Type: "Map", ItemProcessor: inner, MaxConcurrency: -1, End: true },
    "MaxConcurrency must be a whole number.",
  ],
  [
    "an error that is a number",
    { Type: "Fail", Error: 1 },
    "/States/A/Error SCHEMA_VALIDATION_FAILED Error must be a text.",
  ],
  [
    "a cause given twice",
    { Type: "Fail", Cause: "c", CausePath: "$.c" },
    "A Fail has Cause or CausePath, not both.",
  ],
])("tells of %s in a state", (_, state, fault) => {
  expect(told(machineOf(state))).toContain(fault);
});

it.each<readonly [string, Fields, string]>([
  [
    "a Default that is a number",
    { Default: 1, Choices: [] },
    "/States/A/Default SCHEMA_VALIDATION_FAILED Default must name a state.",
  ],
  [
    "no rules",
    { Default: "B", Choices: [] },
    "/States/A/Choices SCHEMA_VALIDATION_FAILED Choices must be a list",
  ],
  [
    "a rule that is text",
    { Choices: ["B"] },
    "/States/A/Choices/0 SCHEMA_VALIDATION_FAILED A rule must be an object.",
  ],
  [
    "a rule that leads nowhere",
    { Choices: [{ Variable: "$.a", IsNull: true }] },
    "/States/A/Choices/0/Next SCHEMA_VALIDATION_FAILED A rule must name",
  ],
  [
    "a rule without a condition",
    { QueryLanguage: "JSONata", Choices: [{ Next: "B" }] },
    "/States/A/Choices/0/Condition SCHEMA_VALIDATION_FAILED A rule in JSONata has a Condition",
  ],
  [
    "a path in a rule in JSONata",
    { QueryLanguage: "JSONata", Choices: [{ Condition: true, Variable: "$.a", Next: "B" }] },
    'A rule in JSONata has no field "Variable".',
  ],
  [
    "a rule inside another that leads on",
    { Choices: [{ Not: { Variable: "$.a", IsNull: true, Next: "B" }, Next: "B" }] },
    "/States/A/Choices/0/Not/Next SCHEMA_VALIDATION_FAILED A rule inside another one leads nowhere.",
  ],
  [
    "a rule without a variable",
    { Choices: [{ IsNull: true, Next: "B" }] },
    "A rule in JSONPath compares a Variable, a path.",
  ],
  [
    "a rule without a comparison",
    { Choices: [{ Variable: "$.a", Next: "B" }] },
    "A rule has exactly one comparison, not none.",
  ],
  [
    "a rule of two comparisons",
    { Choices: [{ Variable: "$.a", IsNull: true, IsString: true, Next: "B" }] },
    "not IsNull and IsString.",
  ],
  [
    "an And of one rule",
    { Choices: [{ And: { Variable: "$.a", IsNull: true }, Next: "B" }] },
    "/States/A/Choices/0/And SCHEMA_VALIDATION_FAILED And and Or have a list of rules",
  ],
  [
    "a Not of a text",
    { Choices: [{ Not: "a", Next: "B" }] },
    "/States/A/Choices/0/Not SCHEMA_VALIDATION_FAILED A rule must be an object.",
  ],
  ["rules nested 17 deep", { Choices: [nots(17)] }, "they may be nested 16 deep."],
])("tells of %s in a Choice", (_, choice, fault) => {
  expect(told(machineOf({ Type: "Choice", ...choice }))).toContain(fault);
});

it.each<readonly [string, Fields, string]>([
  [
    "a Retry that is no list",
    { Retry: {} },
    "/States/A/Retry SCHEMA_VALIDATION_FAILED Retry must be a list.",
  ],
  [
    "a retrier that is text",
    { Retry: ["x"] },
    "/States/A/Retry/0 SCHEMA_VALIDATION_FAILED This must be an object with ErrorEquals.",
  ],
  [
    "a retrier of no errors",
    { Retry: [{ ErrorEquals: [] }] },
    "/States/A/Retry/0/ErrorEquals SCHEMA_VALIDATION_FAILED ErrorEquals must be a list",
  ],
  [
    "States.ALL beside another",
    { Retry: [{ ErrorEquals: ["States.ALL", "E"] }] },
    "States.ALL must stand alone.",
  ],
  [
    "States.ALL before another",
    { Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["E"] }] },
    "/States/A/Retry/0/ErrorEquals SCHEMA_VALIDATION_FAILED States.ALL must come last.",
  ],
  [
    "attempts below 0",
    { Retry: [{ ErrorEquals: ["E"], MaxAttempts: -1 }] },
    "MaxAttempts must be a whole number from 0 to 99999999.",
  ],
  [
    "a rate below 1",
    { Retry: [{ ErrorEquals: ["E"], BackoffRate: 0.5 }] },
    "BackoffRate must be a number of at least 1.",
  ],
  [
    "an unknown jitter",
    { Retry: [{ ErrorEquals: ["E"], JitterStrategy: "HALF" }] },
    "JitterStrategy must be FULL or NONE.",
  ],
  [
    "a longest delay below the first",
    { Retry: [{ ErrorEquals: ["E"], IntervalSeconds: 5, MaxDelaySeconds: 5 }] },
    "MaxDelaySeconds must be greater than IntervalSeconds.",
  ],
  [
    "an unknown field of a retrier",
    { Retry: [{ ErrorEquals: ["E"], Attempts: 1 }] },
    '/States/A/Retry/0/Attempts SCHEMA_VALIDATION_FAILED There is no field "Attempts"',
  ],
  [
    "a catcher that leads nowhere",
    { Catch: [{ ErrorEquals: ["E"] }] },
    "/States/A/Catch/0/Next SCHEMA_VALIDATION_FAILED A catcher must name",
  ],
  [
    "a catcher that leads to no state",
    { Catch: [{ ErrorEquals: ["E"], Next: "X" }] },
    'MISSING_TRANSITION_TARGET "X" is no state here.',
  ],
  [
    "a path without $",
    { InputPath: "a" },
    "/States/A/InputPath INVALID_EXPRESSION InputPath must be a path like $.name",
  ],
  [
    "a path without $ in a list",
    { Parameters: { list: [{ "a.$": 1 }] } },
    "/States/A/Parameters/list/0/a.$ INVALID_EXPRESSION a.$ must be a path",
  ],
  [
    "an expression cut off",
    { QueryLanguage: "JSONata", Arguments: { a: ["{% 1"] } },
    "/States/A/Arguments/a/0 INVALID_EXPRESSION An expression begins with {%",
  ],
  [
    "an expression that can't be read",
    { QueryLanguage: "JSONata", Output: "{% 1 + %}" },
    "/States/A/Output INVALID_EXPRESSION The expression can't be read",
  ],
  [
    "an expression with $eval",
    { QueryLanguage: "JSONata", Output: "{% $eval('1') %}" },
    "/States/A/Output INVALID_EXPRESSION Step Functions has no $eval.",
  ],
])("tells of %s in a Task", (_, fields, fault) => {
  expect(told(machineOf({ Type: "Task", Resource: LAMBDA, Next: "B", ...fields }))).toContain(
    fault,
  );
});

it.each<readonly [string, Partial<Record<keyof BatchInput, unknown>>, string]>([
  [
    "a region's name in words",
    { region: "Frankfurt" },
    "region must be a region like eu-central-1",
  ],
  ["an account's alias", { accountId: "mine" }, "accountId must be twelve digits"],
  [
    "a database with a space",
    { catalog: { database: "a b" } },
    "catalog.database must be a database's name",
  ],
  [
    "a work group with a space",
    { catalog: { database: "a", workGroup: "a b" } },
    "catalog.workGroup must be",
  ],
  [
    "results outside S3",
    { catalog: { database: "a", outputLocation: "out" } },
    "catalog.outputLocation must be s3://",
  ],
  [
    "an unknown layout",
    { source: { bucket: "raw-logs", layout: "flat" } },
    "source.layout must be plain, hive or hive-date",
  ],
  [
    "an arrival that is text",
    { source: { bucket: "raw-logs", onArrival: "yes" } },
    "source.onArrival must be true or false",
  ],
  [
    "a prefix with a leading slash",
    { source: { bucket: "raw-logs", prefix: "/raw" } },
    "source.prefix must be a folder",
  ],
  ["a ceiling of 0", { costCeilingUsd: 0 }, "costCeilingUsd must be a number above 0"],
  [
    "an unknown empty day",
    { steps: { transform: { function: "f" }, emptyDay: "skip" } },
    "emptyDay must be fail or pass",
  ],
  [
    "a job without a name",
    { steps: { transform: { ...JOB, glueJob: "" } } },
    "glueJob must be a job's name",
  ],
  [
    "a script outside S3",
    { steps: { transform: { ...JOB, scriptLocation: "j.py" } } },
    "scriptLocation must be s3://",
  ],
  [
    "an unknown worker",
    { steps: { transform: { ...JOB, workerType: "G.3X" } } },
    "workerType must be G.1X",
  ],
  [
    "a crawler beside a statement",
    { steps: { transform: JOB, catalog: { crawler: "c", statement: "SELECT 1" } } },
    "a crawler or a statement, not both",
  ],
  [
    "a crawler without a name",
    { steps: { transform: JOB, catalog: { crawler: "" } } },
    "crawler must be a crawler's name",
  ],
  ["checks that are no list", { steps: { transform: JOB, checks: {} } }, "checks must be a list"],
  [
    "a check without a name",
    { steps: { transform: JOB, checks: [{ name: "", sql: "SELECT 1" }] } },
    "checks[0].name must be a text",
  ],
  [
    "a check without a statement",
    { steps: { transform: JOB, checks: [{ name: "a", sql: " " }] } },
    "checks[0].sql must be a statement",
  ],
])("refuses a batch with %s", (_, change, message) => {
  expect(() => defineBatch({ ...FUNCTION_BATCH, ...change } as BatchInput)).toThrow(message);
});

it("refuses a batch that is no object", () => {
  expect(() => defineBatch(null as never)).toThrow("the input must be an object");
});
