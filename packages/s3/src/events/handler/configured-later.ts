import { S3Client } from "@aws-sdk/client-s3";
import type { EventHandler } from "./handle-events.ts";

/** A function's environment variables, such as `process.env`. */
export type FunctionEnvironment = Readonly<Record<string, string | undefined>>;

/** A handler that is made when it is first invoked: what is wrong with its settings is an invocation's error, with its log and its retries. */
export function configuredLater<O>(configure: () => EventHandler<O>): EventHandler<O> {
  let configured: EventHandler<O> | undefined;
  return async (event, context) => {
    configured ??= configure();
    return configured(event, context);
  };
}

/** The client of a function: an endpoint of one's own has no name for each bucket. */
export function clientOf(environment: FunctionEnvironment): S3Client {
  const endpoint = environment["AWS_ENDPOINT_URL_S3"] ?? environment["AWS_ENDPOINT_URL"];
  return new S3Client({ forcePathStyle: endpoint !== undefined });
}

/**
 * Check what was passed as the environment.
 *
 * @throws {TypeError}
 */
export function checkEnvironment(what: string, environment: FunctionEnvironment): void {
  if (typeof environment !== "object" || environment === null)
    throw new TypeError(`${what}: pass the environment, such as process.env.`);
}
