import { faultOfAttributes, type MessageAttribute } from "./message-attributes.ts";

/** Why a call is refused. */
export interface SnsFault {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Form parameters by name. */
export type SnsParameters = ReadonlyMap<string, string>;

interface SnsRule {
  /** Parameter names; a trailing `*` stands for any ending. */
  readonly parameters: readonly string[];
  readonly check?: (parameters: SnsParameters) => SnsFault | undefined;
}

/** The actions that are right, with the parameters they may have: anything else is refused by name. */
const RULES: Readonly<Record<string, SnsRule>> = {
  CreateTopic: {
    parameters: ["Name", "Attributes.entry.*", "Tags.member.*"],
    check: (all) => checkTopicName(all) ?? checkEntries(all, TOPIC_ATTRIBUTES, "topic attribute"),
  },
  DeleteTopic: { parameters: ["TopicArn"] },
  ListTopics: { parameters: ["NextToken"] },
  GetTopicAttributes: { parameters: ["TopicArn"] },
  SetTopicAttributes: {
    parameters: ["TopicArn", "AttributeName", "AttributeValue"],
    check: (all) => checkAttribute(all, TOPIC_ATTRIBUTES, "topic attribute"),
  },
  Subscribe: {
    parameters: ["TopicArn", "Protocol", "Endpoint", "ReturnSubscriptionArn", "Attributes.entry.*"],
    check: (all) =>
      checkProtocol(all) ?? checkEntries(all, SUBSCRIPTION_ATTRIBUTES, "subscription attribute"),
  },
  Unsubscribe: { parameters: ["SubscriptionArn"] },
  ListSubscriptions: { parameters: ["NextToken"] },
  ListSubscriptionsByTopic: { parameters: ["TopicArn", "NextToken"] },
  GetSubscriptionAttributes: { parameters: ["SubscriptionArn"] },
  SetSubscriptionAttributes: {
    parameters: ["SubscriptionArn", "AttributeName", "AttributeValue"],
    check: (all) => checkAttribute(all, SUBSCRIPTION_ATTRIBUTES, "subscription attribute"),
  },
  Publish: {
    parameters: ["TopicArn", "Message", "Subject", "MessageAttributes.entry.*"],
    check: (all) => checkPublish(all, ""),
  },
  PublishBatch: {
    parameters: ["TopicArn", "PublishBatchRequestEntries.member.*"],
    check: checkBatch,
  },
  TagResource: { parameters: ["ResourceArn", "Tags.member.*"] },
  UntagResource: { parameters: ["ResourceArn", "TagKeys.member.*"] },
  ListTagsForResource: { parameters: ["ResourceArn"] },
};

const TOPIC_ATTRIBUTES = ["DisplayName", "Policy"];
const SUBSCRIPTION_ATTRIBUTES = ["RawMessageDelivery", "FilterPolicy", "FilterPolicyScope"];

/** Why a call can't go through to the store, or `undefined` when it can. */
export function checkSnsCall(parameters: SnsParameters): SnsFault | undefined {
  const action = parameters.get("Action") ?? "";
  const rule = RULES[action];
  if (rule === undefined) return unsupported(`the action ${action.slice(0, 100)}`);
  const known = ["Action", "Version", ...rule.parameters];
  const stranger = [...parameters.keys()].find(
    (name) => !known.some((pattern) => matches(pattern, name)),
  );
  if (stranger !== undefined)
    return unsupported(`the parameter ${stranger.slice(0, 100)} of ${action}`);
  return rule.check?.(parameters);
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function unsupported(what: string): SnsFault {
  return {
    status: 501,
    code: "NotImplemented",
    message: `The embedded cloud's SNS does not implement ${what}. See docs/local.md for what it does.`,
  };
}

function invalid(reason: string): SnsFault {
  return { status: 400, code: "InvalidParameter", message: `Invalid parameter: ${reason}` };
}

function checkTopicName(parameters: SnsParameters): SnsFault | undefined {
  return parameters.get("Name")?.endsWith(".fifo") ? unsupported("FIFO topics") : undefined;
}

function checkProtocol(parameters: SnsParameters): SnsFault | undefined {
  const protocol = parameters.get("Protocol");
  return protocol === "sqs"
    ? undefined
    : unsupported(`the subscription protocol "${(protocol ?? "").slice(0, 30)}" (only sqs)`);
}

/** The `Attributes.entry.N.key` and `.value` pairs of a call. */
function checkEntries(
  parameters: SnsParameters,
  known: readonly string[],
  what: string,
): SnsFault | undefined {
  for (const [name, key] of parameters) {
    const [, number] = /^Attributes\.entry\.(\d+)\.key$/.exec(name) ?? [];
    if (number === undefined) continue;
    const value = parameters.get(`Attributes.entry.${number}.value`) ?? "";
    const fault = checkValue(key, value, known, what);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function checkAttribute(
  parameters: SnsParameters,
  known: readonly string[],
  what: string,
): SnsFault | undefined {
  return checkValue(
    parameters.get("AttributeName") ?? "",
    parameters.get("AttributeValue") ?? "",
    known,
    what,
  );
}

function checkValue(
  name: string,
  value: string,
  known: readonly string[],
  what: string,
): SnsFault | undefined {
  if (!known.includes(name)) return unsupported(`the ${what} ${name.slice(0, 100)}`);
  if (name === "FilterPolicyScope" && value !== "MessageAttributes")
    return unsupported(`the filter policy scope "${value.slice(0, 50)}"`);
  if (name === "RawMessageDelivery" && value !== "true" && value !== "false")
    return invalid("Attributes Reason: RawMessageDelivery: Invalid value");
  return name === "FilterPolicy" && value !== "" ? checkFilterPolicy(value) : undefined;
}

/** Only the conditions on text are evaluated as SNS does. */
function checkFilterPolicy(text: string): SnsFault | undefined {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return invalid("FilterPolicy: failed to parse JSON.");
  }
  if (typeof policy !== "object" || policy === null || Array.isArray(policy))
    return invalid("FilterPolicy: Filter policy must be a JSON object");
  for (const [key, conditions] of Object.entries(policy) as [string, unknown][]) {
    if (key === "$or" || !Array.isArray(conditions)) {
      return unsupported(`a filter policy whose "${key.slice(0, 50)}" is not a list of conditions`);
    }
    const stranger: unknown = conditions.find((condition) => !isTextCondition(condition));
    if (stranger !== undefined) {
      return unsupported(`the filter policy condition ${JSON.stringify(stranger).slice(0, 100)}`);
    }
  }
  return undefined;
}

function isTextCondition(condition: unknown): boolean {
  if (typeof condition === "string") return true;
  if (typeof condition !== "object" || condition === null) return false;
  const [[operator, operand] = ["", undefined], ...more] = Object.entries(condition) as [
    string,
    unknown,
  ][];
  if (more.length > 0) return false;
  if (operator === "exists") return typeof operand === "boolean";
  if (operator === "prefix" || operator === "suffix") return typeof operand === "string";
  return (
    operator === "anything-but" &&
    [operand].flat().every((item: unknown) => typeof item === "string")
  );
}

/** Message, subject and attributes of one message, whose parameters begin with `prefix`. */
function checkPublish(parameters: SnsParameters, prefix: string): SnsFault | undefined {
  const message = parameters.get(`${prefix}Message`) ?? "";
  if (message === "") return invalid("Empty message");
  const subject = parameters.get(`${prefix}Subject`);
  if (subject !== undefined && !isSubject(subject)) return invalid("Subject");
  const fault = faultOfAttributes(readAttributes(parameters, prefix), Number.POSITIVE_INFINITY);
  return fault === undefined
    ? undefined
    : { status: 400, code: "ParameterValueInvalid", message: fault };
}

/** At most 100 printable ASCII characters, beginning with a letter, digit or punctuation mark. */
function isSubject(subject: string): boolean {
  return /^[\x21-\x7e][\x20-\x7e]{0,99}$/.test(subject);
}

/** The message attributes of a call. */
export function readAttributes(
  parameters: SnsParameters,
  prefix = "",
): Record<string, MessageAttribute & { DataType?: string }> {
  const attributes: Record<string, MessageAttribute & { DataType?: string }> = {};
  for (const [name, value] of parameters) {
    const start = `${prefix}MessageAttributes.entry.`;
    if (!name.startsWith(start) || !name.endsWith(".Name")) continue;
    const entry = name.slice(0, -".Name".length);
    const type = parameters.get(`${entry}.Value.DataType`);
    const text = parameters.get(`${entry}.Value.StringValue`);
    const bytes = parameters.get(`${entry}.Value.BinaryValue`);
    attributes[value] = {
      ...(type === undefined ? {} : { DataType: type }),
      ...(text === undefined ? {} : { StringValue: text }),
      ...(bytes === undefined ? {} : { BinaryValue: bytes }),
    };
  }
  return attributes;
}

const BATCH_ENTRY = /^(PublishBatchRequestEntries\.member\.\d+\.)(\w+)/;

/** The parameter prefixes of a batch's entries, in order. */
export function batchPrefixes(parameters: SnsParameters): string[] {
  const prefixes = [...parameters.keys()].flatMap((name) => BATCH_ENTRY.exec(name)?.[1] ?? []);
  return [...new Set(prefixes)];
}

function checkBatch(parameters: SnsParameters): SnsFault | undefined {
  for (const name of parameters.keys()) {
    const field = BATCH_ENTRY.exec(name)?.[2];
    if (field !== undefined && !["Id", "Message", "Subject", "MessageAttributes"].includes(field)) {
      return unsupported(`the parameter ${field} of PublishBatch`);
    }
  }
  for (const prefix of batchPrefixes(parameters)) {
    const fault = checkPublish(parameters, prefix);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
