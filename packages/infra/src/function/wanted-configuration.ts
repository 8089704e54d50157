import type { DeployFunctionInput } from "./deploy-function-input.ts";

/** The configuration that a function should have, as Lambda takes it. */
export function wantedConfiguration({
  roleArn,
  handler = "index.handler",
  runtime = "nodejs22.x",
  memoryMb = 512,
  timeoutSeconds = 300,
  environment = {},
  deadLetterArn,
}: DeployFunctionInput) {
  return {
    Role: roleArn,
    Handler: handler,
    Runtime: runtime,
    MemorySize: memoryMb,
    Timeout: timeoutSeconds,
    Environment: { Variables: { ...environment } },
    ...(deadLetterArn === undefined ? {} : { DeadLetterConfig: { TargetArn: deadLetterArn } }),
  };
}
