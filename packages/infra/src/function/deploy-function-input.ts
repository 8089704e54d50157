import type { Architecture, Runtime } from "@aws-sdk/client-lambda";

/** The function as it should be. */
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
  /** SQS queue or SNS topic for events whose retries are used up; left as it is when left out. */
  readonly deadLetterArn?: string | undefined;
  /** Default `arm64`; it can be set only when the function is created. */
  readonly architecture?: Architecture | undefined;
}
