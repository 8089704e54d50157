/** What an operation does, in words, and the IAM actions it needs. */
interface OperationFacts {
  readonly doing: string;
  readonly actions: readonly string[];
  readonly on: "object" | "bucket";
}

const read = { doing: "read", actions: ["s3:GetObject"], on: "object" } as const;
const write = { doing: "write", actions: ["s3:PutObject"], on: "object" } as const;

/** Every operation this package sends. The action's name is not always the operation's. */
const OPERATIONS = {
  GetObject: read,
  HeadObject: read,
  PutObject: write,
  CreateMultipartUpload: write,
  UploadPart: write,
  CompleteMultipartUpload: write,
  AbortMultipartUpload: {
    doing: "remove the parts of an upload to",
    actions: ["s3:AbortMultipartUpload"],
    on: "object",
  },
  ListMultipartUploads: {
    doing: "list unfinished uploads of",
    actions: ["s3:ListBucketMultipartUploads"],
    on: "bucket",
  },
  DeleteObject: { doing: "delete", actions: ["s3:DeleteObject"], on: "object" },
  DeleteObjects: { doing: "delete from", actions: ["s3:DeleteObject"], on: "bucket" },
  ListObjectsV2: { doing: "list", actions: ["s3:ListBucket"], on: "bucket" },
  ListObjectVersions: {
    doing: "list versions of",
    actions: ["s3:ListBucketVersions"],
    on: "bucket",
  },
  HeadBucket: { doing: "look up", actions: ["s3:ListBucket"], on: "bucket" },
  CreateBucket: { doing: "create", actions: ["s3:CreateBucket"], on: "bucket" },
  GetBucketVersioning: {
    doing: "read versioning of",
    actions: ["s3:GetBucketVersioning"],
    on: "bucket",
  },
  PutBucketVersioning: {
    doing: "set versioning of",
    actions: ["s3:PutBucketVersioning"],
    on: "bucket",
  },
  GetBucketEncryption: {
    doing: "read encryption of",
    actions: ["s3:GetEncryptionConfiguration"],
    on: "bucket",
  },
  PutBucketEncryption: {
    doing: "set encryption of",
    actions: ["s3:PutEncryptionConfiguration"],
    on: "bucket",
  },
  GetPublicAccessBlock: {
    doing: "read the public access block of",
    actions: ["s3:GetBucketPublicAccessBlock"],
    on: "bucket",
  },
  PutPublicAccessBlock: {
    doing: "set the public access block of",
    actions: ["s3:PutBucketPublicAccessBlock"],
    on: "bucket",
  },
  GetBucketOwnershipControls: {
    doing: "read object ownership of",
    actions: ["s3:GetBucketOwnershipControls"],
    on: "bucket",
  },
  PutBucketOwnershipControls: {
    doing: "set object ownership of",
    actions: ["s3:PutBucketOwnershipControls"],
    on: "bucket",
  },
} as const satisfies Record<string, OperationFacts>;

/** An operation of S3 that this package sends. */
export type Operation = keyof typeof OPERATIONS;

/** The facts of one operation, with the action's version form where a version is named. */
export function operationFacts(
  operation: Operation,
  versionId: string | undefined,
): OperationFacts {
  const facts: OperationFacts = OPERATIONS[operation];
  if (versionId === undefined || facts.on !== "object" || facts.doing === "write") return facts;
  return { ...facts, actions: facts.actions.map((action) => `${action}Version`) };
}
