/** How a state's values are written. */
export type QueryLanguage = "JSONata" | "JSONPath";

/** Fields that a state of a type may have: in either language, and in one of them. */
interface TypeFields {
  readonly both: readonly string[];
  readonly JSONata: readonly string[];
  readonly JSONPath: readonly string[];
}

const MOVES = ["Next", "End"];
const PATHS = ["InputPath", "OutputPath"];
const RESULTS = ["Parameters", "ResultSelector", "ResultPath"];
const HANDLED = ["Retry", "Catch"];

/** The fields of every type of state. */
export const STATE_FIELDS: Readonly<Record<string, TypeFields>> = {
  Pass: {
    both: [...MOVES, "Assign"],
    JSONata: ["Output"],
    JSONPath: [...PATHS, "Result", "ResultPath", "Parameters"],
  },
  Task: {
    both: [
      ...MOVES,
      ...HANDLED,
      "Assign",
      "Resource",
      "TimeoutSeconds",
      "HeartbeatSeconds",
      "Credentials",
    ],
    JSONata: ["Arguments", "Output"],
    JSONPath: [...PATHS, ...RESULTS, "TimeoutSecondsPath", "HeartbeatSecondsPath"],
  },
  Choice: { both: ["Choices", "Default", "Assign"], JSONata: ["Output"], JSONPath: PATHS },
  Wait: {
    both: [...MOVES, "Assign", "Seconds", "Timestamp"],
    JSONata: ["Output"],
    JSONPath: [...PATHS, "SecondsPath", "TimestampPath"],
  },
  Succeed: { both: [], JSONata: ["Output"], JSONPath: PATHS },
  Fail: { both: ["Error", "Cause"], JSONata: [], JSONPath: ["ErrorPath", "CausePath"] },
  Parallel: {
    both: [...MOVES, ...HANDLED, "Assign", "Branches"],
    JSONata: ["Arguments", "Output"],
    JSONPath: [...PATHS, ...RESULTS],
  },
  Map: {
    both: [
      ...MOVES,
      ...HANDLED,
      "Assign",
      "ItemProcessor",
      "Iterator",
      "ItemSelector",
      "ItemBatcher",
      "ItemReader",
      "ResultWriter",
      "MaxConcurrency",
      "Label",
      "ToleratedFailurePercentage",
      "ToleratedFailureCount",
    ],
    JSONata: ["Items", "Output"],
    JSONPath: [
      ...PATHS,
      ...RESULTS,
      "ItemsPath",
      "MaxConcurrencyPath",
      "ToleratedFailurePercentagePath",
      "ToleratedFailureCountPath",
    ],
  },
};

/** Fields of every state. */
export const COMMON_FIELDS: readonly string[] = ["Type", "Comment", "QueryLanguage"];
