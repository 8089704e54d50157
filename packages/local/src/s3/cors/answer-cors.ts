import type { ServerResponse } from "node:http";
import { S3Error } from "../s3-error.ts";
import type { S3Store } from "../store/s3-store.ts";
import { type CorsRequest, corsHeaders, findCorsRule, isCorsMethod } from "./cors-rule.ts";

/** Of a request, what matters here. */
export interface CrossOriginRequest {
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly bucketName: string;
  readonly key: string;
}

/** Say beside any answer, also one that refuses, what the bucket allows to the origin of a request. */
export function addCorsHeaders(
  store: S3Store,
  { method, headers, bucketName }: CrossOriginRequest,
  response: ServerResponse,
): void {
  const origin = headers.get("origin");
  if (origin === undefined || !store.hasBucket(bucketName)) return;
  const request: CorsRequest = { origin, method, headers: [] };
  const rule = findCorsRule(store.bucket(bucketName).settings.cors ?? [], request);
  if (rule === undefined) return;
  for (const [name, value] of Object.entries(corsHeaders(rule, request)))
    response.setHeader(name, value);
}

/**
 * Answer what a browser asks before a request that needs to be allowed. Nobody signs this.
 *
 * @throws {S3Error} AccessForbidden, or BadRequest for a question that is not whole
 */
export function answerPreflight(
  store: S3Store,
  request: CrossOriginRequest,
  response: ServerResponse,
): void {
  if (!store.hasBucket(request.bucketName)) throw forbidden("Bucket not found", request);
  const rules = store.bucket(request.bucketName).settings.cors;
  if (rules === undefined) throw forbidden("CORS is not enabled for this bucket.", request);
  const asked = readPreflight(request.headers);
  const rule = findCorsRule(rules, asked);
  if (rule === undefined) throw forbidden(NOT_ALLOWED, request);
  for (const [name, value] of Object.entries(corsHeaders(rule, asked)))
    response.setHeader(name, value);
  response.writeHead(200, { "content-length": "0" }).end();
}

const NOT_ALLOWED =
  "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";

function readPreflight(headers: ReadonlyMap<string, string>): CorsRequest {
  const origin = headers.get("origin");
  if (origin === undefined)
    throw new S3Error("BadRequest", "Insufficient information. Origin request header needed.");
  const method = headers.get("access-control-request-method");
  if (method === undefined || !isCorsMethod(method))
    throw new S3Error(
      "BadRequest",
      `Invalid Access-Control-Request-Method: ${method?.slice(0, 30) ?? "null"}`,
    );
  const asked = (headers.get("access-control-request-headers") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  return { origin, method, headers: asked };
}

function forbidden(why: string, { key, headers }: CrossOriginRequest): S3Error {
  const method = headers.get("access-control-request-method")?.slice(0, 30) ?? "null";
  return new S3Error("AccessForbidden", `CORSResponse: ${why}`, {
    details: { Method: method, ResourceType: key === "" ? "BUCKET" : "OBJECT" },
  });
}
