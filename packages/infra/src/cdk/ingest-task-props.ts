import type * as ecr from "aws-cdk-lib/aws-ecr";
import type * as logs from "aws-cdk-lib/aws-logs";
import type * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import type * as sns from "aws-cdk-lib/aws-sns";
import type { KnownBucket } from "./known-bucket.ts";

/** A load of a database into the lake at times. */
export interface IngestTaskProps {
  /** What the task, its cluster and its schedule are called. */
  readonly name: string;
  /** The repository with the image of the repository's `Dockerfile`. */
  readonly repository: ecr.IRepository;
  /** Which image of it: a tag, or a digest (`sha256:…`). */
  readonly tag: string;
  /** What the image is for; `X86_64` when left out. */
  readonly architecture?: "X86_64" | "ARM64" | undefined;
  /** Where tables are written. */
  readonly bucket: KnownBucket;
  /** Under which prefix; `tables/` when left out. */
  readonly prefix?: string | undefined;
  /** The database of the catalog in which tables are registered; none when left out. */
  readonly databaseName?: string | undefined;
  /** The secret with how to sign in to the database, a JSON object. */
  readonly secret: secretsmanager.ISecret;
  /** Which variable has which field of the secret, such as `{ POSTGRES_PASSWORD: "password" }`. */
  readonly secretFields: Readonly<Record<string, string>>;
  /** The other settings, such as `DB_TYPE`: docs/ingest.md has them. Bucket, prefix, database of the catalog and interval are no such. */
  readonly environment: Readonly<Record<string, string>>;
  /** When it runs: an expression of EventBridge Scheduler, such as `cron(0 1 * * ? *)`. */
  readonly schedule: string;
  /** The zone of the schedule's times; UTC when left out. */
  readonly timeZone?: string | undefined;
  /** Where it runs: subnets with a way to the database, S3, ECR, Secrets Manager and CloudWatch Logs. */
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Whether it has an address of its own in the internet, for public subnets; false when left out. */
  readonly assignPublicIp?: boolean | undefined;
  /** Processor units, 1024 a core; 1024 when left out. */
  readonly cpu?: number | undefined;
  /** Memory in MB; 2048 when left out. */
  readonly memoryMb?: number | undefined;
  /** Which topic is told of runs that failed or could not be started. */
  readonly alerts: sns.ITopic;
  /** How long its log is kept; a month when left out. */
  readonly logRetention?: logs.RetentionDays | undefined;
}
