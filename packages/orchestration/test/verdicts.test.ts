import { expect, it } from "vitest";
import { checkDefinition } from "../src/index.ts";
import { theirErrors } from "./their-validator.ts";

type Fields = Record<string, unknown>;

const LAMBDA = "arn:aws:states:::lambda:invoke";
const inner = { StartAt: "Inner", States: { Inner: { Type: "Pass", End: true } } };

/** A state of each type in each language. */
const STATES: Readonly<Record<string, Fields>> = {
  "a Pass in JSONata": {
    Type: "Pass",
    QueryLanguage: "JSONata",
    Output: { a: "{% $states.input.a + 1 %}" },
    End: true,
  },
  "a Pass in JSONPath": {
    Type: "Pass",
    Parameters: { "a.$": "$.a" },
    ResultPath: "$.b",
    End: true,
  },
  "a Task in JSONata": {
    Type: "Task",
    QueryLanguage: "JSONata",
    Resource: LAMBDA,
    Arguments: { Payload: "{% $states.input %}" },
    TimeoutSeconds: 60,
    End: true,
  },
  "a Task in JSONPath": {
    Type: "Task",
    Resource: LAMBDA,
    Parameters: { "Payload.$": "$" },
    ResultSelector: { "a.$": "$.Payload" },
    End: true,
  },
  "a Task that is retried": {
    Type: "Task",
    Resource: LAMBDA,
    Retry: [
      {
        ErrorEquals: ["States.ALL"],
        IntervalSeconds: 1,
        MaxAttempts: 3,
        BackoffRate: 2,
        JitterStrategy: "FULL",
      },
    ],
    End: true,
  },
  "a Task that is caught": {
    Type: "Task",
    Resource: LAMBDA,
    Catch: [{ ErrorEquals: ["States.ALL"], Next: "Other" }],
    Next: "Other",
  },
  "a Choice in JSONata": {
    Type: "Choice",
    QueryLanguage: "JSONata",
    Choices: [{ Condition: "{% $states.input.a > 1 %}", Next: "Other" }],
    Default: "Other",
  },
  "a Choice in JSONPath": {
    Type: "Choice",
    Choices: [{ Variable: "$.a", NumericGreaterThan: 1, Next: "Other" }],
    Default: "Other",
  },
  "a Choice with And": {
    Type: "Choice",
    Choices: [
      {
        And: [
          { Variable: "$.a", IsPresent: true },
          { Variable: "$.a", StringEquals: "x" },
        ],
        Next: "Other",
      },
    ],
    Default: "Other",
  },
  "a Wait in seconds": { Type: "Wait", Seconds: 5, End: true },
  "a Wait by an expression": {
    Type: "Wait",
    QueryLanguage: "JSONata",
    Seconds: "{% $states.input.a %}",
    End: true,
  },
  "a Succeed": { Type: "Succeed" },
  "a Fail": { Type: "Fail", Error: "Wrong", Cause: "It is wrong" },
  "a Parallel": { Type: "Parallel", Branches: [inner], End: true },
  "a Map": {
    Type: "Map",
    ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...inner },
    MaxConcurrency: 2,
    End: true,
  },
  "a distributed Map": {
    Type: "Map",
    QueryLanguage: "JSONata",
    Items: "{% $states.input %}",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      ...inner,
    },
    End: true,
  },
};

/** What is done to a state that makes its machine invalid. */
const FAULTS: Readonly<Record<string, (state: Fields) => Fields>> = {
  "without a type": (state) => ({ ...state, Type: undefined }),
  "of a type that there is not": (state) => ({ ...state, Type: "Loop" }),
  "with a field that there is not": (state) => ({ ...state, Nekst: "Other" }),
  "that leads nowhere": (state) => ({ ...state, End: undefined, Next: "Nowhere" }),
  "with Next and End": (state) => ({ ...state, Next: "Other", End: true }),
  "with an End that is a text": (state) => ({ ...state, End: "true" }),
};

function machine(state: Fields) {
  const usesOther = JSON.stringify(state).includes('"Other"');
  return {
    StartAt: "First",
    States: { First: state, ...(usesOther ? { Other: { Type: "Succeed" } } : {}) },
  };
}

const VALID = Object.entries(STATES).map(([name, state]) => [name, machine(state)] as const);
const INVALID = Object.entries(STATES).flatMap(([name, state]) =>
  Object.entries(FAULTS).map(
    ([fault, apply]) => [`${name} ${fault}`, machine(apply(state))] as const,
  ),
);

it.each(VALID)("%s is valid, as asl-validator says", (_, definition) => {
  expect(checkDefinition(definition)).toEqual([]);
  expect(theirErrors(definition)).toEqual([]);
});

it("96 definitions are refused", () => {
  expect(INVALID).toHaveLength(96);
  for (const [name, definition] of INVALID)
    expect(checkDefinition(definition), name).not.toEqual([]);
});

// It takes half a second for each, so of every type it is asked about one fault, each time another.
const ASKED = INVALID.filter((_, at) => at % 7 === 0);

it.each(ASKED)("%s is refused by asl-validator, too", (_, definition) => {
  expect(theirErrors(definition)).not.toEqual([]);
});
