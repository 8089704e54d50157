import type { JsonObject } from "@cloudapi/orchestration";
import { jsonObject } from "../http/json-object.ts";
import type { ServiceEndpoint, ServiceRequest, ServiceResponse } from "../http/service-endpoint.ts";
import type { Input } from "./api/input.ts";
import { OPERATIONS, type StatesContext, start } from "./api/operations.ts";
import { StatesApiError } from "./api/states-error.ts";
import { StateError } from "./engine/state-error.ts";
import { textOf } from "./engine/text-of.ts";
import { Executions } from "./executions.ts";
import { perform, type TaskListener } from "./integrations/perform.ts";
import type { Actor, ServiceSurroundings } from "./integrations/service-calls.ts";
import { ServiceCalls } from "./integrations/service-calls.ts";
import type { Workers } from "./integrations/workers.ts";
import { Tokens } from "./tokens.ts";

/** What the embedded Step Functions works with. */
export interface StatesSurroundings extends ServiceSurroundings {
  readonly workers: Workers;
  readonly listeners: ReadonlySet<TaskListener>;
  /** Whether Wait states and delays of retries are over at once. */
  readonly skipWaits: boolean;
}

/** Step Functions, as far as it is here. */
export interface StatesEndpoint extends ServiceEndpoint {
  /** Resolves when no execution runs. */
  idle(): Promise<void>;
}

const TARGET = /^AWSStepFunctions\.(\w+)$/;

/** Make the Step Functions of an embedded cloud: definitions in JSONata, with the states and services that batches use. */
export function createStatesEndpoint(around: StatesSurroundings): StatesEndpoint {
  const calls = new ServiceCalls(around);
  const tokens = new Tokens();
  const executions = new Executions({
    tokens,
    skipWaits: around.skipWaits,
    perform: (call) => perform({ ...around, calls, startExecution }, call),
  });
  const context: StatesContext = {
    identity: around.identity,
    machines: new Map(),
    executions,
    tokens,
  };
  async function startExecution(
    input: JsonObject,
    actor: Actor,
    wait: boolean,
  ): Promise<JsonObject> {
    const { StateMachineArn: machine = "", Name: name, Input: given = {} } = input;
    calls.authorize(actor, "StepFunctions", "StartExecution", [
      { action: "states:StartExecution", resource: textOf(machine) },
    ]);
    return startNested({ machine, name, given }, context, wait);
  }
  return {
    accessOf: async (request) => accessOf(request),
    handle: async (request) => respond(request, context),
    idle: () => executions.idle(),
    close: () => executions.close(),
  };
}

interface Nested {
  readonly machine: unknown;
  readonly name: unknown;
  readonly given: unknown;
}

async function startNested(
  { machine, name, given }: Nested,
  context: StatesContext,
  wait: boolean,
): Promise<JsonObject> {
  const input = typeof given === "string" ? given : JSON.stringify(given);
  const execution = asTask(() =>
    start({ stateMachineArn: machine, ...(name === undefined ? {} : { name }), input }, context),
  );
  const started = { ExecutionArn: execution.arn, StartDate: execution.startedMs };
  if (!wait) return started;
  await execution.ended;
  const { status, output, error = "", cause = "" } = execution;
  const told = {
    ...started,
    Name: execution.name,
    StateMachineArn: execution.machine.arn,
    Status: status,
  };
  if (status === "SUCCEEDED") return { ...told, Output: output ?? null };
  throw new StateError(
    "States.TaskFailed",
    JSON.stringify({ ...told, Error: error, Cause: cause }),
  );
}

/** Errors of the API, as the states of another execution know them. */
function asTask<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof StatesApiError)) throw error;
    const type = error.type.endsWith("Exception") ? error.type : `${error.type}Exception`;
    throw new StateError(`StepFunctions.${type}`, error.message);
  }
}

function accessOf(request: ServiceRequest) {
  const operation = TARGET.exec(request.headers.get("x-amz-target") ?? "")?.[1] ?? "";
  const input = jsonObject<Input>(request.body) ?? {};
  const resource = input["stateMachineArn"] ?? input["executionArn"];
  return Promise.resolve({
    operation,
    accesses: [
      { action: `states:${operation}`, resource: typeof resource === "string" ? resource : "*" },
    ],
  });
}

function respond(request: ServiceRequest, context: StatesContext): ServiceResponse {
  const headers = { "content-type": "application/x-amz-json-1.0" };
  const name = TARGET.exec(request.headers.get("x-amz-target") ?? "")?.[1] ?? "";
  try {
    const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
    if (operation === undefined)
      throw new StatesApiError(
        "UnknownOperationException",
        `The embedded Step Functions has no ${name}; it has ${Object.keys(OPERATIONS).join(", ")}`,
      );
    const input = jsonObject<Input>(request.body);
    if (input === undefined)
      throw new StatesApiError("SerializationException", "The request is no JSON object");
    return { status: 200, headers, body: JSON.stringify(operation(input, context)) };
  } catch (error) {
    const { type, message, status } =
      error instanceof StatesApiError
        ? error
        : { type: "InternalServerError", message: String(error), status: 500 };
    return { status, headers, body: JSON.stringify({ __type: type, message }) };
  }
}
