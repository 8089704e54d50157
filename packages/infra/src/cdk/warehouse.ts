import { buildCopyPolicy, buildTrustPolicy, type PolicyDocument } from "@cloudapi/iam";
import { RemovalPolicy, Stack, Token } from "aws-cdk-lib";
import type * as iam from "aws-cdk-lib/aws-iam";
import type * as kms from "aws-cdk-lib/aws-kms";
import * as redshift from "aws-cdk-lib/aws-redshiftserverless";
import { Construct } from "constructs";
import { folderOf } from "./folder-of.ts";
import type { KnownBucket } from "./known-bucket.ts";
import { Placeholders } from "./placeholders.ts";
import { roleOf } from "./role-of.ts";

/** A warehouse of Redshift Serverless. */
export interface WarehouseProps {
  /** What namespace and work group are called: lower-case letters, digits and dashes. */
  readonly name: string;
  /** The bucket whose files COPY reads, and in which manifests are written. */
  readonly bucket: KnownBucket;
  /** Under which prefix the files are; `raw/` when left out. */
  readonly filesPrefix?: string | undefined;
  /** The folder of manifests; `_redshift/` when left out. */
  readonly manifestsPrefix?: string | undefined;
  /** The database; `dev` when left out. */
  readonly databaseName?: string | undefined;
  /** Redshift processing units, which are paid while queries run: 8 when left out. */
  readonly baseCapacity?: number | undefined;
  /** It uses no more than so many; 32 when left out. */
  readonly maxCapacity?: number | undefined;
  /**
   * Where it is; in the account's default network when left out. COPY reads through it (enhanced VPC routing), so it needs a way to S3, such as a
   * gateway endpoint: without one COPY waits until its time is over.
   */
  readonly subnetIds?: readonly string[] | undefined;
  readonly securityGroupIds?: readonly string[] | undefined;
  /** The key that its data is under; one of AWS's own when left out. */
  readonly encryptionKey?: kms.IKey | undefined;
  /** What becomes of its data when the stack goes; it stays (`RETAIN_ON_UPDATE_OR_DELETE`) when left out. */
  readonly removalPolicy?: RemovalPolicy | undefined;
}

/**
 * A warehouse: a namespace and a work group of Redshift Serverless, closed to the public, encrypted, its logs of connections and users kept, the
 * administrator's password in Secrets Manager, and the role that COPY reads files with, which has the policy of `buildCopyPolicy`.
 *
 * @example
 * ```ts
 * import { App, Stack } from "aws-cdk-lib";
 * import { LakeBucket, Warehouse } from "@cloudapi/infra/cdk";
 *
 * const stack = new Stack(new App(), "Analytics");
 * const bucket = new LakeBucket(stack, "Lake", { bucketName: "cloudapi-logs-processed" });
 * const warehouse = new Warehouse(stack, "Warehouse", { name: "analytics", bucket });
 * console.log(warehouse.manifests); // => s3://cloudapi-logs-processed/_redshift/
 * ```
 */
export class Warehouse extends Construct {
  readonly name: string;
  readonly databaseName: string;
  /** The role that COPY reads with. */
  readonly copyRole: iam.Role;
  readonly bucket: KnownBucket;
  readonly filesPrefix: string;
  readonly manifestsPrefix: string;
  readonly workgroupArn: string;
  /** The folder of manifests, `s3://bucket/_redshift/`. */
  readonly manifests: string;

  constructor(scope: Construct, id: string, props: WarehouseProps) {
    super(scope, id);
    const { name, bucket, databaseName = "dev", baseCapacity = 8, maxCapacity = 32 } = props;
    checkCapacity(id, baseCapacity, maxCapacity);
    this.name = name;
    this.databaseName = databaseName;
    this.bucket = bucket;
    this.filesPrefix = folderOf(props.filesPrefix ?? "raw/");
    this.manifestsPrefix = folderOf(props.manifestsPrefix ?? "_redshift/");
    this.manifests = `s3://${bucket.bucketName}/${this.manifestsPrefix}`;
    this.copyRole = this.#role();
    const namespace = new redshift.CfnNamespace(this, "Namespace", {
      namespaceName: name,
      dbName: databaseName,
      manageAdminPassword: true,
      defaultIamRoleArn: this.copyRole.roleArn,
      iamRoles: [this.copyRole.roleArn],
      logExports: ["connectionlog", "useractivitylog", "userlog"],
      ...(props.encryptionKey === undefined ? {} : { kmsKeyId: props.encryptionKey.keyId }),
    });
    namespace.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    const workgroup = new redshift.CfnWorkgroup(this, "Workgroup", {
      workgroupName: name,
      namespaceName: name,
      baseCapacity,
      maxCapacity,
      publiclyAccessible: false,
      enhancedVpcRouting: true,
      configParameters: [{ parameterKey: "require_ssl", parameterValue: "true" }],
      ...(props.subnetIds === undefined ? {} : { subnetIds: [...props.subnetIds] }),
      ...(props.securityGroupIds === undefined
        ? {}
        : { securityGroupIds: [...props.securityGroupIds] }),
    });
    workgroup.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    workgroup.addDependency(namespace);
    this.workgroupArn = workgroup.attrWorkgroupWorkgroupArn;
  }

  #role(): iam.Role {
    const names = new Placeholders(Stack.of(this));
    const { bucket, filesPrefix, manifestsPrefix } = this;
    const policy = buildCopyPolicy({
      ...names.frame,
      files: names.place(bucket, filesPrefix),
      manifests: names.place(bucket, manifestsPrefix),
    });
    return roleOf(this, {
      id: "CopyRole",
      description: "What COPY reads, and nothing else",
      names,
      trust: trustOf(names.accountId),
      policy,
    });
  }
}

/** Source: Amazon Redshift Management Guide, "Granting permissions to Amazon Redshift Serverless": the role has to trust both. */
const SERVICES = ["redshift-serverless.amazonaws.com", "redshift.amazonaws.com"];

/** Redshift takes roles of its own account only; that it names the account when it takes one, its guide does not say. */
function trustOf(accountId: string): PolicyDocument {
  const statements = SERVICES.flatMap(
    (service) => buildTrustPolicy({ service, accountId }).Statement,
  );
  return {
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({
      ...statement,
      Condition: { StringEqualsIfExists: { "aws:SourceAccount": [accountId] } },
    })),
  };
}

function checkCapacity(id: string, base: number, max: number): void {
  const isBase =
    Number.isInteger(base) && base >= 4 && base <= 1024 && (base === 4 || base % 8 === 0);
  if (Token.isUnresolved(base) || Token.isUnresolved(max)) return;
  if (isBase && Number.isInteger(max) && max >= base && max <= 5632) return;
  throw new RangeError(
    `${id}: baseCapacity must be 4, or a multiple of 8 up to 1024, and maxCapacity at least as much, not ${base} and ${max}.`,
  );
}
