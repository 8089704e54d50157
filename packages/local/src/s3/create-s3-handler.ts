import type { ServerResponse } from "node:http";
import type { WireRequest } from "../http/wire-request.ts";
import { AuthError } from "../signature/auth-error.ts";
import type { Authorization } from "../signature/read-authorization.ts";
import { verifySignature } from "../signature/verify-signature.ts";
import { authorize } from "./access/access-of.ts";
import { hideMissing } from "./access/hide-missing.ts";
import { addCorsHeaders, answerPreflight, type CrossOriginRequest } from "./cors/answer-cors.ts";
import { Exchange, type S3Services } from "./exchange.ts";
import { findOperation } from "./find-operation.ts";
import { isForm, postObject } from "./operations/post-object.ts";
import { notImplemented, S3Error } from "./s3-error.ts";
import { writeXmlDocument } from "./xml/write-xml.ts";

/** Answers one request to S3. */
export type S3Handler = (
  request: WireRequest,
  authorization: Authorization | undefined,
  response: ServerResponse,
  requestId: string,
) => Promise<void>;

/** Make the S3 endpoint over a store. */
export function createS3Handler(services: S3Services): S3Handler {
  return async (request, authorization, response, requestId) => {
    let exchange: Exchange | undefined;
    try {
      const target = locate(request);
      if (request.method === "OPTIONS") {
        answerPreflight(services.store, target, response);
        return;
      }
      addCorsHeaders(services.store, target, response);
      if (authorization === undefined && isForm(request)) {
        if (target.key !== "") throw new S3Error("MethodNotAllowed");
        const { bucketName } = target;
        await postObject({ services, requestId, bucketName, wire: request, response });
        return;
      }
      exchange = openExchange(services, {
        request,
        target,
        authorization,
        response,
        requestId,
      });
      const operation = findOperation(exchange);
      authorize(operation.name, exchange);
      await operation.run(exchange);
    } catch (error) {
      sendS3Error(hideMissing(error, exchange), request, response, requestId);
    }
  };
}

interface Call {
  readonly request: WireRequest;
  readonly target: CrossOriginRequest;
  readonly authorization: Authorization | undefined;
  readonly response: ServerResponse;
  readonly requestId: string;
}

function locate({ method, headers, path }: WireRequest): CrossOriginRequest {
  if (path === undefined) throw new S3Error("InvalidURI");
  return { method, headers, ...readTarget(headers.get("host") ?? "", path) };
}

function openExchange(services: S3Services, call: Call): Exchange {
  const { request, target, authorization, response, requestId } = call;
  if (authorization === undefined) throw new S3Error("AccessDenied");
  const headers = effectiveHeaders(request, authorization);
  const payloadHash = readPayloadHash(authorization, headers);
  const { credential, now, identity } = services;
  const { region } = identity;
  const seed = verifySignature(request, authorization, payloadHash, { credential, region, now });
  const { bucketName, key } = target;
  const query = new Map(request.query.filter(([name]) => !/^x-amz-/i.test(name)));
  return new Exchange({
    services,
    requestId,
    bucketName,
    key,
    query,
    headers,
    wire: request,
    response,
    payloadHash,
    seed,
    authentication: authorization.kind === "query" ? "REST-QUERY-STRING" : "REST-HEADER",
  });
}

/** The bucket and key of a request: both in the path, or the bucket in front of the host's name. */
function readTarget(host: string, path: string): { bucketName: string; key: string } {
  const [, bucket, name] = /^(?:(.+)\.)?(localhost|127\.0\.0\.1)(?::\d+)?$/i.exec(host) ?? [];
  if (name === undefined) {
    throw notImplemented(`the host "${host.slice(0, 100)}": use 127.0.0.1 or localhost`);
  }
  if (bucket !== undefined) return { bucketName: bucket, key: path.slice(1) };
  const slash = path.indexOf("/", 1);
  if (slash === -1) return { bucketName: path.slice(1), key: "" };
  return { bucketName: path.slice(1, slash), key: path.slice(slash + 1) };
}

/** A presigned URL carries headers as parameters; the header itself wins. */
function effectiveHeaders(
  request: WireRequest,
  authorization: Authorization,
): ReadonlyMap<string, string> {
  if (authorization.kind === "header") return request.headers;
  const carried = request.query
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith("x-amz-") && !SIGNATURE_PARAMETERS.has(name));
  return new Map([...carried, ...request.headers]);
}

const SIGNATURE_PARAMETERS = new Set([
  "x-amz-algorithm",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-expires",
  "x-amz-signedheaders",
  "x-amz-signature",
  "x-amz-security-token",
]);

function readPayloadHash(
  authorization: Authorization,
  headers: ReadonlyMap<string, string>,
): string {
  const text = headers.get("x-amz-content-sha256");
  if (text === undefined) {
    if (authorization.kind === "query") return "UNSIGNED-PAYLOAD";
    throw new S3Error(
      "InvalidRequest",
      "Missing required header for this request: x-amz-content-sha256",
    );
  }
  if (text === "UNSIGNED-PAYLOAD" || /^[\da-f]{64}$/.test(text)) return text;
  if (/^STREAMING-(AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?|UNSIGNED-PAYLOAD-TRAILER)$/.test(text))
    return text;
  throw new S3Error(
    "InvalidArgument",
    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-UNSIGNED-PAYLOAD-TRAILER or a valid sha256 value.",
    { details: { ArgumentName: "x-amz-content-sha256", ArgumentValue: text.slice(0, 100) } },
  );
}

/** Answer with an error document in S3's shape; a fault of our own is a 500 that says so. */
export function sendS3Error(
  error: unknown,
  request: WireRequest,
  response: ServerResponse,
  requestId: string,
): void {
  if (response.destroyed) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const known = asKnownError(error);
  for (const [name, value] of Object.entries(known.headers)) response.setHeader(name, value);
  if (request.method === "HEAD" || known.status === 304) {
    response.writeHead(known.status).end();
    return;
  }
  const body = writeXmlDocument(
    "Error",
    {
      Code: known.code,
      Message: known.message,
      Resource: request.path,
      ...known.details,
      RequestId: requestId,
      HostId: "cloudapi-local",
    },
    false,
  );
  response.writeHead(known.status, {
    "content-type": "application/xml",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

interface KnownError {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly details: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

function asKnownError(error: unknown): KnownError {
  if (error instanceof S3Error) return error;
  if (error instanceof AuthError) {
    const { code, status, message, details } = error;
    return { code, status, message, details, headers: {} };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new S3Error("InternalError", `The embedded cloud failed: ${reason}`);
}
