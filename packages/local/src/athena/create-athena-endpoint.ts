import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import { checkOptionNames } from "@cloudapi/core/internal";
import type { ServiceEndpoint, ServiceResponse } from "../http/service-endpoint.ts";
import { ApiError } from "./api/api-error.ts";
import type { ApiContext } from "./api/operations.ts";
import { OPERATIONS } from "./api/operations.ts";
import { readBody } from "./api/read-input.ts";
import { RequestTokens } from "./api/request-tokens.ts";
import { WorkGroups } from "./api/work-groups.ts";
import { Catalog } from "./catalog/catalog.ts";
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
  /** How much memory results may take, beside the last one. Default 64 MiB; the rest is read from where it was written. */
  readonly resultBytes?: number;
}

const KNOWN = [
  "s3",
  "now",
  "tempDir",
  "cacheBytes",
  "resultBytes",
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
  const { s3, now = () => new Date() } = options;
  const { cacheBytes = DEFAULT_CACHE_BYTES, resultBytes = DEFAULT_RESULT_BYTES } = options;
  const folder = mkdtempSync(join(options.tempDir ?? tmpdir(), "cloudapi-athena-"));
  const catalog = new Catalog();
  const session = openSession(folder);
  const client = typeof s3 === "function" ? s3 : () => s3;
  const cache = new ObjectCache(folder, cacheBytes);
  const executions = new Executions(
    { catalog, session, cache, s3: client, now },
    { executions: KEPT_EXECUTIONS, resultBytes },
  );
  const context: ApiContext = {
    catalog,
    executions,
    workGroups: new WorkGroups(now()),
    tokens: new RequestTokens(),
    now,
  };
  return {
    handle: ({ headers, body }) => respond(headers.get("x-amz-target"), body, context),
    async close() {
      await executions.close();
      session.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function respond(
  target: string | undefined,
  body: Uint8Array,
  context: ApiContext,
): Promise<ServiceResponse> {
  const headers = { "content-type": "application/x-amz-json-1.1" };
  try {
    return {
      status: 200,
      headers,
      body: JSON.stringify(await operationOf(target ?? "")(readBody(body), context)),
    };
  } catch (error) {
    const failure =
      error instanceof ApiError
        ? error
        : new ApiError(
            "InternalServerException",
            error instanceof Error ? error.message : String(error),
            undefined,
            500,
          );
    return { status: failure.status, headers, body: JSON.stringify(failure.body) };
  }
}

function operationOf(target: string) {
  const name = /^AmazonAthena\.(\w+)$/.exec(target)?.[1] ?? "";
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (operation !== undefined) return operation;
  throw new ApiError(
    "UnknownOperationException",
    `The embedded Athena does not support the operation ${name === "" ? target : name} (see docs/local-athena.md)`,
  );
}
