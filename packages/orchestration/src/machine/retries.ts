import type { JsonObject } from "../asl/asl.ts";

/** Errors that pass by themselves, by service: throttling and faults on the other side. */
const TRANSIENT = {
  lambda: [
    "Lambda.TooManyRequestsException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
  ],
  glue: [
    "Glue.ConcurrentRunsExceededException",
    "Glue.InternalServiceException",
    "Glue.OperationTimeoutException",
    "Glue.ThrottlingException",
    "Glue.ResourceNumberLimitExceededException",
  ],
  athena: [
    "Athena.TooManyRequestsException",
    "Athena.InternalServerException",
    "Athena.ThrottlingException",
    "Athena.SdkClientException",
  ],
  sns: ["SNS.InternalErrorException", "SNS.ThrottledException", "SNS.SdkClientException"],
  sqs: ["SQS.RequestThrottledException", "SQS.SdkClientException"],
  s3: ["S3.SlowDownException", "S3.InternalErrorException", "S3.SdkClientException"],
  states: [
    "StepFunctions.ThrottlingException",
    "StepFunctions.ExecutionLimitExceededException",
    "StepFunctions.SdkClientException",
  ],
} as const;

/** How often a state is tried after an error of the service's, and after a time-out. */
export const RETRIES = { transient: 6, timeout: 1 } as const;

/** Retriers of a state: of errors that pass with growing delays, randomly spread; of a time-out once. */
export function retriesOf(service: keyof typeof TRANSIENT): JsonObject[] {
  const slow = service === "glue";
  return [
    {
      ErrorEquals: TRANSIENT[service],
      IntervalSeconds: slow ? 30 : 2,
      MaxAttempts: RETRIES.transient,
      BackoffRate: 2,
      MaxDelaySeconds: slow ? 600 : 60,
      JitterStrategy: "FULL",
    },
    { ErrorEquals: ["States.Timeout"], IntervalSeconds: 5, MaxAttempts: RETRIES.timeout },
  ];
}
