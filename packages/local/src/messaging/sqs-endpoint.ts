import { setTimeout as sleep } from "node:timers/promises";
import type { CloudIdentity } from "../cloud-identity.ts";
import { jsonObject } from "../http/json-object.ts";
import type { ServiceEndpoint, ServiceRequest, ServiceResponse } from "../http/service-endpoint.ts";
import { MESSAGING_ACCOUNT_ID } from "./account-id.ts";
import type { BackendAnswer, MessagingBackend } from "./messaging-backend.ts";
import { sqsAccess } from "./sqs-access.ts";
import { checkSqsCall, type SqsBody, type SqsFault } from "./sqs-rules.ts";

const POLL_MS = 25;
const PREFIX = "AmazonSQS.";

/** SQS over the store, behind a guard: what is not right is refused by name. */
export function createSqsEndpoint(
  backend: MessagingBackend,
  identity: CloudIdentity,
  endpoint: string,
): ServiceEndpoint {
  return {
    accessOf: async (request) => {
      const operation = (request.headers.get("x-amz-target") ?? "").slice(PREFIX.length);
      const body = readBody(request);
      return {
        operation,
        accesses: body === undefined ? [] : await sqsAccess(backend, identity, operation, body),
      };
    },
    handle: async (request) => {
      const target = request.headers.get("x-amz-target") ?? "";
      if (!target.startsWith(PREFIX)) {
        return fail({
          code: "UnsupportedOperation",
          message: "The embedded cloud's SQS speaks the AWS JSON protocol; this request does not.",
        });
      }
      const body = readBody(request);
      if (body === undefined)
        return fail({
          code: "SerializationException",
          message: "The request body is not a JSON object.",
        });
      return answer(
        backend,
        { identity, endpoint, signal: request.signal },
        target.slice(PREFIX.length),
        body,
      );
    },
    close: async () => {},
  };
}

interface Surroundings {
  readonly identity: CloudIdentity;
  readonly endpoint: string;
  readonly signal: AbortSignal;
}

async function answer(
  backend: MessagingBackend,
  around: Surroundings,
  action: string,
  body: SqsBody,
): Promise<ServiceResponse> {
  const fault =
    checkSqsCall(action, body) ??
    checkQueueUrl(around.endpoint, body) ??
    (await checkAgainstStore(backend, around.identity, action, body));
  if (fault !== undefined) return fail(fault);
  const { QueueOwnerAWSAccountId: _owner, ...passed } = body;
  if (action === "ReceiveMessage") return receive(backend, around, passed);
  if (action === "GetQueueAttributes")
    return asResponse(await backend.sqs(action, { AttributeNames: [], ...passed }));
  return asResponse(withOurAddress(await backend.sqs(action, passed), around));
}

/** A queue is known by the URL it was given; another host or account is another queue. */
function checkQueueUrl(
  endpoint: string,
  { QueueUrl: url, QueueOwnerAWSAccountId: owner }: SqsBody,
): SqsFault | undefined {
  const start = `${endpoint}/${MESSAGING_ACCOUNT_ID}/`;
  const foreign =
    url !== undefined &&
    (typeof url !== "string" ||
      !url.startsWith(start) ||
      !/^[\w-]{1,80}$/.test(url.slice(start.length)));
  if (foreign || (owner !== undefined && owner !== MESSAGING_ACCOUNT_ID)) return noSuchQueue();
  return undefined;
}

function noSuchQueue(): SqsFault {
  return {
    code: "QueueDoesNotExist",
    queryCode: "AWS.SimpleQueueService.NonExistentQueue",
    message: "The specified queue does not exist.",
  };
}

async function checkAgainstStore(
  backend: MessagingBackend,
  identity: CloudIdentity,
  action: string,
  body: SqsBody,
): Promise<SqsFault | undefined> {
  if (action !== "CreateQueue" && action !== "SetQueueAttributes") return undefined;
  const attributes = (body["Attributes"] ?? {}) as Record<string, string>;
  const redrive = attributes["RedrivePolicy"];
  if (redrive) {
    const { deadLetterTargetArn: arn } = JSON.parse(redrive) as { deadLetterTargetArn: string };
    const name = arn.split(":").at(-1) ?? "";
    const found = await backend.sqs("GetQueueUrl", { QueueName: name });
    if (
      found.status !== 200 ||
      arn !== `arn:aws:sqs:${identity.region}:${MESSAGING_ACCOUNT_ID}:${name}`
    ) {
      return {
        code: "InvalidParameterValue",
        message: `Value ${redrive.slice(0, 300)} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
      };
    }
  }
  return action === "CreateQueue"
    ? checkSameQueue(backend, String(body["QueueName"]), attributes)
    : undefined;
}

/** Creating a queue again is fine only with the attributes it has. */
async function checkSameQueue(
  backend: MessagingBackend,
  name: string,
  attributes: Readonly<Record<string, string>>,
): Promise<SqsFault | undefined> {
  const found = await backend.sqs("GetQueueUrl", { QueueName: name });
  if (found.status !== 200) return undefined;
  const { QueueUrl } = JSON.parse(found.body) as { QueueUrl: string };
  const stored = JSON.parse(
    (await backend.sqs("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] })).body,
  ) as { Attributes: Record<string, string> };
  const different = Object.entries(attributes).find(
    ([attribute, value]) => stored.Attributes[attribute] !== value,
  );
  if (different === undefined) return undefined;
  return {
    code: "QueueNameExists",
    queryCode: "QueueAlreadyExists",
    message: `A queue already exists with the same name and a different value for attribute ${different[0]}`,
  };
}

/** Waits here and not in the store, so that a client that goes away takes no message along. */
async function receive(
  backend: MessagingBackend,
  around: Surroundings,
  body: SqsBody,
): Promise<ServiceResponse> {
  const wait = body["WaitTimeSeconds"] ?? (await queueWait(backend, body));
  if (!Number.isInteger(wait) || Number(wait) < 0 || Number(wait) > 20) {
    return fail({
      code: "InvalidParameterValue",
      message: `Value ${JSON.stringify(wait)} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.`,
    });
  }
  const deadline = Date.now() + Number(wait) * 1000;
  for (;;) {
    const found = await backend.sqs("ReceiveMessage", { ...body, WaitTimeSeconds: 0 });
    const empty = found.status === 200 && !("Messages" in (JSON.parse(found.body) as object));
    if (!empty || around.signal.aborted || Date.now() >= deadline)
      return asResponse(withoutUnaskedAttributes(found, body));
    await sleep(POLL_MS);
  }
}

async function queueWait(backend: MessagingBackend, { QueueUrl }: SqsBody): Promise<number> {
  const found = await backend.sqs("GetQueueAttributes", {
    QueueUrl,
    AttributeNames: ["ReceiveMessageWaitTimeSeconds"],
  });
  if (found.status !== 200) return 0;
  const { Attributes } = JSON.parse(found.body) as { Attributes: Record<string, string> };
  return Number(Attributes["ReceiveMessageWaitTimeSeconds"] ?? 0);
}

interface ReceivedMessage {
  MessageAttributes?: unknown;
  MD5OfMessageAttributes?: unknown;
}

/** Message attributes come only when asked for. */
function withoutUnaskedAttributes(
  found: BackendAnswer,
  { MessageAttributeNames: names }: SqsBody,
): BackendAnswer {
  if (found.status !== 200 || (Array.isArray(names) && names.length > 0)) return found;
  const { Messages = [] } = JSON.parse(found.body) as { Messages?: ReceivedMessage[] };
  for (const message of Messages) {
    delete message.MessageAttributes;
    delete message.MD5OfMessageAttributes;
  }
  return { ...found, body: JSON.stringify(Messages.length === 0 ? {} : { Messages }) };
}

/** Queue URLs point to this cloud, not to the host the store believes in. */
function withOurAddress(found: BackendAnswer, { endpoint }: Surroundings): BackendAnswer {
  if (found.status !== 200 || !found.body.includes("QueueUrl")) return found;
  const value = JSON.parse(found.body) as { QueueUrl?: string; QueueUrls?: string[] };
  if (value.QueueUrl !== undefined) value.QueueUrl = ourUrl(value.QueueUrl, endpoint);
  if (value.QueueUrls !== undefined)
    value.QueueUrls = value.QueueUrls.map((url) => ourUrl(url, endpoint));
  return { ...found, body: JSON.stringify(value) };
}

function ourUrl(url: string, endpoint: string): string {
  return `${endpoint}${new URL(url).pathname}`;
}

function readBody({ body }: ServiceRequest): SqsBody | undefined {
  return body.length === 0 ? {} : jsonObject<SqsBody>(body);
}

/** Errors whose name in the older query protocol has a prefix; the others have none. */
const PREFIXED =
  /^AWS\.SimpleQueueService\.(?!NonExistentQueue|EmptyBatchRequest|TooManyEntries|BatchEntryIds|BatchRequestTooLong|InvalidBatchEntryId|MessageNotInflight)/;

function asResponse({ status, headers, body }: BackendAnswer): ServiceResponse {
  const error = headers["x-amzn-query-error"]?.replace(PREFIXED, "");
  return {
    status,
    headers: {
      "content-type": "application/x-amz-json-1.0",
      ...(error === undefined ? {} : { "x-amzn-query-error": error }),
    },
    body,
  };
}

function fail({ code, message, queryCode = code }: SqsFault): ServiceResponse {
  return {
    status: 400,
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amzn-query-error": `${queryCode};Sender`,
    },
    body: JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message }),
  };
}
