import type { JsonObject } from "@cloudapi/orchestration";
import type { CloudIdentity } from "../cloud-identity.ts";
import { jsonObject } from "../http/json-object.ts";
import type { ServiceEndpoint, ServiceRequest, ServiceResponse } from "../http/service-endpoint.ts";
import { textOf } from "../states/engine/text-of.ts";
import type { BridgeContext } from "./bridge-context.ts";
import { BridgeError } from "./bridge-error.ts";
import { known, optional, text } from "./bridge-input.ts";
import { PatternError, readPattern } from "./event-pattern.ts";
import { putEvents } from "./put-events.ts";
import { type Rule, Rules } from "./rules.ts";
import { type TargetSurroundings, targetIssue } from "./targets.ts";

/** EventBridge, as far as it is here. */
export interface BridgeEndpoint extends ServiceEndpoint {
  /** Take an event of a service of the cloud. */
  receive(event: JsonObject): void;
}

type Operation = (input: JsonObject, context: BridgeContext) => JsonObject;

const TARGET = /^AWSEvents\.(\w+)$/;
const TARGET_FIELDS = [
  "Arn",
  "DeadLetterConfig",
  "Id",
  "Input",
  "InputPath",
  "InputTransformer",
  "RetryPolicy",
  "RoleArn",
];

/** Make the EventBridge of an embedded cloud: rules by pattern on the default bus, for S3's events and those of PutEvents. */
export function createBridgeEndpoint(
  identity: CloudIdentity,
  targets: TargetSurroundings,
): BridgeEndpoint {
  const rules = new Rules(targets);
  const context: BridgeContext = { identity, rules };
  return {
    accessOf: (request) => Promise.resolve(accessOf(request, identity)),
    handle: (request) => Promise.resolve(respond(request, context)),
    receive: (event) => rules.receive(event),
    close: () => Promise.resolve(),
  };
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  PutRule: putRule,
  PutTargets: putTargets,
  RemoveTargets: (input, context) => {
    const { targets } = ruleOf(input, context, "Rule");
    for (const id of (input["Ids"] ?? []) as readonly string[]) targets.delete(id);
    return { FailedEntryCount: 0, FailedEntries: [] };
  },
  DeleteRule: (input, { rules }) => {
    const name = text(input, "Name");
    if ((rules.get(name)?.targets.size ?? 0) > 0)
      throw new BridgeError("ValidationException", `Rule can't be deleted since it has targets.`);
    rules.delete(name);
    return {};
  },
  DescribeRule: (input, context) => describe(ruleOf(input, context, "Name")),
  ListRules: (input, { rules }) => {
    const prefix = typeof input["NamePrefix"] === "string" ? input["NamePrefix"] : "";
    return {
      Rules: rules
        .list()
        .filter(({ name }) => name.startsWith(prefix))
        .map(describe),
    };
  },
  ListTargetsByRule: (input, context) => ({
    Targets: [...ruleOf(input, context, "Rule").targets.values()],
  }),
  EnableRule: (input, context) => switchTo("ENABLED", input, context),
  DisableRule: (input, context) => switchTo("DISABLED", input, context),
  TestEventPattern: (input) => {
    const isOne = patternOf(text(input, "EventPattern"));
    return { Result: isOne(JSON.parse(text(input, "Event")) as JsonObject) };
  },
  PutEvents: putEvents,
};

function putRule(input: JsonObject, { identity, rules }: BridgeContext): JsonObject {
  known(input, ["Description", "EventBusName", "EventPattern", "Name", "RoleArn", "State"]);
  const name = text(input, "Name");
  if (!/^[\w.-]{1,64}$/.test(name))
    throw new BridgeError("ValidationException", `${name} is not a rule's name`);
  const pattern = text(input, "EventPattern");
  patternOf(pattern);
  const arn = `arn:aws:events:${identity.region}:${identity.accountId}:rule/${name}`;
  rules.put({
    name,
    arn,
    description: optional(input, "Description"),
    pattern,
    state: input["State"] === "DISABLED" ? "DISABLED" : "ENABLED",
    roleArn: optional(input, "RoleArn"),
  });
  return { RuleArn: arn };
}

function putTargets(input: JsonObject, context: BridgeContext): JsonObject {
  const { targets } = ruleOf(input, context, "Rule");
  for (const target of (input["Targets"] ?? []) as readonly JsonObject[]) {
    known(target, TARGET_FIELDS);
    const issue = targetIssue(target);
    if (issue !== undefined) throw new BridgeError("ValidationException", `${issue}.`);
    const isMachine = textOf(target["Arn"]).split(":")[2] === "states";
    if (isMachine && target["RoleArn"] === undefined)
      throw new BridgeError(
        "ValidationException",
        `RoleArn is required for target ${text(target, "Arn")}.`,
      );
    targets.set(text(target, "Id"), target);
  }
  return { FailedEntryCount: 0, FailedEntries: [] };
}

function switchTo(state: Rule["state"], input: JsonObject, context: BridgeContext): JsonObject {
  context.rules.put({ ...ruleOf(input, context, "Name"), state });
  return {};
}

function describe({ name, arn, description, pattern, state, roleArn }: Rule): JsonObject {
  return {
    Name: name,
    Arn: arn,
    EventPattern: pattern,
    State: state,
    EventBusName: "default",
    ...(description === undefined ? {} : { Description: description }),
    ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
  };
}

function patternOf(pattern: string): ReturnType<typeof readPattern> {
  try {
    return readPattern(pattern);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new BridgeError(
      "InvalidEventPatternException",
      `Event pattern is not valid. Reason: ${error.message}`,
    );
  }
}

function ruleOf(input: JsonObject, { rules }: BridgeContext, field: "Name" | "Rule"): Rule {
  const name = text(input, field);
  const rule = rules.get(name);
  if (rule === undefined)
    throw new BridgeError(
      "ResourceNotFoundException",
      `Rule ${name} does not exist on EventBus default.`,
    );
  return rule;
}

function accessOf(request: ServiceRequest, { region, accountId }: CloudIdentity) {
  const operation = TARGET.exec(request.headers.get("x-amz-target") ?? "")?.[1] ?? "";
  const input = jsonObject<JsonObject>(request.body) ?? {};
  const name = optional(input, "Rule") ?? optional(input, "Name");
  const events = `arn:aws:events:${region}:${accountId}`;
  const resource =
    operation === "PutEvents"
      ? `${events}:event-bus/default`
      : name === undefined
        ? "*"
        : `${events}:rule/${name}`;
  return { operation, accesses: [{ action: `events:${operation}`, resource }] };
}

function respond(request: ServiceRequest, context: BridgeContext): ServiceResponse {
  const headers = { "content-type": "application/x-amz-json-1.1" };
  const name = TARGET.exec(request.headers.get("x-amz-target") ?? "")?.[1] ?? "";
  try {
    const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
    if (operation === undefined)
      throw new BridgeError(
        "UnknownOperationException",
        `The embedded EventBridge has no ${name}; it has ${Object.keys(OPERATIONS).join(", ")}`,
      );
    const input = jsonObject<JsonObject>(request.body);
    if (input === undefined)
      throw new BridgeError("SerializationException", "The request is no JSON object");
    return { status: 200, headers, body: JSON.stringify(operation(input, context)) };
  } catch (error) {
    const [type, message, status] =
      error instanceof BridgeError
        ? [error.type, error.message, 400]
        : ["InternalException", String(error), 500];
    return { status, headers, body: JSON.stringify({ __type: type, message }) };
  }
}
