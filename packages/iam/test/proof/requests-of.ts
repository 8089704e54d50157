/** A request as AWS authorizes it. */
export interface AuthorizedRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
  /** The call that brings it. */
  readonly call: string;
}

/** What a command says. */
export interface SentCommand {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** That of the embedded cloud. */
export const ACCOUNT = "000000000000";
export const REGION = "us-east-1";
export const OTHER_ACCOUNT = "999999999999";

/** Actions of S3 on the bucket by the commands that ask for them. */
const ON_BUCKET: Readonly<Record<string, readonly string[]>> = {
  ListObjectsV2: ["ListBucket"],
  ListObjectVersions: ["ListBucketVersions"],
  ListMultipartUploads: ["ListBucketMultipartUploads"],
  HeadBucket: ["ListBucket"],
  CreateBucket: ["CreateBucket"],
  GetBucketOwnershipControls: ["GetBucketOwnershipControls"],
  PutBucketOwnershipControls: ["PutBucketOwnershipControls"],
  GetPublicAccessBlock: ["GetBucketPublicAccessBlock"],
  PutPublicAccessBlock: ["PutBucketPublicAccessBlock"],
  GetBucketEncryption: ["GetEncryptionConfiguration"],
  PutBucketEncryption: ["PutEncryptionConfiguration"],
  GetBucketVersioning: ["GetBucketVersioning"],
  PutBucketVersioning: ["PutBucketVersioning"],
};
const ON_OBJECT: Readonly<Record<string, string>> = {
  GetObject: "GetObject",
  HeadObject: "GetObject",
  PutObject: "PutObject",
  CreateMultipartUpload: "PutObject",
  UploadPart: "PutObject",
  CompleteMultipartUpload: "PutObject",
  AbortMultipartUpload: "AbortMultipartUpload",
  ListParts: "ListMultipartUploadParts",
  DeleteObject: "DeleteObject",
};
const LISTINGS = ["ListObjectsV2", "ListObjectVersions"];

/**
 * What S3 authorizes for a command, from its service authorization reference alone: the needs of the packages have no
 * part in it.
 */
export function requestsToS3(command: SentCommand): AuthorizedRequest[] {
  const { name, input } = command;
  const bucket = `arn:aws:s3:::${String(input["Bucket"])}`;
  const of = (action: string, resource: string, context: Record<string, string> = {}) => ({
    action: `s3:${action}`,
    resource,
    context: { "aws:ResourceAccount": ACCOUNT, ...context },
    call: name,
  });
  const onBucket = ON_BUCKET[name];
  if (onBucket !== undefined) {
    const prefix = LISTINGS.includes(name) ? input["Prefix"] : undefined;
    const context = typeof prefix === "string" ? { "s3:prefix": prefix } : {};
    const controls = input["ObjectOwnership"] === undefined ? [] : ["PutBucketOwnershipControls"];
    return [...onBucket, ...(name === "CreateBucket" ? controls : [])].map((action) =>
      of(action, bucket, context),
    );
  }
  if (name === "DeleteObjects") return deletions(command, of);
  const action = ON_OBJECT[name];
  if (action === undefined) throw new Error(`The guard knows no ${name} of S3.`);
  const object = `${bucket}/${String(input["Key"])}`;
  const isVersion = input["VersionId"] !== undefined && /^(Get|Head|Delete)Object$/.test(name);
  return [
    of(isVersion ? `${action}Version` : action, object),
    // Writing over what was read asks whether it may be read.
    ...(name === "PutObject" && input["IfMatch"] !== undefined ? [of("GetObject", object)] : []),
  ];
}

function deletions(
  { input }: SentCommand,
  of: (action: string, resource: string) => AuthorizedRequest,
): AuthorizedRequest[] {
  const { Objects = [] } = input["Delete"] as {
    Objects?: { Key?: string; VersionId?: string }[];
  };
  return Objects.map(({ Key, VersionId }) =>
    of(
      VersionId === undefined ? "DeleteObject" : "DeleteObjectVersion",
      `arn:aws:s3:::${String(input["Bucket"])}/${String(Key)}`,
    ),
  );
}

/** What S3 asks KMS with the caller's rights, of an object that lies under a key. */
export function requestsToKms(
  action: "kms:Decrypt" | "kms:GenerateDataKey",
  key: string,
  object: string,
): AuthorizedRequest {
  return {
    action,
    resource: key,
    context: {
      "kms:ViaService": `s3.${REGION}.amazonaws.com`,
      "kms:EncryptionContext:aws:s3:arn": object,
    },
    call: "KMS",
  };
}

/** What commands of Glue say of databases and tables. */
interface GlueInput {
  readonly Name?: string;
  readonly DatabaseName?: string;
  readonly TableName?: string;
  readonly DatabaseInput?: { readonly Name?: string };
  readonly TableInput?: { readonly Name?: string };
}

/** What Glue authorizes: the catalog, the database and, for tables, the table. */
export function requestsToGlue({ name, input }: SentCommand): AuthorizedRequest[] {
  const { Name = "", DatabaseName = "", TableName, DatabaseInput, TableInput } = input as GlueInput;
  const isOfDatabase = name.endsWith("Database");
  const database = isOfDatabase ? Name || (DatabaseInput?.Name ?? DatabaseName) : DatabaseName;
  // Who lists tables needs the right on each of them.
  const table = name === "GetTables" ? "any_table" : (TableName ?? TableInput?.Name ?? Name);
  const tables = isOfDatabase ? [] : [`table/${database}/${table}`];
  return ["catalog", `database/${database}`, ...tables].map((resource) => ({
    action: `glue:${name}`,
    resource: `arn:aws:glue:${REGION}:${ACCOUNT}:${resource}`,
    context: {},
    call: name,
  }));
}

export function requestsToAthena(name: string, workGroup: string): AuthorizedRequest[] {
  const resource = `arn:aws:athena:${REGION}:${ACCOUNT}:workgroup/${workGroup}`;
  return [{ action: `athena:${name}`, resource, context: {}, call: name }];
}

/** Who is watched, as condition keys say it. */
const USER_ID = "AIDAWATCHED";

/** What the Data API authorizes: the warehouse and how it is signed in to, and whose statement it is that is asked about. */
export function requestsToRedshift({ name, input }: SentCommand): AuthorizedRequest[] {
  const { WorkgroupName, ClusterIdentifier, Database, DbUser, SecretArn } = input as Readonly<
    Record<string, string | undefined>
  >;
  const of = (action: string, resource: string): AuthorizedRequest => ({
    action,
    resource,
    context: {},
    call: name,
  });
  const own = { "aws:userid": USER_ID, "redshift-data:statement-owner-iam-userid": USER_ID };
  const action = `redshift-data:${name}`;
  if (WorkgroupName === undefined && ClusterIdentifier === undefined)
    return [{ ...of(action, "*"), context: own }];
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
  const workGroup = arn("redshift-serverless", `workgroup/${WorkgroupName}`);
  const cluster = ClusterIdentifier;
  const database = arn("redshift", `dbname:${cluster}/${Database}`);
  const warehouse = WorkgroupName === undefined ? arn("redshift", `cluster:${cluster}`) : workGroup;
  const byUser = [database, arn("redshift", `dbuser:${cluster}/${DbUser}`)];
  const signsIn =
    SecretArn !== undefined
      ? [of("secretsmanager:GetSecretValue", SecretArn)]
      : WorkgroupName !== undefined
        ? [of("redshift-serverless:GetCredentials", workGroup)]
        : DbUser === undefined
          ? [of("redshift:GetClusterCredentialsWithIAM", database)]
          : byUser.map((resource) => of("redshift:GetClusterCredentials", resource));
  return [of(action, warehouse), ...signsIn];
}
