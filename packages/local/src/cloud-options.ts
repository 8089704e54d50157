import { checkOptionNames } from "@cloudapi/core/internal";
import type { CloudIdentity } from "./cloud-identity.ts";
import type { DeliveryFailure } from "./events/delivery-queue.ts";
import type { FunctionHandler } from "./events/function-context.ts";
import type { S3Event } from "./events/s3-event.ts";
import { MESSAGING_ACCOUNT_ID } from "./messaging/account-id.ts";

/** How an embedded cloud is to be. */
export interface LocalCloudOptions {
  /** A folder in which buckets and objects outlive the process; without it they end with the cloud. */
  readonly dataDir?: string;
  /**
   * Keep everything in a damaged data folder that can be read and set the rest aside, in a folder of its own there;
   * what that was is in the cloud's `repaired`. Default: a damaged folder is refused.
   */
  readonly repairDataDir?: boolean;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Default an obviously fake one. */
  readonly accessKeyId?: string;
  /** Default an obviously fake one. */
  readonly secretAccessKey?: string;
  /** Handlers by function name, for bucket notifications that name a function's ARN. */
  readonly functions?: Readonly<Record<string, FunctionHandler<S3Event>>>;
  /** Called for every event that did not reach its destination; they are also in `failures`. */
  readonly onDeliveryFailure?: (failure: DeliveryFailure) => void;
}

const KNOWN = [
  "dataDir",
  "repairDataDir",
  "region",
  "accessKeyId",
  "secretAccessKey",
  "functions",
  "onDeliveryFailure",
] as const satisfies (keyof LocalCloudOptions)[];

/** Check the options and fill in the defaults of who the cloud is. */
export function readIdentity(options: LocalCloudOptions): CloudIdentity {
  checkOptionNames("startLocalCloud", options, KNOWN);
  for (const name of ["dataDir", "region", "accessKeyId", "secretAccessKey"] as const) {
    const value: unknown = options[name];
    if (value !== undefined && (typeof value !== "string" || value === "")) {
      throw new TypeError(
        `startLocalCloud: ${name} must be a non-empty string, not ${JSON.stringify(value)}.`,
      );
    }
  }
  const repair: unknown = options.repairDataDir;
  if (repair !== undefined && typeof repair !== "boolean") {
    throw new TypeError(
      `startLocalCloud: repairDataDir must be true or false, not ${JSON.stringify(repair)}.`,
    );
  }
  const { region = "us-east-1" } = options;
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new TypeError(
      `startLocalCloud: region must look like an AWS region, such as "eu-west-1", not "${region}".`,
    );
  }
  return {
    region,
    accountId: MESSAGING_ACCOUNT_ID,
    accessKeyId: options.accessKeyId ?? "AKIALOCALCLOUDEXAMPLE",
    secretAccessKey: options.secretAccessKey ?? "local-cloud-secret-not-for-aws",
  };
}
