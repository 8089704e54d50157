import type { Environment } from "./read-settings.ts";

/** Servers that stand for S3 have buckets in the path. */
export function clientConfig(environment: Environment) {
  const endpoint = environment["AWS_ENDPOINT_URL_S3"] ?? environment["AWS_ENDPOINT_URL"];
  return endpoint === undefined ? {} : { forcePathStyle: true };
}
