import { randomUUID } from "node:crypto";
import type { CloudIdentity } from "../cloud-identity.ts";

/** What Lambda tells a handler of its surroundings, as far as a handler in this process can know. */
export interface FunctionContext {
  readonly functionName: string;
  readonly functionVersion: "$LATEST";
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis(): number;
}

/** A function that events are delivered to, as Lambda would call it. */
export type FunctionHandler<E = never> = (event: E, context: FunctionContext) => unknown;

const TIMEOUT_MS = 15 * 60_000;

/** The ARN of a function of this cloud. */
export function functionArn(identity: CloudIdentity, name: string): string {
  return `arn:aws:lambda:${identity.region}:${identity.accountId}:function:${name}`;
}

/** Make the context of one invocation. */
export function makeContext(identity: CloudIdentity, name: string): FunctionContext {
  const deadline = Date.now() + TIMEOUT_MS;
  return {
    functionName: name,
    functionVersion: "$LATEST",
    invokedFunctionArn: functionArn(identity, name),
    memoryLimitInMB: "128",
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: "local",
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(deadline - Date.now(), 0),
  };
}
