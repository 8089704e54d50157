import type { Access } from "../access/authority.ts";
import type { RequestedAccess, ServiceRequest } from "../http/service-endpoint.ts";
import { type Input, readBody } from "./api/read-input.ts";
import { type CatalogPlace, catalogAccess, catalogTarget, tagAccess } from "./glue/glue-access.ts";
import type { Executions } from "./run/executions.ts";

/** What is needed to tell what a request is about. */
export interface AccessContext extends CatalogPlace {
  readonly executions: Executions;
  readonly bucketPolicy: ((bucket: string) => string | undefined) | undefined;
}

/** What a request to Athena or to the Glue catalog does, as policies name it. */
export function requestedAccess(
  { headers, body }: ServiceRequest,
  context: AccessContext,
): RequestedAccess {
  const [service = "", operation = ""] = (headers.get("x-amz-target") ?? "").split(".");
  const input = inputOf(body);
  if (input === undefined) return { operation, accesses: [] };
  if (service === "AWSGlue") return { operation, accesses: glueAccess(operation, input, context) };
  return { operation, accesses: athenaAccess(operation, input, context) };
}

/** What can't be read is refused by the operation, whoever asks. */
function inputOf(body: Buffer): Input | undefined {
  try {
    return readBody(body);
  } catch {
    return undefined;
  }
}

function glueAccess(operation: string, input: Input, context: AccessContext): Access[] {
  return /^(TagResource|UntagResource|GetTags)$/.test(operation)
    ? tagAccess(operation, input["ResourceArn"])
    : catalogAccess(context, catalogTarget(operation, input));
}

const OF_ALL = ["ListWorkGroups", "ListDataCatalogs"];
/** These have no work group to fall back on. */
const OF_WORK_GROUPS = ["GetWorkGroup", "UpdateWorkGroup", "DeleteWorkGroup"];
const OF_EXECUTIONS = [
  "GetQueryExecution",
  "GetQueryResults",
  "StopQueryExecution",
  "BatchGetQueryExecution",
];

/** Athena's operations on the catalog, and the one of Glue that each is. */
const ON_CATALOG: Readonly<Record<string, string | undefined>> = {
  GetDataCatalog: undefined,
  GetDatabase: "GetDatabase",
  ListDatabases: "GetDatabases",
  GetTableMetadata: "GetTable",
  ListTableMetadata: "GetTables",
};

function athenaAccess(operation: string, input: Input, context: AccessContext): Access[] {
  const action = `athena:${operation}`;
  const onGroup = (name: string) => ({ action, resource: arn(context, `workgroup/${name}`) });
  if (OF_ALL.includes(operation)) return [{ action, resource: "*" }];
  if (operation in ON_CATALOG) return [...catalogUse(operation, input, context)];
  if (OF_EXECUTIONS.includes(operation)) return ofExecutions(operation, input, context);
  if (operation === "CreateWorkGroup") return [onGroup(nameOf(input["Name"]))];
  const fallback = OF_WORK_GROUPS.includes(operation) ? "" : "primary";
  return [onGroup(nameOf(input["WorkGroup"] ?? fallback))];
}

function nameOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function arn({ region, accountId }: CatalogPlace, resource: string): string {
  return `arn:aws:athena:${region}:${accountId}:${resource}`;
}

function catalogUse(operation: string, input: Input, context: AccessContext): Access[] {
  const own = {
    action: `athena:${operation}`,
    resource: arn(context, "datacatalog/AwsDataCatalog"),
  };
  const glue = ON_CATALOG[operation];
  if (glue === undefined) return [own];
  const target = catalogTarget(glue, {
    DatabaseName: input["DatabaseName"],
    Name: glue === "GetDatabase" ? input["DatabaseName"] : undefined,
    TableName: input["TableName"],
  });
  return [own, ...catalogAccess(context, target)];
}

/** A statement's work group decides; its results are read with the caller's own rights, too. */
function ofExecutions(operation: string, input: Input, context: AccessContext): Access[] {
  const ids: unknown = input["QueryExecutionIds"] ?? [input["QueryExecutionId"]];
  const action = `athena:${operation}`;
  return (Array.isArray(ids) ? (ids as unknown[]) : []).flatMap((id) => {
    const execution = context.executions.get(String(id));
    // Of a statement that there is none of, nothing can be seen.
    const group = execution?.workGroup ?? "primary";
    const own = { action, resource: arn(context, `workgroup/${group}`) };
    if (execution === undefined || operation !== "GetQueryResults") return [own];
    return [own, readAccess(execution.outputLocation, context)];
  });
}

function readAccess(location: string, { bucketPolicy }: AccessContext): Access {
  const place = location.replace(/^s3:\/\//, "");
  const [bucket = ""] = place.split("/", 1);
  return {
    action: "s3:GetObject",
    resource: `arn:aws:s3:::${place}`,
    policy: bucketPolicy?.(bucket),
  };
}
