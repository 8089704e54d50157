import {
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import { DeployError, explainDenial, nameOf } from "../deploy-error.ts";
import { type Patience, sendOptions, until } from "../patience.ts";

/** The function's configuration; `undefined` when there is no such function. */
export async function configurationOf(
  lambda: LambdaClient,
  FunctionName: string,
  options: Patience,
): Promise<FunctionConfiguration | undefined> {
  try {
    return await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName }),
      sendOptions(options),
    );
  } catch (error) {
    if (nameOf(error) === "ResourceNotFoundException") return undefined;
    throw explainDenial("lambda:GetFunctionConfiguration", FunctionName, error);
  }
}

/** Wait until no creation or update is running, whatever became of it. */
export async function settled(
  lambda: LambdaClient,
  functionName: string,
  options: Patience,
): Promise<void> {
  const found = await until(async () => {
    const state = (await configurationOf(lambda, functionName, options)) ?? {};
    return isBusy(state) ? undefined : state;
  }, options);
  if (found === undefined) throw notReady(functionName, { State: "Pending" });
}

function isBusy({ State, LastUpdateStatus }: FunctionConfiguration): boolean {
  return State === "Pending" || LastUpdateStatus === "InProgress";
}

/** The function's configuration once it can be invoked and no update is running. */
export async function ready(
  lambda: LambdaClient,
  functionName: string,
  options: Patience,
): Promise<FunctionConfiguration> {
  let last: FunctionConfiguration = {};
  const found = await until(async () => {
    last = (await configurationOf(lambda, functionName, options)) ?? {};
    if (last.State === "Failed" || last.LastUpdateStatus === "Failed") {
      const reason = last.LastUpdateStatusReason ?? last.StateReason ?? "Lambda gives no reason";
      throw new DeployError(
        "FUNCTION_FAILED",
        `Function ${functionName} could not be made ready: ${reason}.`,
        functionName,
      );
    }
    return last.FunctionArn !== undefined && !isBusy(last) ? last : undefined;
  }, options);
  if (found === undefined) throw notReady(functionName, last);
  return found;
}

export function notReady(
  functionName: string,
  { State, LastUpdateStatus }: FunctionConfiguration,
): DeployError {
  return new DeployError(
    "FUNCTION_NOT_READY",
    `Function ${functionName} is not ready yet (state ${State ?? "unknown"}, last update ${LastUpdateStatus ?? "unknown"}); run again, or raise timeoutMs.`,
    functionName,
  );
}
