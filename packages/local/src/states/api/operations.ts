import type { JsonValue } from "@cloudapi/core";
import { checkDefinition } from "@cloudapi/orchestration";
import type { CloudIdentity } from "../../cloud-identity.ts";
import type { Execution, Executions } from "../executions.ts";
import { type Machine, readDefinition } from "../machines.ts";
import type { Tokens } from "../tokens.ts";
import { historyOf } from "./history.ts";
import type { Input } from "./input.ts";
import { StatesApiError } from "./states-error.ts";

/** What the operations work with. */
export interface StatesContext {
  readonly identity: CloudIdentity;
  readonly machines: Map<string, Machine>;
  readonly executions: Executions;
  readonly tokens: Tokens;
}

type Operation = (input: Input, context: StatesContext) => unknown;

const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/;

/** The operations of the embedded Step Functions. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateStateMachine: create,
  UpdateStateMachine: update,
  DescribeStateMachine: (input, context) => {
    const { arn, name, text, roleArn, createdMs } = machineOf(input, context);
    return {
      stateMachineArn: arn,
      name,
      definition: text,
      roleArn,
      type: "STANDARD",
      status: "ACTIVE",
      creationDate: createdMs / 1000,
    };
  },
  ListStateMachines: (_, { machines }) => ({
    stateMachines: [...machines.values()].map(({ arn, name, createdMs }) => ({
      stateMachineArn: arn,
      name,
      type: "STANDARD",
      creationDate: createdMs / 1000,
    })),
  }),
  DeleteStateMachine: (input, { machines }) => {
    machines.delete(text(input, "stateMachineArn"));
    return {};
  },
  ValidateStateMachineDefinition: (input) => {
    const diagnostics = checkDefinition(text(input, "definition")).map((each) => ({
      severity: "ERROR",
      ...each,
    }));
    return { result: diagnostics.length === 0 ? "OK" : "FAIL", diagnostics, truncated: false };
  },
  StartExecution: (input, context) => {
    const { arn, startedMs } = start(input, context);
    return { executionArn: arn, startDate: startedMs / 1000 };
  },
  StopExecution: (input, context) => {
    const execution = executionOf(input, context);
    context.executions.stop(
      execution,
      optional(input, "error") ?? "",
      optional(input, "cause") ?? "",
    );
    return { stopDate: (execution.stoppedMs ?? Date.now()) / 1000 };
  },
  RedriveExecution: (input, context) => {
    context.executions.redrive(executionOf(input, context));
    return { redriveDate: Date.now() / 1000 };
  },
  DescribeExecution: (input, context) => describe(executionOf(input, context)),
  ListExecutions: listExecutions,
  GetExecutionHistory: (input, context) => historyOf(executionOf(input, context), input),
  SendTaskSuccess: (input, { tokens }) => {
    tokens.succeed(
      text(input, "taskToken"),
      json("output", text(input, "output"), "InvalidOutput"),
    );
    return {};
  },
  SendTaskFailure: (input, { tokens }) => {
    tokens.fail(
      text(input, "taskToken"),
      optional(input, "error") ?? "",
      optional(input, "cause") ?? "",
    );
    return {};
  },
  SendTaskHeartbeat: (input, { tokens }) => {
    tokens.beat(text(input, "taskToken"));
    return {};
  },
};

function create(input: Input, { identity, machines }: StatesContext) {
  const name = text(input, "name");
  if (!NAME.test(name)) throw new StatesApiError("InvalidName", `Invalid Name: '${name}'`);
  const { type = "STANDARD" } = input;
  if (type !== "STANDARD")
    throw new StatesApiError(
      "StateMachineTypeNotSupported",
      `The embedded Step Functions has STANDARD machines only, not ${JSON.stringify(type)}`,
    );
  const arn = `arn:aws:states:${identity.region}:${identity.accountId}:stateMachine:${name}`;
  const definition = text(input, "definition");
  const roleArn = text(input, "roleArn");
  const known = machines.get(arn);
  if (known !== undefined && (known.text !== definition || known.roleArn !== roleArn))
    throw new StatesApiError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
  const machine = known ?? {
    arn,
    name,
    roleArn,
    text: definition,
    definition: readDefinition(definition),
    createdMs: Date.now(),
  };
  machines.set(arn, machine);
  return { stateMachineArn: arn, creationDate: machine.createdMs / 1000 };
}

function update(input: Input, context: StatesContext) {
  const machine = machineOf(input, context);
  const definition = optional(input, "definition") ?? machine.text;
  const roleArn = optional(input, "roleArn") ?? machine.roleArn;
  context.machines.set(machine.arn, {
    ...machine,
    roleArn,
    text: definition,
    definition: readDefinition(definition),
  });
  return { updateDate: Date.now() / 1000 };
}

/** Start an execution of a machine, as StartExecution does. */
export function start(input: Input, context: StatesContext): Execution {
  const machine = machineOf(input, context);
  const name = optional(input, "name");
  if (name !== undefined && !NAME.test(name))
    throw new StatesApiError("InvalidName", `Invalid Name: '${name}'`);
  const given = optional(input, "input") ?? "{}";
  if (Buffer.byteLength(given) > 262_144)
    throw new StatesApiError(
      "InvalidExecutionInput",
      "Invalid Execution Input: it has more than 262144 bytes",
    );
  json("input", given, "InvalidExecutionInput");
  return context.executions.start(machine, name, given);
}

function describe(execution: Execution) {
  const { arn, name, machine, input, startedMs, stoppedMs, status, output, error, cause } =
    execution;
  const { redrives } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate: startedMs / 1000,
    input,
    redriveCount: redrives,
    redriveStatus: status === "RUNNING" || status === "SUCCEEDED" ? "NOT_REDRIVABLE" : "REDRIVABLE",
    ...(stoppedMs === undefined ? {} : { stopDate: stoppedMs / 1000 }),
    ...(output === undefined ? {} : { output: JSON.stringify(output) }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

function listExecutions(input: Input, context: StatesContext) {
  const machine = machineOf(input, context);
  const filter = optional(input, "statusFilter");
  const found = context.executions
    .list(machine.arn)
    .filter(({ status }) => filter === undefined || status === filter);
  const from = Number(optional(input, "nextToken") ?? 0);
  const size = Number(input["maxResults"] ?? 100) || 100;
  const next = from + size < found.length ? { nextToken: String(from + size) } : {};
  return {
    executions: found.slice(from, from + size).map((execution) => {
      const { executionArn, stateMachineArn, name, status, startDate, stopDate } =
        describe(execution);
      return {
        executionArn,
        stateMachineArn,
        name,
        status,
        startDate,
        ...(stopDate === undefined ? {} : { stopDate }),
      };
    }),
    ...next,
  };
}

function machineOf(input: Input, { machines }: StatesContext): Machine {
  const arn = text(input, "stateMachineArn");
  const machine = machines.get(arn);
  if (machine === undefined)
    throw new StatesApiError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  return machine;
}

function executionOf(input: Input, { executions }: StatesContext): Execution {
  const arn = text(input, "executionArn");
  const execution = executions.get(arn);
  if (execution === undefined)
    throw new StatesApiError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
  return execution;
}

function optional(input: Input, name: string): string | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || typeof value === "string") return value;
  throw new StatesApiError("ValidationException", `${name} must be a text`);
}

function text(input: Input, name: string): string {
  const value = optional(input, name);
  if (value === undefined || value === "")
    throw new StatesApiError("ValidationException", `${name} must not be null`);
  return value;
}

function json(what: string, value: string, type: string): JsonValue {
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    throw new StatesApiError(type, `Invalid ${what}: it is not JSON`);
  }
}
