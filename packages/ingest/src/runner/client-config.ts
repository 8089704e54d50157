import { S3Client } from "@aws-sdk/client-s3";
import type { Environment } from "./read-settings.ts";

/** Where a client of AWS finds its service, as settings say, also those of a file; what they leave open, AWS's SDK looks for. */
export function clientConfig(environment: Environment, service: "S3" | "GLUE") {
  const said = (name: string) => (environment[name] ?? "").trim();
  const region = said("AWS_REGION");
  const isIgnored = said("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") === "true";
  const own = said(`AWS_ENDPOINT_URL_${service}`) || said("AWS_ENDPOINT_URL");
  const endpoint = isIgnored ? "" : own;
  return {
    ...(region !== "" && { region }),
    ...(endpoint !== "" && { endpoint }),
    // Servers that stand for S3 have buckets in the path.
    ...(endpoint !== "" && service === "S3" && { forcePathStyle: true }),
  };
}

/** A client that is asked for its region alone, whatever is wrong with endpoints. */
export function regionalClient(environment: Environment): S3Client {
  const { region } = clientConfig(environment, "S3");
  return new S3Client(region === undefined ? {} : { region });
}
