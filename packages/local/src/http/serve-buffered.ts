import type { ServerResponse } from "node:http";
import { AuthError } from "../signature/auth-error.ts";
import type { Authorization } from "../signature/read-authorization.ts";
import { sha256Hex, verifySignature } from "../signature/verify-signature.ts";
import type { GatewayServices } from "./gateway-services.ts";
import type { ServiceResponse } from "./service-endpoint.ts";
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
  const protocol: Protocol = call.request.headers.has("x-amz-target") ? "json" : "query";
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
  verifySignature(request, authorization, claimed === "UNSIGNED-PAYLOAD" ? claimed : hash, {
    ...services.identity,
    now: services.now,
  });
  const endpoint = await services.service(service);
  if (endpoint === undefined) {
    throw new ServiceFaultError({
      status: 501,
      code: "NotImplemented",
      message: `The embedded cloud has no ${service}; it has s3, sns, sqs, sts and athena. See docs/local.md.`,
    });
  }
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  return endpoint.handle({
    service,
    method: request.method,
    path: request.path ?? "/",
    headers: request.headers,
    body,
    requestId,
    signal: gone.signal,
  });
}

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
