import { checkOptionNames } from "@cloudapi/core/internal";
import type { CloudIdentity } from "./cloud-identity.ts";
import type { DeliveryFailure } from "./events/delivery-queue.ts";
import type { FunctionHandler } from "./events/function-context.ts";
import type { S3Event } from "./events/s3-event.ts";
import { MESSAGING_ACCOUNT_ID } from "./messaging/account-id.ts";
import type { PostgresPool } from "./redshift/engine/postgres-engine.ts";

/** How an embedded cloud is to be. */
export interface LocalCloudOptions {
  /** A folder in which buckets and objects outlive the process; without it they end with the cloud. */
  readonly dataDir?: string;
  /**
   * Keep everything in a damaged data folder that can be read and set the rest aside, in a folder of its own there;
   * what that was is in the cloud's `repaired`. Default: a damaged folder is refused.
   */
  readonly repairDataDir?: boolean;
  /**
   * Judge every request by policies, as AWS does: of users and roles (`putUser`, `putRole`, AssumeRole), of buckets, queues
   * and topics. The cloud's own key is the root user's, which may do what nothing denies. Default: whoever has a key may do
   * everything.
   */
  readonly enforce?: boolean;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Default an obviously fake one. */
  readonly accessKeyId?: string;
  /** Default an obviously fake one. */
  readonly secretAccessKey?: string;
  /** Handlers by function name, for bucket notifications that name a function's ARN. */
  readonly functions?: Readonly<Record<string, FunctionHandler<S3Event>>>;
  /**
   * Whether Step Functions doesn't wait: its Wait states and the delays of its retries are over at once. Time-outs stay.
   * Default false.
   */
  readonly skipWaits?: boolean;
  /**
   * The time at which the clock of EventBridge Scheduler stands: it goes on by `passTime` only. Default it is the machine's, and
   * schedules fire by themselves.
   */
  readonly schedulesFrom?: Date;
  /**
   * The PostgreSQL that stands in for Redshift behind the Data API, as a pool of the driver `pg`; default one in this process
   * (PGlite), with one session.
   */
  readonly warehouse?: PostgresPool;
  /** Called for every event that did not reach its destination; they are also in `failures`. */
  readonly onDeliveryFailure?: (failure: DeliveryFailure) => void;
}

const KNOWN = [
  "dataDir",
  "repairDataDir",
  "enforce",
  "region",
  "accessKeyId",
  "secretAccessKey",
  "functions",
  "skipWaits",
  "schedulesFrom",
  "warehouse",
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
  for (const name of ["repairDataDir", "enforce", "skipWaits"] as const) {
    const value: unknown = options[name];
    if (value !== undefined && typeof value !== "boolean") {
      throw new TypeError(
        `startLocalCloud: ${name} must be true or false, not ${JSON.stringify(value)}.`,
      );
    }
  }
  const from: unknown = options.schedulesFrom;
  if (from !== undefined && !(from instanceof Date && !Number.isNaN(from.getTime())))
    throw new TypeError("startLocalCloud: schedulesFrom must be a valid Date.");
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
