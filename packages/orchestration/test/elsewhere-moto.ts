import type { Batch, State } from "../src/index.ts";
import {
  ANY_ERROR,
  type Answers,
  batchOf,
  type Elsewhere,
  listedFirst,
  open,
  SCENARIOS,
} from "./elsewhere.ts";

type Fields = Readonly<Record<string, unknown>>;
type Answer = Answers[string];

/**
 * moto, whose interpreter of state machines has no evaluator of JSONata of its own: it is started with jsonata-python in its
 * place. It has neither Athena nor functions for Step Functions: Tasks that are answered are a Parallel of one state that gives
 * the answer or fails. SNS, SQS, S3, Choice, Map, Retry and Catch are moto's.
 */
export async function openMoto(name: string, endpoint: string): Promise<Elsewhere> {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const batch = batchOf(name, "123456789012");
  return open({
    name,
    config: { endpoint, region: "us-east-1", credentials },
    batch,
    countsFailures: false,
    prepare: (answers) => Promise.resolve({ definition: forMoto(batch, answers) }),
    close: () => Promise.resolve(),
  });
}

/**
 * What moto can do: a stand-in of its keeps nothing from one attempt to the next, so it can't be busy once, and a Fail of its
 * can't give an error that begins with `States.`.
 */
export const ON_MOTO = Object.fromEntries(
  Object.entries(SCENARIOS).filter(
    ([, { files, answers }]) =>
      !files.includes("throttled.csv") && !JSON.stringify(answers).includes('"Error":"States.'),
  ),
);

function forMoto({ machines }: Batch, answers: Answers): object {
  const definition = listedFirst(machines.run.definition);
  const States = mapStates(definition.States, (name, state) => {
    if (name === "TransformFiles") return inParallel(state, FUNCTION);
    const answer = answers[name];
    return answer === undefined ? state : inParallel(state, { Only: stateOf(answer) });
  });
  return { ...definition, States };
}

/** States and those of Maps, each changed. */
function mapStates(states: object, change: (name: string, state: State) => object): object {
  const all = Object.entries(states as Readonly<Record<string, State>>);
  return Object.fromEntries(
    all.map(([name, state]) => {
      const processor = state["ItemProcessor"] as { States: object } | undefined;
      if (processor === undefined) return [name, change(name, state)];
      const States = mapStates(processor.States, change);
      return [name, { ...change(name, state), ItemProcessor: { ...processor, States } }];
    }),
  );
}

function stateOf(answer: Answer): Fields {
  return "Throw" in answer
    ? { Type: "Fail", ...answer.Throw }
    : { Type: "Pass", Output: answer.Return, End: true };
}

/** The function, as states: it gives figures for each file, and fails over one that is broken. */
const FUNCTION: Fields = {
  Only: {
    Type: "Choice",
    Choices: [
      {
        Condition: '{% $contains($join([$states.input.Items.Key]), "/broken.csv") %}',
        Next: "Broken",
      },
    ],
    Default: "Figures",
  },
  Broken: {
    Type: "Fail",
    Error: ANY_ERROR,
    Cause: '{"errorType":"TypeError","errorMessage":"no logs in it"}',
  },
  Figures: {
    Type: "Pass",
    Output: {
      Payload: '{% [$states.input.Items.{ "rowsWritten": $length(Key), "rowsRejected": 1 }] %}',
    },
    End: true,
  },
};

/** A Parallel in place of a Task: its retriers and catchers are the Task's, and wait no longer than a second. */
function inParallel(state: State, states: Fields): object {
  const {
    Resource: _,
    Arguments: __,
    TimeoutSeconds: ___,
    Retry: retry,
    ...rest
  } = state as Fields;
  const own = JSON.stringify(rest).replaceAll("$states.result", "$states.result[0]");
  const soon = { IntervalSeconds: 1, BackoffRate: 1, MaxDelaySeconds: 2 };
  return {
    ...(JSON.parse(own) as Fields),
    Type: "Parallel",
    Branches: [{ StartAt: "Only", States: states }],
    Retry: (retry as readonly Fields[]).map((each) => ({ ...each, ...soon })),
  };
}
