import { randomUUID } from "node:crypto";
import type { JsonValue } from "@cloudapi/core";
import { sleep } from "@cloudapi/core/internal";
import type { JsonObject } from "@cloudapi/orchestration";
import { StatesApiError } from "./api/states-error.ts";
import { type Run, type Step, type TaskCall, Variables } from "./engine/run.ts";
import { runStates } from "./engine/run-states.ts";
import { asStateError, StateError } from "./engine/state-error.ts";
import type { Machine } from "./machines.ts";
import type { Tokens } from "./tokens.ts";

/** What happened in an execution, as GetExecutionHistory has it. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  readonly details: JsonObject;
}

/** An execution as it is kept. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: Machine;
  readonly input: string;
  readonly startedMs: number;
  readonly events: HistoryEvent[];
  stop: AbortController;
  /** The state that was entered last, from which it is redriven. */
  step: Step | undefined;
  redrives: number;
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  stoppedMs?: number;
  output?: JsonValue;
  error?: string;
  cause?: string;
  ended: Promise<void>;
}

/** What executions are run with. */
export interface ExecutionSurroundings {
  readonly tokens: Tokens;
  readonly skipWaits: boolean;
  readonly perform: (call: TaskCall) => Promise<JsonValue>;
}

const KEPT = 10_000;
const MAX_EVENTS = 25_000;

/** The executions of an embedded cloud, the last 10,000 of them. */
export class Executions {
  readonly #around: ExecutionSurroundings;
  readonly #all = new Map<string, Execution>();

  constructor(around: ExecutionSurroundings) {
    this.#around = around;
  }

  get(arn: string): Execution | undefined {
    return this.#all.get(arn);
  }

  list(machineArn: string): Execution[] {
    return [...this.#all.values()].filter(({ machine }) => machine.arn === machineArn).reverse();
  }

  /** Start an execution; one of the name that runs with this input is that one, any other is refused. */
  start(machine: Machine, name: string | undefined, input: string): Execution {
    const called = name ?? randomUUID();
    const arn = `${machine.arn.replace(":stateMachine:", ":execution:")}:${called}`;
    const known = this.#all.get(arn);
    if (known?.status === "RUNNING" && known.input === input) return known;
    if (known !== undefined)
      throw new StatesApiError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
    const execution: Execution = {
      arn,
      name: called,
      machine,
      input,
      startedMs: Date.now(),
      events: [],
      stop: new AbortController(),
      step: undefined,
      redrives: 0,
      status: "RUNNING",
      ended: Promise.resolve(),
    };
    this.#all.set(arn, execution);
    this.#forget();
    execution.ended = this.#run(execution);
    return execution;
  }

  /** Go on with an execution that ended badly, from the state in which it did; what is before is not done again. */
  redrive(execution: Execution): void {
    if (execution.status === "RUNNING" || execution.status === "SUCCEEDED")
      throw new StatesApiError(
        "ExecutionNotRedrivable",
        `Execution is not redrivable: '${execution.arn}' is ${execution.status}`,
      );
    delete execution.error;
    delete execution.cause;
    delete execution.stoppedMs;
    execution.status = "RUNNING";
    execution.stop = new AbortController();
    execution.redrives++;
    execution.ended = this.#run(execution);
  }

  /** Stop an execution that runs. */
  stop(execution: Execution, error: string, cause: string): void {
    if (execution.status !== "RUNNING") return;
    this.#end(execution, "ABORTED", { error, cause });
    execution.stop.abort(new StateError(error, cause));
  }

  /** Stop all that run. */
  async close(): Promise<void> {
    for (const execution of this.#all.values())
      this.stop(execution, "Closed", "The cloud is closed.");
    await Promise.all([...this.#all.values()].map(({ ended }) => ended));
  }

  /** Resolves when none runs. */
  async idle(): Promise<void> {
    for (;;) {
      const running = [...this.#all.values()].filter(({ status }) => status === "RUNNING");
      if (running.length === 0) return;
      await Promise.all(running.map(({ ended }) => ended));
    }
  }

  async #run(execution: Execution): Promise<void> {
    const { machine, input, stop } = execution;
    const { definition, roleArn } = machine;
    // One that was stopped has ended already, and may have been redriven since.
    const isCurrent = () => execution.stop === stop;
    const reporters = this.#reporters(execution, stop);
    const { report } = reporters;
    const { step } = execution;
    if (step === undefined) report("ExecutionStarted", { input, roleArn });
    else report("ExecutionRedriven", { redriveCount: execution.redrives });
    const variables = new Variables();
    variables.assign(step?.variables ?? {});
    const seconds = definition.TimeoutSeconds;
    const timer =
      seconds === undefined
        ? undefined
        : setTimeout(
            () => {
              this.#end(execution, "TIMED_OUT", {
                error: "States.Timeout",
                cause: `The execution took longer than ${seconds} seconds.`,
              });
              stop.abort(new StateError("States.Timeout", "The execution took too long."));
            },
            Math.min(seconds * 1000, 2 ** 31 - 1),
          ).unref();
    try {
      const output = await runStates({
        run: this.#runOf(execution, reporters),
        states: { ...definition, StartAt: step?.name ?? definition.StartAt },
        queryLanguage: definition.QueryLanguage ?? "JSONPath",
        input: step?.input ?? (JSON.parse(input) as JsonValue),
        variables,
        more: {},
        signal: stop.signal,
        onStep: (entered) => {
          if (isCurrent()) execution.step = entered;
        },
      });
      if (isCurrent()) this.#end(execution, "SUCCEEDED", { output });
    } catch (thrown) {
      const { error, causeText } = asStateError(thrown);
      if (isCurrent()) this.#end(execution, "FAILED", { error, cause: causeText });
    } finally {
      clearTimeout(timer);
    }
  }

  #runOf(execution: Execution, reporters: Pick<Run, "report" | "reportChild">): Run {
    const { machine, stop, arn, name, input, startedMs, redrives } = execution;
    const { tokens, skipWaits, perform } = this.#around;
    return {
      context: {
        Execution: {
          Id: arn,
          Name: name,
          Input: JSON.parse(input) as JsonValue,
          RoleArn: machine.roleArn,
          StartTime: new Date(startedMs).toISOString(),
          RedriveCount: redrives,
        },
        StateMachine: { Id: machine.arn, Name: machine.name },
      },
      roleArn: machine.roleArn,
      signal: stop.signal,
      ...reporters,
      perform,
      wait: (ms, signal) => sleep(skipWaits ? 0 : Math.min(ms, 2 ** 31 - 1), signal),
      openToken: () => tokens.open(),
    };
  }

  #reporters(execution: Execution, stop: AbortController): Pick<Run, "report" | "reportChild"> {
    const { events } = execution;
    let own = 0;
    const keep: Run["report"] = (type, details) => {
      if (execution.stop !== stop) return;
      events.push({
        id: events.length + 1,
        previousEventId: events.length,
        timestamp: Date.now() / 1000,
        type,
        details,
      });
    };
    return {
      report: (type, details) => {
        if (++own > MAX_EVENTS)
          throw new StateError(
            "States.Runtime",
            `The execution has more than ${MAX_EVENTS} events.`,
          );
        keep(type, details);
      },
      reportChild: (type, details) => {
        if (events.length < MAX_EVENTS) keep(type, details);
      },
    };
  }

  #end(
    execution: Execution,
    status: Execution["status"],
    result: { output?: JsonValue; error?: string; cause?: string },
  ): void {
    if (execution.status !== "RUNNING") return;
    Object.assign(execution, result, { status, stoppedMs: Date.now() });
    const { output, error, cause } = result;
    const details =
      output === undefined
        ? { error: error ?? "", cause: cause ?? "" }
        : { output: JSON.stringify(output) };
    const { events } = execution;
    events.push({
      id: events.length + 1,
      previousEventId: events.length,
      timestamp: Date.now() / 1000,
      type: END[status],
      details,
    });
  }

  #forget(): void {
    for (const [arn, { status }] of this.#all) {
      if (this.#all.size <= KEPT) return;
      if (status !== "RUNNING") this.#all.delete(arn);
    }
  }
}

const END: Readonly<Record<Execution["status"], string>> = {
  RUNNING: "ExecutionStarted",
  SUCCEEDED: "ExecutionSucceeded",
  FAILED: "ExecutionFailed",
  TIMED_OUT: "ExecutionTimedOut",
  ABORTED: "ExecutionAborted",
};
