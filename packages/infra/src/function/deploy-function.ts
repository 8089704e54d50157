import { createHash } from "node:crypto";
import type { FunctionConfiguration, LambdaClient } from "@aws-sdk/client-lambda";
import { checkOptionNames } from "@cloudapi/core/internal";
import { PATIENCE, type Patience } from "../patience.ts";
import { createFunction } from "./create-function.ts";
import type { DeployFunctionInput } from "./deploy-function-input.ts";
import { configurationOf, ready, settled } from "./function-state.ts";
import { updateCode, updateConfiguration } from "./update-function.ts";

/** What was done. */
export interface DeployedFunction {
  readonly functionArn: string;
  /** `created`, `updated` where code or configuration differed, or `unchanged`. */
  readonly change: "created" | "updated" | "unchanged";
  /** SHA-256 of the zip, base64, as Lambda gives it. */
  readonly codeSha256: string;
}

const KNOWN = [
  "functionName",
  "zip",
  "roleArn",
  "handler",
  "runtime",
  "memoryMb",
  "timeoutSeconds",
  "environment",
  "deadLetterArn",
  "architecture",
];

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
 * import { deployFunction } from "@cloudapi/infra";
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
export async function deployFunction(
  lambda: LambdaClient,
  input: DeployFunctionInput,
  options: Patience = {},
): Promise<DeployedFunction> {
  checkOptionNames("deployFunction", input, KNOWN);
  checkOptionNames("deployFunction", options, PATIENCE);
  checkZip(input.zip);
  const codeSha256 = createHash("sha256").update(input.zip).digest("base64");
  const found = await configurationOf(lambda, input.functionName, options);
  const isCreated = found === undefined && (await createFunction(lambda, input, options));
  // Another run that created it in between may have had other code.
  const isUpdated = !isCreated && (await update(lambda, input, codeSha256, options));
  const { FunctionArn: functionArn = "" } = await ready(lambda, input.functionName, options);
  return {
    functionArn,
    change: isCreated ? "created" : isUpdated ? "updated" : "unchanged",
    codeSha256,
  };
}

async function update(
  lambda: LambdaClient,
  input: DeployFunctionInput,
  codeSha256: string,
  options: Patience,
): Promise<boolean> {
  await settled(lambda, input.functionName, options);
  const found: FunctionConfiguration =
    (await configurationOf(lambda, input.functionName, options)) ?? {};
  const isNewCode = await updateCode(lambda, input, found, codeSha256, options);
  const isNewConfiguration = await updateConfiguration(lambda, input, found, options);
  return isNewCode || isNewConfiguration;
}

const MAX_ZIP_BYTES = 52_428_800;

function checkZip(zip: unknown): void {
  if (!(zip instanceof Uint8Array) || zip[0] !== 0x50 || zip[1] !== 0x4b) {
    throw new TypeError(
      'deployFunction: zip must be the bytes of a zip file, such as await readFile("function.zip").',
    );
  }
  if (zip.length > MAX_ZIP_BYTES) {
    throw new RangeError(
      `deployFunction: the zip has ${zip.length} bytes; Lambda accepts ${MAX_ZIP_BYTES} in a request. Bundle and minify the handler with esbuild.`,
    );
  }
}
