import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { sendS3Error } from "../s3/create-s3-handler.ts";
import { AuthError } from "../signature/auth-error.ts";
import { type Authorization, readAuthorization } from "../signature/read-authorization.ts";
import type { GatewayServices } from "./gateway-services.ts";
import { serveBuffered } from "./serve-buffered.ts";
import { readWireRequest, type WireRequest } from "./wire-request.ts";

const MAX_HEADER_BYTES = 16 * 1024;
const HEADERS_TIMEOUT_MS = 20_000;

/** How long a client may take, in milliseconds. */
export interface GatewayLimits {
  /** From the first byte of a request to the end of its headers. A body may take as long as it likes. */
  readonly headersTimeoutMs?: number;
}

/**
 * Make the one HTTP server of the embedded cloud: which service a request is for stands in its
 * signature's scope, so all of them share a port.
 */
export function createGateway(services: GatewayServices, limits: GatewayLimits = {}): Server {
  const { headersTimeoutMs = HEADERS_TIMEOUT_MS } = limits;
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: 30_000,
    // Without a word on it, no limit on the whole request is none on its headers either.
    requestTimeout: 0,
    headersTimeout: headersTimeoutMs,
    connectionsCheckingInterval: Math.min(headersTimeoutMs / 4, 5000),
  });
  const serve = (incoming: IncomingMessage, response: ServerResponse) => {
    void handle(services, readWireRequest(incoming), response).catch(() => response.destroy());
  };
  server.on("request", serve);
  // A body that is waited for may not be sent at all: each operation says when it wants it.
  server.on("checkContinue", serve);
  // Any other expectation is one that S3 does not know of.
  server.on("checkExpectation", serve);
  server.on("clientError", refuseMalformed);
  return server;
}

async function handle(
  services: GatewayServices,
  request: WireRequest,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomBytes(8).toString("hex").toUpperCase();
  response.setHeader("x-amz-request-id", requestId);
  response.setHeader("x-amz-id-2", "cloudapi-local");
  let authorization: Authorization | undefined;
  try {
    authorization = readAuthorization(request);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    sendS3Error(error, request, response, requestId);
    return;
  }
  const service = authorization?.service ?? guessService(request);
  if (service === "s3") await services.s3(request, authorization, response, requestId);
  else await serveBuffered(services, { request, authorization, response, requestId, service });
}

/** An unsigned request is refused in the words of the service it seems to be for. */
function guessService({ headers }: WireRequest): string {
  const target = headers.get("x-amz-target");
  if (target === undefined)
    return headers.get("content-type")?.startsWith("application/x-www-form-urlencoded")
      ? "sns"
      : "s3";
  return target.startsWith("AmazonSQS.") ? "sqs" : "athena";
}

const FAULTS: Readonly<Record<string, readonly [code: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: [
    "RequestHeaderSectionTooLarge",
    "Your request header section exceeds the maximum allowed size.",
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    "RequestTimeout",
    "Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.",
  ],
};

function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const [code, message] = FAULTS[error.code ?? ""] ?? [
    "BadRequest",
    "The request is not well-formed HTTP.",
  ];
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: application/xml\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}
