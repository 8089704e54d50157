import type { JsonValue } from "@cloudapi/core";
import type { JsonObject } from "@cloudapi/orchestration";
import type { DeliveryQueue } from "../events/delivery-queue.ts";
import { makeContext } from "../events/function-context.ts";
import { textOf } from "../states/engine/text-of.ts";
import type { ServiceCalls } from "../states/integrations/service-calls.ts";
import type { Workers } from "../states/integrations/workers.ts";

/** What targets are called with. */
export interface TargetSurroundings {
  readonly calls: ServiceCalls;
  readonly functionOf: Workers["functionOf"];
  readonly deliveries: DeliveryQueue;
}

/** One call of a target. */
export interface TargetCall {
  readonly target: JsonObject;
  /** What it is given, as text. */
  readonly input: string;
  /** Who calls, as failures name it. */
  readonly from: string;
}

const SERVICES = ["states", "lambda", "sqs"];
/** More attempts than a test waits for; AWS tries for a day. */
const MOST_ATTEMPTS = 4;

/** What is wrong with a target, or nothing. */
export function targetIssue(target: JsonObject): string | undefined {
  const arn = textOf(target["Arn"] ?? "");
  const service = arn.split(":")[2] ?? "";
  if (!/^arn:aws[a-z-]*:[a-z-]+:[a-z0-9-]*:\d*:.+$/.test(arn))
    return `${arn} is not the ARN of a target`;
  if (!SERVICES.includes(service))
    return `the embedded cloud has no target ${arn}; it has state machines, functions and queues`;
  return undefined;
}

/** Have a target called, as often as it says; what it refuses to the last goes to its dead letters. */
export function deliverTo(around: TargetSurroundings, { target, input, from }: TargetCall): void {
  const { MaximumRetryAttempts: retries = MOST_ATTEMPTS } = (target["RetryPolicy"] ??
    {}) as JsonObject;
  const attempts = Math.min(1 + Number(retries), MOST_ATTEMPTS);
  let tried = 0;
  around.deliveries.add({
    destination: textOf(target["Arn"]),
    bucket: "",
    key: from,
    attempts,
    deliver: async () => {
      tried++;
      try {
        await call(around, target, input);
      } catch (error) {
        const { Arn: arn } = (target["DeadLetterConfig"] ?? {}) as JsonObject;
        if (tried === attempts && typeof arn === "string")
          await send(around, { role: target["RoleArn"], arn, body: input, error });
        throw error;
      }
    },
  });
}

async function call(around: TargetSurroundings, target: JsonObject, input: string): Promise<void> {
  const { calls, functionOf } = around;
  const arn = textOf(target["Arn"]);
  const [, , service = ""] = arn.split(":");
  const signal = new AbortController().signal;
  const role = target["RoleArn"];
  if (service === "states") {
    const actor = calls.actor(textOf(role ?? ""));
    await calls.callJson(
      { actor, service: "states", prefix: "StepFunctions", signal },
      "AWSStepFunctions.StartExecution",
      { stateMachineArn: arn, input },
    );
  } else if (service === "sqs") await send(around, { role, arn, body: input });
  else {
    const handler = functionOf(arn);
    const name = arn.split(":")[6] ?? arn;
    if (handler === undefined)
      throw new Error(
        `No function ${arn} is known to the embedded cloud; add it with addFunction("${name}", handler).`,
      );
    await handler(JSON.parse(input) as never, makeContext(calls.identity, name) as never);
  }
}

interface Letter {
  readonly role: JsonValue | undefined;
  readonly arn: string;
  readonly body: string;
  /** Why it lies there. */
  readonly error?: unknown;
}

async function send({ calls }: TargetSurroundings, { role, arn, body, error }: Letter) {
  const [account = "", name = ""] = arn.split(":").slice(4);
  const why = error instanceof Error ? error.message : String(error);
  const attribute = (text: string) => ({ DataType: "String", StringValue: text });
  await calls.callJson(
    {
      actor: calls.actor(textOf(role ?? "")),
      service: "sqs",
      prefix: "SQS",
      signal: new AbortController().signal,
    },
    "AmazonSQS.SendMessage",
    {
      QueueUrl: `${calls.address}/${account}/${name}`,
      MessageBody: body,
      ...(error === undefined
        ? {}
        : { MessageAttributes: { ERROR_MESSAGE: attribute(why === "" ? "unknown" : why) } }),
    },
  );
}
