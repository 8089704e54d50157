import { apiLogs } from "@cloudapi/core";
import { buildCreateTable, type CreateTableInput } from "@cloudapi/redshift";

export async function use(): Promise<string> {
  const input: CreateTableInput = { schema: "logs" };
  return buildCreateTable(apiLogs, input)[0]?.split("\n")[0] ?? "";
}

export const expected = 'CREATE TABLE IF NOT EXISTS "logs"."api_logs" (';
