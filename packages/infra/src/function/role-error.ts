import { DeployError, nameOf } from "../deploy-error.ts";

export function notAssumable(roleArn: string, functionName: string, cause: unknown): DeployError {
  return new DeployError(
    "ROLE_NOT_ASSUMABLE",
    `Lambda can't assume ${roleArn}: its trust policy must let lambda.amazonaws.com call sts:AssumeRole.`,
    functionName,
    { cause },
  );
}

/** IAM is eventually consistent: a role made a moment ago is refused for some seconds. */
export function isUnassumable(error: unknown): boolean {
  return (
    nameOf(error) === "InvalidParameterValueException" &&
    /assumed|assume/i.test(String((error as Error).message))
  );
}
