import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import { checkOptionNames } from "@cloudapi/core/internal";
import type { ServiceEndpoint, ServiceRequest, ServiceResponse } from "../http/service-endpoint.ts";
import { MESSAGING_ACCOUNT_ID } from "../messaging/account-id.ts";
import { ApiError } from "./api/api-error.ts";
import type { ApiContext } from "./api/operations.ts";
import { OPERATIONS } from "./api/operations.ts";
import { type Input, readBody } from "./api/read-input.ts";
import { RequestTokens } from "./api/request-tokens.ts";
import { WorkGroups } from "./api/work-groups.ts";
import { Catalog } from "./catalog/catalog.ts";
import { GLUE_OPERATIONS } from "./glue/glue-operations.ts";
import type { GlueContext } from "./glue/operation.ts";
import { Tags } from "./glue/tags.ts";
import { embeddedCatalog } from "./iceberg/embedded-catalog.ts";
import { requestedAccess } from "./requested-access.ts";
import type { Delegation } from "./run/delegation.ts";
import { openSession } from "./run/duckdb/session.ts";
import { Executions } from "./run/executions.ts";
import { ObjectCache } from "./scan/objects/object-cache.ts";

export interface AthenaEndpointOptions {
  /** Where tables lie and results are written. */
  readonly s3: S3Client | (() => S3Client);
  /** The clock of `current_timestamp` and of projections that reach to NOW. Default the system's. */
  readonly now?: () => Date;
  /** A folder for copies of objects; it is made, and removed on close. Default one in the system's temporary folder. */
  readonly tempDir?: string;
  /** How much of the disk the copies may take. Default 1 GiB. */
  readonly cacheBytes?: number;
  /** Whose catalog it is, as Glue says. Default the embedded cloud's. */
  readonly accountId?: string;
  /** Where it is. Default us-east-1. */
  readonly region?: string;
  /** How much memory results may take, beside the last one. Default 64 MiB; the rest is read from where it was written. */
  readonly resultBytes?: number;
  /** On whose behalf statements run, where policies are enforced. */
  readonly delegation?: Delegation | undefined;
  /** The policy of a bucket. */
  readonly bucketPolicy?: (bucket: string) => string | undefined;
}

const KNOWN = [
  "s3",
  "now",
  "tempDir",
  "cacheBytes",
  "accountId",
  "region",
  "resultBytes",
  "delegation",
  "bucketPolicy",
] as const satisfies (keyof AthenaEndpointOptions)[];
const DEFAULT_CACHE_BYTES = 1024 ** 3;
const KEPT_EXECUTIONS = 10_000;
const DEFAULT_RESULT_BYTES = 64 * 1024 ** 2;

/**
 * Make an Athena endpoint: queries run on DuckDB over the objects behind an S3 client, with Trino's
 * semantics. What it can't do exactly it refuses by name.
 *
 * @throws {TypeError} for an unknown option
 */
export function createAthenaEndpoint(options: AthenaEndpointOptions): ServiceEndpoint {
  checkOptionNames("createAthenaEndpoint", options, KNOWN);
  const { s3, now = () => new Date(), delegation, bucketPolicy } = options;
  const { accountId = MESSAGING_ACCOUNT_ID, region = "us-east-1" } = options;
  const { cacheBytes = DEFAULT_CACHE_BYTES, resultBytes = DEFAULT_RESULT_BYTES } = options;
  const folder = mkdtempSync(join(options.tempDir ?? tmpdir(), "cloudapi-athena-"));
  const catalog = new Catalog(now(), delegation?.onCatalogUse);
  const session = openSession(folder);
  const client = typeof s3 === "function" ? s3 : () => s3;
  const iceberg = embeddedCatalog({ catalog, s3: client, now });
  const cache = new ObjectCache(folder, cacheBytes, delegation?.onCachedObject);
  const executions = new Executions(
    { catalog, iceberg, session, cache, s3: client, now, folder, delegation },
    { executions: KEPT_EXECUTIONS, resultBytes },
  );
  const context: ApiContext = {
    catalog,
    executions,
    workGroups: new WorkGroups(now()),
    tokens: new RequestTokens(),
    now,
  };
  const glue: GlueContext = { catalog, tags: new Tags(), now, accountId, region };
  return {
    accessOf: (request) =>
      Promise.resolve(requestedAccess(request, { accountId, region, executions, bucketPolicy })),
    handle: (request) => respond(request, (target) => operationOf(target, context, glue)),
    async close() {
      await executions.close();
      session.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An operation by the name in its request's header, with all it needs but the request. */
type Call = (input: Input) => unknown;

async function respond(
  { headers: sent, body }: ServiceRequest,
  call: (target: string) => Call,
): Promise<ServiceResponse> {
  const headers = { "content-type": "application/x-amz-json-1.1" };
  const target = sent.get("x-amz-target") ?? "";
  try {
    const answer = await call(target)(readBody(body));
    return { status: 200, headers, body: JSON.stringify(answer) };
  } catch (error) {
    const failure = error instanceof ApiError ? error : internalError(error, target);
    return { status: failure.status, headers, body: JSON.stringify(failure.body) };
  }
}

function internalError(error: unknown, target: string): ApiError {
  const type = GLUE.test(target) ? "InternalServiceException" : "InternalServerException";
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError(type, message, undefined, 500);
}

const GLUE = /^AWSGlue\.(\w+)$/;
const ATHENA = /^AmazonAthena\.(\w+)$/;

function operationOf(target: string, context: ApiContext, glue: GlueContext): Call {
  const ofGlue = GLUE.exec(target)?.[1];
  if (ofGlue !== undefined) {
    const operation = named(GLUE_OPERATIONS, ofGlue);
    if (operation === undefined) throw unknownOperation("Glue catalog", ofGlue, "docs/local.md");
    return (input) => operation(input, glue);
  }
  const name = ATHENA.exec(target)?.[1] ?? "";
  const operation = named(OPERATIONS, name);
  if (operation === undefined)
    throw unknownOperation("Athena", name === "" ? target : name, "docs/local-athena.md");
  return (input) => operation(input, context);
}

function named<T>(all: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(all, name) ? all[name] : undefined;
}

function unknownOperation(service: string, name: string, page: string): ApiError {
  return new ApiError(
    "UnknownOperationException",
    `The embedded ${service} does not support the operation ${name} (see ${page})`,
  );
}
