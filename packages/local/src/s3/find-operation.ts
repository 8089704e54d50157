import type { Exchange } from "./exchange.ts";
import { checkKey, isGeneralPurposeName } from "./names.ts";
import type { Operation } from "./operation.ts";
import { OPERATIONS } from "./operation-table.ts";
import { refusedOperation } from "./refused-operations.ts";
import { notImplemented, S3Error } from "./s3-error.ts";

/** Headers any operation may carry. */
const COMMON_HEADERS = [
  "x-amz-date",
  "x-amz-content-sha256",
  "x-amz-user-agent",
  "x-amz-expected-bucket-owner",
  "x-amz-sdk-checksum-algorithm",
  "x-amz-te",
  "x-amz-security-token",
  // The AWS SDK for C++, and so pyarrow and ClickHouse, names the API's only version.
  "x-amz-api-version",
];

/**
 * The operation a request asks for.
 *
 * Every query parameter and `x-amz-*` header must be one the operation understands; anything else
 * would change its meaning unseen, so it is refused by name.
 *
 * @throws {S3Error} NotImplemented, MethodNotAllowed, AccessDenied, or a bad bucket name or key
 */
export function findOperation(exchange: Exchange): Operation {
  const target = exchange.bucketName === "" ? "service" : exchange.key === "" ? "bucket" : "object";
  const refused = refusedOperation(exchange, target);
  if (refused !== undefined) throw notImplemented(refused);
  const operation = OPERATIONS.find((candidate) => matches(candidate, exchange, target));
  if (operation === undefined) throw refuse(exchange, target);
  for (const name of exchange.query.keys()) {
    if (
      name === "x-id" ||
      operation.query.includes(name) ||
      operation.marks.some((mark) => mark.split("=")[0] === name)
    )
      continue;
    throw notImplemented(`the query parameter "${name}" of ${operation.name}`);
  }
  for (const name of exchange.headers.keys()) {
    if (name.startsWith("x-amz-") && !understands(operation, name)) {
      throw notImplemented(`the header "${name}" of ${operation.name}`);
    }
  }
  checkNames(exchange, target);
  return operation;
}

function matches(operation: Operation, exchange: Exchange, target: string): boolean {
  return (
    operation.method === exchange.method &&
    operation.target === target &&
    (operation.markHeader === undefined || exchange.headers.has(operation.markHeader)) &&
    operation.marks.every((mark) => {
      const [name = "", value] = mark.split("=");
      return (
        exchange.query.has(name) && (value === undefined || exchange.query.get(name) === value)
      );
    })
  );
}

function understands(operation: Operation, name: string): boolean {
  return [...COMMON_HEADERS, ...operation.headers].some((known) =>
    known.endsWith("*") ? name.startsWith(known.slice(0, -1)) : name === known,
  );
}

function refuse(exchange: Exchange, target: string): S3Error {
  const { method } = exchange;
  const known = OPERATIONS.some(
    (operation) => operation.method === method && operation.target === target,
  );
  const what = [...exchange.query.keys()].map((name) => `?${name}`).join(" ");
  if (known || what !== "")
    return notImplemented(
      `${method} ${what === "" ? "without a subresource" : what} on ${article(target)}`,
    );
  return new S3Error("MethodNotAllowed", undefined, {
    details: { Method: method, ResourceType: target.toUpperCase() },
  });
}

function article(target: string): string {
  return target === "object" ? "an object" : target === "bucket" ? "a bucket" : "the service";
}

function checkNames(exchange: Exchange, target: string): void {
  if (target === "service") return;
  if (!isGeneralPurposeName(exchange.bucketName)) {
    throw new S3Error("InvalidBucketName", undefined, {
      details: { BucketName: exchange.bucketName },
    });
  }
  checkKey(exchange.key);
  const owner = exchange.headers.get("x-amz-expected-bucket-owner");
  if (owner !== undefined && owner !== exchange.services.identity.accountId)
    throw new S3Error("AccessDenied");
}
