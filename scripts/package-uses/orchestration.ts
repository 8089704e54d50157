import { checkDefinition, type DefinitionIssue, nextRuns } from "@cloudapi/orchestration";

export async function use(): Promise<string> {
  const [issue]: DefinitionIssue[] = checkDefinition({ StartAt: "A", States: {} });
  const from = new Date("2026-01-01T00:00:00Z");
  const { runs } = nextRuns({ expression: "cron(0 2 * * ? *)", from });
  return `${issue?.code} ${runs[0]?.toISOString()}`;
}

export const expected = "SCHEMA_VALIDATION_FAILED 2026-01-01T02:00:00.000Z";
