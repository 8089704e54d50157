import {
  type FunctionConfiguration,
  type LambdaClient,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { explainDenial, nameOf } from "../deploy-error.ts";
import { type Patience, sendOptions, until } from "../patience.ts";
import type { DeployFunctionInput } from "./deploy-function-input.ts";
import { configurationOf, notReady, ready } from "./function-state.ts";
import { isUnassumable, notAssumable } from "./role-error.ts";
import { wantedConfiguration } from "./wanted-configuration.ts";

/** Send the code if it differs; whether it did. */
export async function updateCode(
  lambda: LambdaClient,
  input: DeployFunctionInput,
  found: FunctionConfiguration,
  codeSha256: string,
  options: Patience,
): Promise<boolean> {
  if (found.CodeSha256 === codeSha256) return false;
  await patiently(lambda, input.functionName, "lambda:UpdateFunctionCode", options, () =>
    lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: input.functionName, ZipFile: input.zip }),
      sendOptions(options),
    ),
  );
  await ready(lambda, input.functionName, options);
  return true;
}

/** Send the configuration if it differs; whether it did. */
export async function updateConfiguration(
  lambda: LambdaClient,
  input: DeployFunctionInput,
  found: FunctionConfiguration,
  options: Patience,
): Promise<boolean> {
  const target = wantedConfiguration(input);
  const same =
    found.Role === target.Role &&
    found.Handler === target.Handler &&
    found.Runtime === target.Runtime &&
    found.MemorySize === target.MemorySize &&
    found.Timeout === target.Timeout &&
    (input.deadLetterArn === undefined ||
      found.DeadLetterConfig?.TargetArn === input.deadLetterArn) &&
    sameVariables(found.Environment?.Variables ?? {}, target.Environment.Variables);
  if (same) return false;
  await patiently(
    lambda,
    input.functionName,
    "lambda:UpdateFunctionConfiguration, and iam:PassRole on the role,",
    options,
    () =>
      lambda.send(
        new UpdateFunctionConfigurationCommand({ FunctionName: input.functionName, ...target }),
        sendOptions(options),
      ),
  );
  return true;
}

/** Send again while another update is still running, or the role is not known yet. */
async function patiently(
  lambda: LambdaClient,
  functionName: string,
  action: string,
  options: Patience,
  send: () => Promise<unknown>,
): Promise<void> {
  let last: unknown;
  const sent = await until(async () => {
    try {
      await send();
      return true;
    } catch (error) {
      last = error;
      if (nameOf(error) === "ResourceConflictException" || isUnassumable(error)) return undefined;
      throw explainDenial(action, functionName, error);
    }
  }, options);
  if (sent === undefined && isUnassumable(last)) throw notAssumable("its role", functionName, last);
  if (sent === undefined)
    throw notReady(functionName, (await configurationOf(lambda, functionName, options)) ?? {});
}

function sameVariables(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
