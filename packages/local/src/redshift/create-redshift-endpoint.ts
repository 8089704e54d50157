import type { S3Client } from "@aws-sdk/client-s3";
import type { CloudIdentity } from "../cloud-identity.ts";
import type { ServiceEndpoint, ServiceRequest } from "../http/service-endpoint.ts";
import { DataApiError } from "./api/data-api-error.ts";
import { Statements } from "./api/operations.ts";
import { REQUESTS } from "./api/read-request.ts";
import { StatementAccess } from "./api/statement-access.ts";
import type { SqlEngine } from "./engine/sql-engine.ts";

/** What the embedded Data API works with. */
export interface RedshiftEndpointOptions {
  /** Where manifests and files are. */
  readonly s3: S3Client;
  readonly engine: SqlEngine;
  /** Whose warehouses there are, and where. */
  readonly identity: Pick<CloudIdentity, "accountId" | "region">;
  readonly now?: () => number;
}

const PREFIX = "RedshiftData.";

/** The Redshift Data API over a PostgreSQL that stands in for the warehouse; what it hasn't is refused by name. */
export function createRedshiftEndpoint(options: RedshiftEndpointOptions): ServiceEndpoint {
  const { s3, engine, identity, now = Date.now } = options;
  const statements = new Statements({ s3, engine, now });
  const access = new StatementAccess(identity);
  return {
    accessOf: (request) => Promise.resolve(access.of(nameOf(request), request)),
    async handle(request) {
      const headers = { "content-type": "application/x-amz-json-1.1" };
      try {
        const body = await statements.answer(operationOf(request), request.body);
        if (nameOf(request).endsWith("ExecuteStatement")) access.keep(body, request.caller);
        return { status: 200, headers, body };
      } catch (error) {
        return { status: statusOf(error), headers, body: JSON.stringify(faultOf(error)) };
      }
    },
    async close() {
      await statements.close();
      await engine.close();
    },
  };
}

function nameOf({ headers }: ServiceRequest): string {
  return (headers.get("x-amz-target") ?? "").replace(PREFIX, "");
}

function operationOf(request: ServiceRequest): keyof typeof REQUESTS {
  const name = nameOf(request);
  if (Object.hasOwn(REQUESTS, name)) return name as keyof typeof REQUESTS;
  throw new DataApiError(
    "UnknownOperationException",
    `The embedded Redshift Data API does not support the operation ${name} (see docs/warehouse.md); it has ${Object.keys(REQUESTS).join(", ")}`,
  );
}

function statusOf(error: unknown): number {
  return error instanceof DataApiError ? 400 : 500;
}

function faultOf(error: unknown): object {
  const message = error instanceof Error ? error.message : String(error);
  const type = error instanceof DataApiError ? error.type : "InternalServerException";
  return { __type: type, message, Message: message };
}
