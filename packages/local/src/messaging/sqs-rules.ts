import { faultOfAttributes, type MessageAttribute } from "./message-attributes.ts";

/** Why a call is refused. */
export interface SqsFault {
  readonly code: string;
  readonly message: string;
  /** The code in the older query protocol, where it differs. */
  readonly queryCode?: string;
}

export type SqsBody = Readonly<Record<string, unknown>>;

interface SqsRule {
  readonly parameters: readonly string[];
  readonly check?: (body: SqsBody) => SqsFault | undefined;
}

/** The actions that are right, with the parameters they may have: anything else is refused by name. */
const RULES: Readonly<Record<string, SqsRule>> = {
  CreateQueue: {
    parameters: ["QueueName", "Attributes", "tags"],
    check: (body) => checkQueueName(body) ?? checkQueueAttributes(body),
  },
  GetQueueUrl: { parameters: ["QueueName", "QueueOwnerAWSAccountId"] },
  ListQueues: { parameters: ["QueueNamePrefix", "MaxResults", "NextToken"] },
  DeleteQueue: { parameters: ["QueueUrl"] },
  PurgeQueue: { parameters: ["QueueUrl"] },
  GetQueueAttributes: { parameters: ["QueueUrl", "AttributeNames"], check: checkAttributeNames },
  SetQueueAttributes: { parameters: ["QueueUrl", "Attributes"], check: checkQueueAttributes },
  SendMessage: {
    parameters: ["QueueUrl", "MessageBody", "DelaySeconds", "MessageAttributes"],
    check: checkMessage,
  },
  SendMessageBatch: { parameters: ["QueueUrl", "Entries"], check: checkEntries },
  ReceiveMessage: {
    parameters: [
      "QueueUrl",
      "AttributeNames",
      "MessageSystemAttributeNames",
      "MessageAttributeNames",
      "MaxNumberOfMessages",
      "VisibilityTimeout",
      "WaitTimeSeconds",
    ],
  },
  DeleteMessage: { parameters: ["QueueUrl", "ReceiptHandle"], check: checkReceiptHandle },
  DeleteMessageBatch: { parameters: ["QueueUrl", "Entries"] },
  ChangeMessageVisibility: {
    parameters: ["QueueUrl", "ReceiptHandle", "VisibilityTimeout"],
    check: checkReceiptHandle,
  },
  ChangeMessageVisibilityBatch: { parameters: ["QueueUrl", "Entries"] },
  TagQueue: { parameters: ["QueueUrl", "Tags"] },
  UntagQueue: { parameters: ["QueueUrl", "TagKeys"] },
  ListQueueTags: { parameters: ["QueueUrl"] },
};

const QUEUE_ATTRIBUTES = [
  "VisibilityTimeout",
  "DelaySeconds",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "ReceiveMessageWaitTimeSeconds",
  "RedrivePolicy",
  "Policy",
];
const READABLE_ATTRIBUTES = [
  ...QUEUE_ATTRIBUTES,
  "All",
  "QueueArn",
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
  "SqsManagedSseEnabled",
];

/** Why a call can't go through to the store, or `undefined` when it can. */
export function checkSqsCall(action: string, body: SqsBody): SqsFault | undefined {
  const rule = RULES[action];
  if (rule === undefined) return unsupported(`the action ${action}`);
  const stranger = Object.keys(body).find((name) => !rule.parameters.includes(name));
  if (stranger !== undefined) return unsupported(`the parameter ${stranger} of ${action}`);
  return rule.check?.(body);
}

function unsupported(what: string): SqsFault {
  return {
    code: "UnsupportedOperation",
    queryCode: "AWS.SimpleQueueService.UnsupportedOperation",
    message: `The embedded cloud's SQS does not implement ${what}. See docs/local.md for what it does.`,
  };
}

function checkQueueName({ QueueName: name }: SqsBody): SqsFault | undefined {
  if (typeof name === "string" && name.endsWith(".fifo")) return unsupported("FIFO queues");
  if (typeof name === "string" && /^[\w-]{1,80}$/.test(name)) return undefined;
  return {
    code: "InvalidParameterValue",
    message: "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  };
}

function checkQueueAttributes({ Attributes: attributes }: SqsBody): SqsFault | undefined {
  if (attributes === undefined) return undefined;
  const stranger = Object.keys(asRecord(attributes)).find(
    (name) => !QUEUE_ATTRIBUTES.includes(name),
  );
  if (stranger !== undefined) return unsupported(`the queue attribute ${stranger}`);
  const { RedrivePolicy: redrive, Policy: policy } = asRecord(attributes);
  if (typeof policy === "string" && policy !== "" && parseObject(policy) === undefined) {
    return { code: "InvalidAttributeValue", message: "Invalid value for the parameter Policy." };
  }
  return typeof redrive === "string" && redrive !== "" ? checkRedrive(redrive) : undefined;
}

function checkRedrive(text: string): SqsFault | undefined {
  const policy = parseObject(text) ?? {};
  const count = Number(policy["maxReceiveCount"]);
  const known = Object.keys(policy).every(
    (name) => name === "maxReceiveCount" || name === "deadLetterTargetArn",
  );
  if (
    known &&
    typeof policy["deadLetterTargetArn"] === "string" &&
    Number.isInteger(count) &&
    count >= 1 &&
    count <= 1000
  )
    return undefined;
  return {
    code: "InvalidParameterValue",
    message: `Value ${text.slice(0, 300)} for parameter RedrivePolicy is invalid. Reason: it must be a JSON object with deadLetterTargetArn and maxReceiveCount (1 to 1000).`,
  };
}

function checkAttributeNames({ AttributeNames: names }: SqsBody): SqsFault | undefined {
  const stranger = asList(names).find((name) => !READABLE_ATTRIBUTES.includes(String(name)));
  return stranger === undefined
    ? undefined
    : {
        code: "InvalidAttributeName",
        message: `Unknown Attribute ${JSON.stringify(stranger).slice(0, 100)}.`,
      };
}

function checkMessage(body: SqsBody): SqsFault | undefined {
  if (typeof body["MessageBody"] !== "string" || body["MessageBody"] === "") {
    return {
      code: "MissingParameter",
      message: "The request must contain the parameter MessageBody.",
    };
  }
  // The store takes any surrogate for a character that XML can't hold.
  if (/[\u{10000}-\u{10ffff}]/u.test(body["MessageBody"])) {
    return unsupported("message bodies with characters past U+FFFF, such as emoji");
  }
  const delay = body["DelaySeconds"] ?? 0;
  if (!Number.isInteger(delay) || Number(delay) < 0 || Number(delay) > 900) {
    return {
      code: "InvalidParameterValue",
      message: `Value ${JSON.stringify(delay)} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    };
  }
  const fault = faultOfAttributes(
    asRecord(body["MessageAttributes"]) as Record<string, MessageAttribute>,
  );
  return fault === undefined ? undefined : { code: "InvalidParameterValue", message: fault };
}

const ENTRY_PARAMETERS = ["Id", "MessageBody", "DelaySeconds", "MessageAttributes"];

function checkEntries({ Entries: entries }: SqsBody): SqsFault | undefined {
  for (const entry of asList(entries).map(asRecord)) {
    const stranger = Object.keys(entry).find((name) => !ENTRY_PARAMETERS.includes(name));
    if (stranger !== undefined) return unsupported(`the parameter ${stranger} of SendMessageBatch`);
    const fault = checkMessage(entry);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function checkReceiptHandle({ ReceiptHandle: handle }: SqsBody): SqsFault | undefined {
  if (typeof handle === "string" && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(handle))
    return undefined;
  return {
    code: "ReceiptHandleIsInvalid",
    message: `The input receipt handle "${String(handle).slice(0, 100)}" is not a valid receipt handle.`,
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
