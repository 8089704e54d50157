import { LambdaClient } from "@aws-sdk/client-lambda";
import { type DeployFunctionInput, deployFunction } from "@cloudapi/infra";

export async function use(): Promise<string> {
  const input: DeployFunctionInput = {
    functionName: "validate-logs",
    zip: new Uint8Array([1, 2, 3]),
    roleArn: "arn:aws:iam::123456789012:role/validate-logs",
  };
  const refused = deployFunction(new LambdaClient({ region: "us-east-1" }), input);
  return refused.then(
    () => "deployed",
    (error: unknown) => (error instanceof TypeError ? "refused" : "failed"),
  );
}

export const expected = "refused";
