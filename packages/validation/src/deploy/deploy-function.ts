import { createHash } from "node:crypto";
import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type Architecture,
  type FunctionConfiguration,
  type LambdaClient,
  type Runtime,
} from "@aws-sdk/client-lambda";
import { refuseUnknownOptions } from "@cloudapi/core";
import { DeployError, explainDenial, nameOf } from "./deploy-error.ts";
import { PATIENCE, sendOptions, until, type Patience } from "./patience.ts";

/** The function as it shall be. */
export interface DeployFunctionInput {
  readonly functionName: string;
  /** The deployment package, a zip file's bytes. */
  readonly zip: Uint8Array;
  /** The role it runs as. */
  readonly roleArn: string;
  /** Default `index.handler`. */
  readonly handler?: string | undefined;
  /** Default `nodejs22.x`. */
  readonly runtime?: Runtime | undefined;
  /** Default 512. */
  readonly memoryMb?: number | undefined;
  /** Default 300. */
  readonly timeoutSeconds?: number | undefined;
  /** All of its environment variables: one that is not named here is removed. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Default `arm64`; it can be set only when the function is created. */
  readonly architecture?: Architecture | undefined;
}

/** What was done. */
export interface DeployedFunction {
  readonly functionArn: string;
  /** `created`, `updated` where code or configuration differed, or `unchanged`. */
  readonly change: "created" | "updated" | "unchanged";
  /** SHA-256 of the zip, base64, as Lambda gives it. */
  readonly codeSha256: string;
}

const KNOWN = ["functionName", "zip", "roleArn", "handler", "runtime", "memoryMb", "timeoutSeconds", "environment", "architecture"];

/**
 * Create a Lambda function from a zip, or bring the one that is there to what is wanted, and wait until it is ready.
 *
 * Safe to repeat: code is sent only when its hash differs, configuration only where it differs. Waits for a role
 * that was made a moment ago, and for an update that is still running.
 *
 * IAM: `lambda:GetFunctionConfiguration`, `lambda:CreateFunction`, `lambda:UpdateFunctionCode`,
 * `lambda:UpdateFunctionConfiguration` on the function, `iam:PassRole` on the role.
 *
 * @throws {DeployError} `ROLE_NOT_ASSUMABLE`, `FUNCTION_FAILED`, `FUNCTION_NOT_READY`, `ACCESS_DENIED`
 *
 * @example
 * ```ts no-run needs an account
 * import { readFile } from "node:fs/promises";
 * import { LambdaClient } from "@aws-sdk/client-lambda";
 * import { deployFunction } from "@cloudapi/validation/deploy";
 *
 * const { functionArn, change } = await deployFunction(new LambdaClient({}), {
 *   functionName: "validate-logs",
 *   zip: await readFile("validator.zip"),
 *   roleArn: "arn:aws:iam::123456789012:role/validate-logs",
 *   environment: { CLOUDAPI_PROCESSED_BUCKET: "cloudapi-logs-processed" },
 * });
 * console.log(functionArn, change);
 * ```
 */
export async function deployFunction(lambda: LambdaClient, input: DeployFunctionInput, options: Patience = {}): Promise<DeployedFunction> {
  refuseUnknownOptions("deployFunction", input, KNOWN);
  refuseUnknownOptions("deployFunction", options, PATIENCE);
  if (!(input.zip instanceof Uint8Array) || input.zip.length === 0) throw new TypeError("deployFunction: zip must be the bytes of a zip file.");
  const codeSha256 = createHash("sha256").update(input.zip).digest("base64");
  const found = await configurationOf(lambda, input.functionName, options);
  if (found === undefined) {
    await create(lambda, input, options);
    return { functionArn: arnOf(await ready(lambda, input.functionName, options)), change: "created", codeSha256 };
  }
  await ready(lambda, input.functionName, options);
  const changes = [await updateCode(lambda, input, found, codeSha256, options), await updateConfiguration(lambda, input, found, options)];
  const functionArn = arnOf(await ready(lambda, input.functionName, options));
  return { functionArn, change: changes.includes(true) ? "updated" : "unchanged", codeSha256 };
}

async function configurationOf(lambda: LambdaClient, FunctionName: string, options: Patience): Promise<FunctionConfiguration | undefined> {
  try {
    return await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }), sendOptions(options));
  } catch (error) {
    if (nameOf(error) === "ResourceNotFoundException") return undefined;
    throw explainDenial("lambda:GetFunctionConfiguration", FunctionName, error);
  }
}

async function create(lambda: LambdaClient, input: DeployFunctionInput, options: Patience): Promise<void> {
  let last: unknown;
  const command = new CreateFunctionCommand({
    ...wanted(input), FunctionName: input.functionName, PackageType: "Zip",
    Architectures: [input.architecture ?? "arm64"], Code: { ZipFile: input.zip },
  });
  const created = await until(async () => {
    try {
      await lambda.send(command, sendOptions(options));
      return true;
    } catch (error) {
      last = error;
      if (isUnassumable(error)) return undefined;
      throw explainDenial("lambda:CreateFunction, and iam:PassRole on the role,", input.functionName, error);
    }
  }, options);
  if (created === undefined) {
    throw new DeployError("ROLE_NOT_ASSUMABLE", `Lambda can't assume ${input.roleArn}: its trust policy must let lambda.amazonaws.com call sts:AssumeRole.`, input.functionName, { cause: last });
  }
}

/** IAM is eventually consistent: a role made a moment ago is refused for some seconds. */
function isUnassumable(error: unknown): boolean {
  return nameOf(error) === "InvalidParameterValueException" && /assumed|assume/i.test(String((error as Error).message));
}

async function updateCode(lambda: LambdaClient, input: DeployFunctionInput, found: FunctionConfiguration, codeSha256: string, options: Patience): Promise<boolean> {
  if (found.CodeSha256 === codeSha256) return false;
  await patiently(lambda, input.functionName, "lambda:UpdateFunctionCode", options, () =>
    lambda.send(new UpdateFunctionCodeCommand({ FunctionName: input.functionName, ZipFile: input.zip }), sendOptions(options)));
  await ready(lambda, input.functionName, options);
  return true;
}

async function updateConfiguration(lambda: LambdaClient, input: DeployFunctionInput, found: FunctionConfiguration, options: Patience): Promise<boolean> {
  const target = wanted(input);
  const same =
    found.Role === target.Role && found.Handler === target.Handler && found.Runtime === target.Runtime &&
    found.MemorySize === target.MemorySize && found.Timeout === target.Timeout &&
    sameVariables(found.Environment?.Variables ?? {}, target.Environment.Variables);
  if (same) return false;
  await patiently(lambda, input.functionName, "lambda:UpdateFunctionConfiguration, and iam:PassRole on the role,", options, () =>
    lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: input.functionName, ...target }), sendOptions(options)));
  return true;
}

/** Send while another update is still running. */
async function patiently(lambda: LambdaClient, functionName: string, action: string, options: Patience, send: () => Promise<unknown>): Promise<void> {
  const sent = await until(async () => {
    try {
      await send();
      return true;
    } catch (error) {
      if (nameOf(error) === "ResourceConflictException") return undefined;
      throw explainDenial(action, functionName, error);
    }
  }, options);
  if (sent === undefined) throw notReady(functionName, (await configurationOf(lambda, functionName, options)) ?? {});
}

function wanted({ roleArn, handler = "index.handler", runtime = "nodejs22.x", memoryMb = 512, timeoutSeconds = 300, environment = {} }: DeployFunctionInput) {
  return { Role: roleArn, Handler: handler, Runtime: runtime, MemorySize: memoryMb, Timeout: timeoutSeconds, Environment: { Variables: { ...environment } } };
}

function sameVariables(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** The function's configuration once it can be invoked and no update is running. */
async function ready(lambda: LambdaClient, functionName: string, options: Patience): Promise<FunctionConfiguration> {
  let last: FunctionConfiguration = {};
  const found = await until(async () => {
    last = (await configurationOf(lambda, functionName, options)) ?? {};
    if (last.State === "Failed" || last.LastUpdateStatus === "Failed") {
      const reason = last.LastUpdateStatusReason ?? last.StateReason ?? "Lambda gives no reason";
      throw new DeployError("FUNCTION_FAILED", `Function ${functionName} could not be made ready: ${reason}.`, functionName);
    }
    const isReady = (last.State ?? "Active") !== "Pending" && (last.LastUpdateStatus ?? "Successful") === "Successful";
    return last.FunctionArn !== undefined && isReady ? last : undefined;
  }, options);
  if (found === undefined) throw notReady(functionName, last);
  return found;
}

function notReady(functionName: string, { State, LastUpdateStatus }: FunctionConfiguration): DeployError {
  return new DeployError("FUNCTION_NOT_READY", `Function ${functionName} is not ready yet (state ${State ?? "unknown"}, last update ${LastUpdateStatus ?? "unknown"}); run again, or raise timeoutMs.`, functionName);
}

function arnOf({ FunctionArn = "" }: FunctionConfiguration): string {
  return FunctionArn;
}
