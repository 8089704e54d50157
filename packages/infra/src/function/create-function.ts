import { CreateFunctionCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { explainDenial, nameOf } from "../deploy-error.ts";
import { type Patience, sendOptions, until } from "../patience.ts";
import type { DeployFunctionInput } from "./deploy-function-input.ts";
import { isUnassumable, notAssumable } from "./role-error.ts";
import { wantedConfiguration } from "./wanted-configuration.ts";

/** Create the function, waiting for its role; false when another run was first. */
export async function createFunction(
  lambda: LambdaClient,
  input: DeployFunctionInput,
  options: Patience,
): Promise<boolean> {
  let last: unknown;
  const command = new CreateFunctionCommand({
    ...wantedConfiguration(input),
    FunctionName: input.functionName,
    PackageType: "Zip",
    Architectures: [input.architecture ?? "arm64"],
    Code: { ZipFile: input.zip },
  });
  const created = await until(async (): Promise<boolean | undefined> => {
    try {
      await lambda.send(command, sendOptions(options));
      return true;
    } catch (error) {
      last = error;
      if (nameOf(error) === "ResourceConflictException") return false;
      if (isUnassumable(error)) return undefined;
      throw explainDenial(
        "lambda:CreateFunction, and iam:PassRole on the role,",
        input.functionName,
        error,
      );
    }
  }, options);
  if (created === undefined) throw notAssumable(input.roleArn, input.functionName, last);
  return created;
}
