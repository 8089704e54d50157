import { buildLambdaPolicy, lambdaTrustPolicy, type PolicyDocument } from "@cloudapi/iam";

export async function use(): Promise<string> {
  const policy: PolicyDocument = buildLambdaPolicy({ bucket: "logs", prefix: "raw/" });
  return `${policy.Version} ${JSON.stringify(policy).includes("*")} ${lambdaTrustPolicy().Version}`;
}

export const expected = "2012-10-17 true 2012-10-17";
