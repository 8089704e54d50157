import type { Batch, State } from "../src/index.ts";
import {
  ANY_ERROR,
  type Answers,
  batchOf,
  type Elsewhere,
  type Language,
  listedFirst,
  open,
  SCENARIOS,
  type Scenario,
} from "./elsewhere.ts";

type Fields = Readonly<Record<string, unknown>>;
type Answer = Answers[string];

/**
 * moto, whose interpreter of state machines has no evaluator of JSONata of its own: it is started with jsonata-python in its
 * place. It has neither Athena nor functions for Step Functions: Tasks that are answered are a Parallel of one state that gives
 * the answer or fails. SNS, SQS, S3, Choice, Map, Retry and Catch are moto's.
 */
export async function openMoto(
  name: string,
  endpoint: string,
  language: Language,
): Promise<Elsewhere> {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const batch = batchOf(name, language, { accountId: "123456789012" });
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
 * can't give an error that begins with `States.`. In JSONPath its distributed Map lists, but not what is empty.
 */
export function onMoto(language: Language): Readonly<Record<string, Scenario>> {
  const able = Object.entries(SCENARIOS).filter(
    ([, { files, input, answers }]) =>
      !files.includes("throttled.csv") &&
      !JSON.stringify(answers).includes('"Error":"States.') &&
      (language === "JSONata" || files.length > 0 || input !== undefined),
  );
  return Object.fromEntries(able);
}

function forMoto({ machines }: Batch, answers: Answers): object {
  const definition = listedFirst(machines.run.definition);
  const States = mapStates(definition.States, (name, state) => {
    if (name === "TransformFiles") return inParallel(state, FUNCTION);
    const answer = answers[name];
    if (answer === undefined) return state;
    if ("Parameters" in state && "Return" in answer) return given(state, answer.Return as Fields);
    return inParallel(state, { Only: stateOf(answer) });
  });
  // Where files are listed, it calls their etags as S3 does.
  const text = JSON.stringify({ ...definition, States });
  return JSON.parse(text.replaceAll("Item.Value.Etag", "Item.Value.ETag")) as object;
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
    : { Type: "Pass", QueryLanguage: "JSONata", Output: answer.Return, End: true };
}

/** The keys of files: of those that were listed, or of their events. */
const KEYS = "$states.input.Items.(Key ? Key : $parse(Sns.Message).detail.object.key)";

/** The function, as states: it gives figures for each file, and fails over one that is broken. */
const FUNCTION: Fields = {
  Only: {
    Type: "Choice",
    QueryLanguage: "JSONata",
    Choices: [
      {
        Condition: `{% $contains($join([${KEYS}]), "/broken.csv") %}`,
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
    QueryLanguage: "JSONata",
    Output: {
      Payload: `{% [$map([${KEYS}], function($key) { { "rowsWritten": $length($key), "rowsRejected": 1 } })] %}`,
    },
    End: true,
  },
};

/** A Pass in place of a Task in JSONPath that is answered: what its selector would find is found here. */
function given(
  { ResultSelector: selector, ResultPath: path, Next, End }: Fields,
  answer: Fields,
): object {
  const selected = Object.entries((selector ?? {}) as Readonly<Record<string, string>>).map(
    ([name, from]) => [name.slice(0, -2), from.slice(2).split(".").reduce(stepInto, answer)],
  );
  const Result = selector === undefined ? answer : (Object.fromEntries(selected) as Fields);
  return { Type: "Pass", Result, ResultPath: path, Next, End };
}

function stepInto(owner: unknown, name: string): unknown {
  return (owner as Fields)[name];
}

/** A Parallel in place of a Task: its retriers and catchers are the Task's, and wait no longer than a second. */
function inParallel(state: State, states: Fields): object {
  const {
    Resource: _,
    Arguments: __,
    Parameters: ____,
    TimeoutSeconds: ___,
    Retry: retry,
    ...rest
  } = state as Fields;
  const { ResultSelector: selector = {}, ...others } = rest;
  const selected = Object.entries(selector as Readonly<Record<string, string>>).map(
    ([name, path]) => [name, `$[0]${path.slice(1)}`],
  );
  const own = JSON.stringify({
    ...others,
    ...(selected.length === 0 ? {} : { ResultSelector: Object.fromEntries(selected) as Fields }),
  }).replaceAll("$states.result", "$states.result[0]");
  const soon = { IntervalSeconds: 1, BackoffRate: 1, MaxDelaySeconds: 2 };
  return {
    ...(JSON.parse(own) as Fields),
    Type: "Parallel",
    Branches: [{ StartAt: "Only", States: states }],
    Retry: (retry as readonly Fields[]).map((each) => ({ ...each, ...soon })),
  };
}
