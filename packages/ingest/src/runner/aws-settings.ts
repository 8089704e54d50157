import { readSetting, type SettingIssue } from "@cloudapi/core/internal";
import { REGION } from "./settings.ts";

const ENDPOINTS = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_GLUE"];

/** What the SDK of AWS takes from the environment, and would tell of only when it is used. */
export function checkAwsSettings(
  environment: Readonly<Record<string, string | undefined>>,
  issues: SettingIssue[],
): void {
  readSetting(environment, REGION, issues);
  for (const variable of ENDPOINTS) {
    const text = (environment[variable] ?? "").trim();
    if (text === "" || /^https?:$/.test(protocolOf(text))) continue;
    // A password may be in it.
    issues.push({ variable, message: "expected a URL such as http://localhost:9000" });
  }
}

function protocolOf(text: string): string {
  return URL.canParse(text) ? new URL(text).protocol : "";
}

/** What is wrong where a client knows no region, which may also be in a profile: nothing can be asked without. */
export async function missingRegion(client: {
  readonly config: { region(): Promise<string> };
}): Promise<SettingIssue[]> {
  const region = await client.config.region().catch(() => "");
  if (region !== "") return [];
  const message = `is missing: ${REGION.expected}, or a profile of AWS that has one`;
  return [{ variable: "AWS_REGION", message }];
}
