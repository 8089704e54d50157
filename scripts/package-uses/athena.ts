import { AthenaClient } from "@aws-sdk/client-athena";
import { buildCreateTable, runQuery, type Statement } from "@cloudapi/athena";
import { apiLogs } from "@cloudapi/core";

export async function use(): Promise<string> {
  const { sql }: Statement = buildCreateTable(apiLogs, {
    location: "s3://logs/api_logs/",
    database: "lake",
  });
  const athena = new AthenaClient({ region: "us-east-1" });
  const refused = await runQuery(
    athena,
    { sql, outputLocation: "s3://logs/results/" },
    {
      signal: AbortSignal.abort(new Error("stopped")),
    },
  ).catch(String);
  return `${sql.split("\n")[0]} ${typeof refused === "string" ? refused : "ran"}`;
}

export const expected = "CREATE EXTERNAL TABLE IF NOT EXISTS `lake`.`api_logs` ( Error: stopped";
