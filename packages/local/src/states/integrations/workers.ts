import type { JsonValue } from "@cloudapi/core";
import type { JsonObject } from "@cloudapi/orchestration";
import { makeContext } from "../../events/function-context.ts";
import { StateError } from "../engine/state-error.ts";
import { textOf } from "../engine/text-of.ts";
import type { Actor, ServiceCalls } from "./service-calls.ts";

/** A Glue job of an embedded cloud: it is called with the arguments of a run. */
export type JobHandler = (args: Readonly<Record<string, string>>, signal: AbortSignal) => unknown;

/** Functions and jobs that run in this process. */
export interface Workers {
  readonly functionOf: (arn: string) => ((event: never, context: never) => unknown) | undefined;
  readonly jobs: ReadonlyMap<string, JobHandler>;
}

interface Work {
  readonly calls: ServiceCalls;
  readonly workers: Workers;
  readonly actor: Actor;
  readonly input: JsonObject;
  readonly signal: AbortSignal;
}

/** Invoke a function and wait for what it returns. */
export async function invokeFunction({ calls, workers, actor, input }: Work): Promise<JsonObject> {
  const { identity } = calls;
  const given = textOf(input["FunctionName"]);
  const name = given.split(":")[6] ?? given;
  const arn = `arn:aws:lambda:${identity.region}:${identity.accountId}:function:${name}`;
  calls.authorize(actor, "Lambda", "Invoke", [{ action: "lambda:InvokeFunction", resource: arn }]);
  const handler = workers.functionOf(arn);
  if (handler === undefined)
    throw new StateError("Lambda.ResourceNotFoundException", `Function not found: ${arn}`);
  try {
    const event = JSON.parse(JSON.stringify(input["Payload"] ?? {})) as never;
    const returned: unknown = await handler(event, makeContext(identity, name) as never);
    const payload = JSON.parse(JSON.stringify(returned ?? null)) as JsonValue;
    return { ExecutedVersion: "$LATEST", Payload: payload, StatusCode: 200 };
  } catch (error) {
    if (error instanceof StateError) throw error;
    const { name: errorType, message } = error instanceof Error ? error : new Error(String(error));
    throw new StateError(errorType, JSON.stringify({ errorType, errorMessage: message }));
  }
}

let runs = 0;

/** Run a Glue job to its end. */
export async function runJob({ calls, workers, actor, input, signal }: Work): Promise<JsonObject> {
  const { identity } = calls;
  const name = textOf(input["JobName"]);
  const resource = `arn:aws:glue:${identity.region}:${identity.accountId}:job/${name}`;
  calls.authorize(actor, "Glue", "StartJobRun", [{ action: "glue:StartJobRun", resource }]);
  const handler = workers.jobs.get(name);
  if (handler === undefined)
    throw new StateError(
      "Glue.EntityNotFoundException",
      `Failed to start job run due to missing metadata: ${name}`,
    );
  const started = Date.now();
  const run = {
    Id: `jr_${(++runs).toString(16).padStart(16, "0")}`,
    JobName: name,
    Attempt: 0,
    StartedOn: started,
  };
  try {
    await handler((input["Arguments"] ?? {}) as Readonly<Record<string, string>>, signal);
  } catch (error) {
    if (error instanceof StateError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new StateError(
      "States.TaskFailed",
      JSON.stringify({ ...run, JobRunState: "FAILED", ErrorMessage: message }),
    );
  }
  return {
    ...run,
    JobRunState: "SUCCEEDED",
    CompletedOn: Date.now(),
    ExecutionTime: Math.ceil((Date.now() - started) / 1000),
  };
}
