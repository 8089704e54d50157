import { createHash } from "node:crypto";
import type { Catalog } from "../catalog/catalog.ts";
import type { Execution } from "../run/execution.ts";
import { describeExecution } from "../run/execution.ts";
import type { Executions } from "../run/executions.ts";
import { invalidRequest } from "./api-error.ts";
import {
  getDatabase,
  getDataCatalog,
  getTableMetadata,
  listDatabases,
  listDataCatalogs,
  listTableMetadata,
} from "./catalog-operations.ts";
import { getQueryResults } from "./get-query-results.ts";
import type { Input } from "./read-input.ts";
import {
  checkPaging,
  optionalString,
  optionalStrings,
  optionalStructure,
  pageOf,
  requiredString,
} from "./read-input.ts";
import type { RequestTokens } from "./request-tokens.ts";
import { checkToken } from "./request-tokens.ts";
import { startQuery } from "./start-query.ts";
import type { WorkGroups } from "./work-groups.ts";
import { describeWorkGroup, ENGINE_VERSION, summarizeWorkGroup } from "./work-groups.ts";

/** What the operations of one embedded Athena share. */
export interface ApiContext {
  readonly catalog: Catalog;
  readonly executions: Executions;
  readonly workGroups: WorkGroups;
  readonly tokens: RequestTokens;
  readonly now: () => Date;
}

type Output = Record<string, unknown>;

export type Operation = (input: Input, context: ApiContext) => Output | Promise<Output>;

/** Every operation the embedded Athena has; what isn't here is refused by name. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  StartQueryExecution: startQueryExecution,
  GetQueryExecution: (input, context) => ({
    QueryExecution: describeExecution(find(input, context), ENGINE_VERSION),
  }),
  BatchGetQueryExecution: batchGetQueryExecution,
  GetQueryResults(input, context) {
    const { maxResults, nextToken } = checkPaging(input, 100_000);
    return getQueryResults(find(input, context), context.executions, maxResults, nextToken);
  },
  StopQueryExecution(input, context) {
    context.executions.stop(find(input, context));
    return {};
  },
  ListQueryExecutions(input, context) {
    const group = context.workGroups.get(optionalString(input, "WorkGroup") ?? "primary");
    const { items, next } = pageOf(context.executions.list(group.name), checkPaging(input, 50), 50);
    return { QueryExecutionIds: items.map((execution) => execution.id), ...next };
  },
  GetWorkGroup: (input, { workGroups }) => ({
    WorkGroup: describeWorkGroup(workGroups.get(requiredString(input, "WorkGroup"))),
  }),
  ListWorkGroups(input, { workGroups }) {
    const { items, next } = pageOf(workGroups.list(), checkPaging(input, 50), 50);
    return { WorkGroups: items.map(summarizeWorkGroup), ...next };
  },
  CreateWorkGroup(input, { workGroups, now }) {
    workGroups.create(requiredString(input, "Name"), input, now());
    return {};
  },
  UpdateWorkGroup(input, { workGroups }) {
    workGroups.update(requiredString(input, "WorkGroup"), input);
    return {};
  },
  DeleteWorkGroup(input, { workGroups }) {
    workGroups.remove(requiredString(input, "WorkGroup"));
    return {};
  },
  GetDatabase: (input, { catalog }) => getDatabase(input, catalog),
  ListDatabases: (input, { catalog }) => listDatabases(input, catalog),
  GetTableMetadata: (input, { catalog }) => getTableMetadata(input, catalog),
  ListTableMetadata: (input, { catalog }) => listTableMetadata(input, catalog),
  ListDataCatalogs: () => listDataCatalogs(),
  GetDataCatalog: (input) => getDataCatalog(input),
};

async function startQueryExecution(input: Input, context: ApiContext): Promise<Output> {
  requiredString(input, "QueryString");
  const token = checkToken(optionalString(input, "ClientRequestToken"));
  const fingerprint = requestFingerprint(input);
  const known = context.tokens.find(token, fingerprint);
  if (known !== undefined) return { QueryExecutionId: known };
  const execution = startQuery(input, context.workGroups, context.catalog);
  const unreachable = await context.executions.unreachable(execution.outputLocation);
  if (unreachable !== undefined) throw invalidRequest(unreachable);
  const meanwhile = context.tokens.find(token, fingerprint);
  if (meanwhile !== undefined) return { QueryExecutionId: meanwhile };
  context.tokens.remember(token, fingerprint, execution.id);
  context.executions.submit(execution);
  return { QueryExecutionId: execution.id };
}

/** What must be the same for a token to mean the same request; parameters and work group are not compared. */
function requestFingerprint(input: Input): string {
  const context = optionalStructure(input, "QueryExecutionContext") ?? {};
  const results = optionalStructure(input, "ResultConfiguration") ?? {};
  const request = [
    input["QueryString"],
    context["Catalog"],
    context["Database"],
    results["OutputLocation"],
  ];
  return createHash("sha256").update(JSON.stringify(request)).digest("base64");
}

function find(input: Input, context: ApiContext): Execution {
  const id = requiredString(input, "QueryExecutionId");
  const execution = context.executions.get(id);
  if (execution === undefined)
    throw invalidRequest(`QueryExecution ${id} was not found`, "QUERY_EXECUTION_NOT_FOUND");
  return execution;
}

const MAX_BATCH = 50;

function batchGetQueryExecution(input: Input, context: ApiContext): Output {
  const ids = optionalStrings(input, "QueryExecutionIds") ?? [];
  if (ids.length === 0 || ids.length > MAX_BATCH)
    throw invalidRequest(
      `1 validation error detected: Value at 'queryExecutionIds' failed to satisfy constraint: Member must have length between 1 and ${MAX_BATCH}`,
    );
  const found = ids.flatMap((id) => context.executions.get(id) ?? []);
  const missing = ids.filter((id) => context.executions.get(id) === undefined);
  return {
    QueryExecutions: found.map((execution) => describeExecution(execution, ENGINE_VERSION)),
    UnprocessedQueryExecutionIds: missing.map((id) => ({
      QueryExecutionId: id,
      ErrorCode: "QUERY_EXECUTION_NOT_FOUND",
      ErrorMessage: `QueryExecution ${id} was not found`,
    })),
  };
}
