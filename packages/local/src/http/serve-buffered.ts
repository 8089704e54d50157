import type { ServerResponse } from "node:http";
import { AuthError } from "../signature/auth-error.ts";
import type { Authorization } from "../signature/read-authorization.ts";
import { sha256Hex, verifySignature } from "../signature/verify-signature.ts";
import type { GatewayServices } from "./gateway-services.ts";
import type { ServiceEndpoint, ServiceRequest, ServiceResponse } from "./service-endpoint.ts";
import { type Protocol, type ServiceFault, writeServiceFault } from "./service-error.ts";
import type { WireRequest } from "./wire-request.ts";

const MAX_BODY_BYTES = 8 * 1024 * 1024;

interface BufferedCall {
  readonly request: WireRequest;
  readonly authorization: Authorization | undefined;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly service: string;
}

/** Serve a request whose body is small: read it whole, check its signature, hand it to its service. */
export async function serveBuffered(services: GatewayServices, call: BufferedCall): Promise<void> {
  const { response, requestId } = call;
  const protocol: Protocol =
    call.request.headers.has("x-amz-target") || call.service === "scheduler" ? "json" : "query";
  let answer: ServiceResponse;
  try {
    answer = await answerCall(services, call);
  } catch (error) {
    answer = writeServiceFault(asFault(error), protocol, requestId);
  }
  if (response.destroyed) return;
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    "x-amzn-requestid": requestId,
    ...answer.headers,
    "content-length": body.length,
  });
  response.end(body);
}

async function answerCall(services: GatewayServices, call: BufferedCall): Promise<ServiceResponse> {
  const { request, authorization, response, requestId, service } = call;
  if (request.incoming.headers.expect !== undefined) response.writeContinue();
  const body = await readBody(request);
  if (authorization === undefined)
    throw new AuthError(
      "MissingAuthenticationToken",
      403,
      "Request is missing Authentication Token",
    );
  const hash = sha256Hex(body);
  const claimed = request.headers.get("x-amz-content-sha256");
  const { credential, now, identity } = services;
  const { caller } = verifySignature(
    request,
    authorization,
    claimed === "UNSIGNED-PAYLOAD" ? claimed : hash,
    { credential, now, region: regionOf(service, authorization, identity.region) },
  );
  const endpoint = await services.service(service);
  if (endpoint === undefined) {
    throw new ServiceFaultError({
      status: 501,
      code: "NotImplemented",
      message: `The embedded cloud has no ${service}; it has s3, sns, sqs, sts, iam, states, scheduler, events, athena and glue. See docs/local.md.`,
    });
  }
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const asked = {
    service,
    method: request.method,
    path: request.path ?? "/",
    query: request.query,
    headers: request.headers,
    body,
    requestId,
    caller,
    signal: gone.signal,
  };
  await authorize(services, call, asked, endpoint);
  return endpoint.handle(asked);
}

/** IAM is one for all regions: clients sign for it in their own region, or in the one that AWS says. */
function regionOf(service: string, { region: signed }: Authorization, own: string): string {
  return service === "iam" && signed === "us-east-1" ? signed : own;
}

/** Refuse what policies don't allow, where the cloud enforces them. */
async function authorize(
  { authority }: GatewayServices,
  { request }: BufferedCall,
  asked: ServiceRequest,
  endpoint: ServiceEndpoint,
): Promise<void> {
  if (authority === undefined) return;
  const { service, requestId, caller } = asked;
  const { operation, accesses } = await endpoint.accessOf(asked);
  const sourceIp = request.incoming.socket.remoteAddress;
  const userAgent = request.headers.get("user-agent");
  const facts = { service, operation, requestId, sourceIp, userAgent };
  const message = authority.refusal(caller, facts, accesses);
  if (message === undefined) return;
  const [status, code, queryCode] = DENIALS[service] ?? [
    400,
    "AccessDeniedException",
    "AccessDenied",
  ];
  throw new ServiceFaultError({ status, code, queryCode, message });
}

/** How services word that something is denied, in JSON and in the query protocol. */
const DENIALS: Readonly<
  Record<string, readonly [status: number, code: string, queryCode: string]>
> = {
  sqs: [403, "AccessDenied", "AccessDenied"],
  sns: [403, "AuthorizationError", "AuthorizationError"],
  sts: [403, "AccessDenied", "AccessDenied"],
  iam: [403, "AccessDenied", "AccessDenied"],
};

async function readBody({ incoming }: WireRequest): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of incoming as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size <= MAX_BODY_BYTES) pieces.push(piece);
  }
  if (size > MAX_BODY_BYTES) {
    throw new ServiceFaultError({
      status: 413,
      code: "RequestEntityTooLarge",
      message: `The request has ${size} bytes; at most ${MAX_BODY_BYTES} are taken.`,
    });
  }
  return Buffer.concat(pieces);
}

/** A fault thrown on the way to a service's answer. */
class ServiceFaultError extends Error {
  readonly fault: ServiceFault;

  constructor(fault: ServiceFault) {
    super(fault.message);
    this.name = "ServiceFaultError";
    this.fault = fault;
  }
}

/** S3's names for signature errors, in the words of the JSON and query protocols. */
const AUTH_CODES: Readonly<Record<string, { readonly json: string; readonly query: string }>> = {
  InvalidAccessKeyId: { json: "UnrecognizedClientException", query: "InvalidClientTokenId" },
  InvalidToken: { json: "UnrecognizedClientException", query: "InvalidClientTokenId" },
  ExpiredToken: { json: "ExpiredTokenException", query: "ExpiredToken" },
  SignatureDoesNotMatch: { json: "InvalidSignatureException", query: "SignatureDoesNotMatch" },
  RequestTimeTooSkewed: { json: "InvalidSignatureException", query: "SignatureDoesNotMatch" },
  MissingAuthenticationToken: {
    json: "MissingAuthenticationTokenException",
    query: "MissingAuthenticationToken",
  },
};

function asFault(error: unknown): ServiceFault {
  if (error instanceof ServiceFaultError) return error.fault;
  if (error instanceof AuthError) {
    const names = AUTH_CODES[error.code];
    return {
      status: error.status,
      code: names?.json ?? "IncompleteSignatureException",
      queryCode: names?.query ?? "IncompleteSignature",
      message: error.message,
    };
  }
  return {
    status: 500,
    code: "InternalFailure",
    message: `The embedded cloud failed: ${error instanceof Error ? error.message : String(error)}`,
  };
}
