import * as z from "zod";
import { invalid } from "./data-api-error.ts";

/** Source: Amazon Redshift Management Guide, "Considerations when calling the Amazon Redshift Data API". */
const MAX_STATEMENT_BYTES = 100_000;
const MAX_BATCH = 40;
const MAX_PARAMETERS = 200;

const place = {
  Database: z.string().min(1),
  WorkgroupName: z.string().min(1).optional(),
  ClusterIdentifier: z.string().min(1).optional(),
  SecretArn: z.string().optional(),
  DbUser: z.string().optional(),
  ClientToken: z.string().min(1).max(64).optional(),
  StatementName: z.string().max(500).optional(),
  WithEvent: z.boolean().optional(),
  ResultFormat: z.literal("JSON").optional(),
  Parameters: z
    .array(z.strictObject({ name: z.string().regex(/^[0-9a-zA-Z_]+$/), value: z.string().min(1) }))
    .max(MAX_PARAMETERS)
    .optional(),
};

const sql = z.string().min(1);

/** The requests that the embedded Data API takes; a member that it does not know is refused by name. */
export const REQUESTS = {
  ExecuteStatement: z.strictObject({ ...place, Sql: sql }),
  BatchExecuteStatement: z.strictObject({ ...place, Sqls: z.array(sql).min(1).max(MAX_BATCH) }),
  DescribeStatement: z.strictObject({ Id: z.string() }),
  GetStatementResult: z.strictObject({ Id: z.string(), NextToken: z.string().optional() }),
  CancelStatement: z.strictObject({ Id: z.string() }),
  ListStatements: z.strictObject({
    Status: z
      .enum(["ABORTED", "ALL", "FAILED", "FINISHED", "PICKED", "STARTED", "SUBMITTED"])
      .optional(),
    StatementName: z.string().optional(),
    MaxResults: z.int().min(0).max(100).optional(),
    NextToken: z.string().optional(),
    RoleLevel: z.boolean().optional(),
  }),
};

/** A request to run statements. */
export type StatementRequest = Omit<z.infer<typeof REQUESTS.ExecuteStatement>, "Sql">;

/** Read a request of an operation. */
export function readRequest<K extends keyof typeof REQUESTS>(
  operation: K,
  body: Buffer,
): z.infer<(typeof REQUESTS)[K]> {
  const parsed = REQUESTS[operation].safeParse(jsonOf(body));
  if (parsed.success) return parsed.data as z.infer<(typeof REQUESTS)[K]>;
  const [issue] = parsed.error.issues;
  throw invalid(
    `1 validation error detected: ${issue?.path.join(".") || "request"}: ${issue?.message} (the embedded cloud's Data API knows ${Object.keys(REQUESTS[operation].shape).join(", ")})`,
  );
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Check what no single member tells. */
export function checkStatements(request: StatementRequest, statements: readonly string[]): void {
  if ((request.WorkgroupName === undefined) === (request.ClusterIdentifier === undefined))
    throw invalid("Either ClusterIdentifier or WorkgroupName must be given, and not both");
  for (const statement of statements)
    if (Buffer.byteLength(statement) > MAX_STATEMENT_BYTES)
      throw invalid("Cannot exceed SQL statement size: 100 KB");
}
