import type { JsonValue } from "@cloudapi/core";
import type { JsonObject, StateMachineDefinition } from "@cloudapi/orchestration";

/** How expressions are written. */
export type QueryLanguage = NonNullable<StateMachineDefinition["QueryLanguage"]>;

/** States with the one that they begin with: of a machine, a branch or a Map. */
export type States = Pick<StateMachineDefinition, "StartAt" | "States">;

/** One Task that is to be done. */
export interface TaskCall {
  readonly run: Run;
  readonly state: string;
  /** Without the beginning that all have: `lambda:invoke`, `aws-sdk:s3:putObject`. */
  readonly resource: string;
  readonly input: JsonValue;
  /** Of a Task that waits for an answer. */
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}

/** What an execution tells of itself. */
export type Report = (type: string, details: JsonObject) => void;

/** A state of the machine's own with what it was entered with. */
export interface Step {
  readonly name: string;
  readonly input: JsonValue;
  readonly variables: Record<string, JsonValue>;
}

/** An execution as its states see it. */
export interface Run {
  readonly context: {
    readonly Execution: JsonObject;
    readonly StateMachine: JsonObject;
  };
  readonly roleArn: string;
  readonly signal: AbortSignal;
  readonly report: Report;
  /** The same for a child of a distributed Map, whose events don't count: it is an execution of its own. */
  readonly reportChild: Report;
  /** Do what a Task says. */
  readonly perform: (call: TaskCall) => Promise<JsonValue>;
  /** Wait so long, in milliseconds, unless the execution is stopped. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Make a token, and what resolves when an answer comes for it. */
  readonly openToken: () => {
    readonly token: string;
    readonly answer: Promise<JsonValue>;
    /** Fail when no heartbeat comes for so long. */
    readonly watch: (seconds: number) => void;
    readonly close: () => void;
  };
}

/** Variables, those of the states outside behind them. */
export class Variables {
  readonly #own = new Map<string, JsonValue>();
  readonly #outer: Variables | undefined;

  constructor(outer?: Variables) {
    this.#outer = outer;
  }

  assign(values: JsonValue): void {
    for (const [name, value] of Object.entries(values as JsonObject)) this.#own.set(name, value);
  }

  all(): Record<string, JsonValue> {
    return { ...this.#outer?.all(), ...Object.fromEntries(this.#own) };
  }
}

/** How states are run. */
export interface StatesInput {
  /** Told of each state before it is entered. */
  readonly onStep?: (step: Step) => void;
  readonly run: Run;
  readonly states: States;
  /** The language of states that name none. */
  readonly queryLanguage: QueryLanguage;
  readonly input: JsonValue;
  readonly variables: Variables;
  readonly more: JsonObject;
  readonly signal: AbortSignal;
}
