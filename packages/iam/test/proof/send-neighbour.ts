import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { type AuthorizedRequest, OTHER_ACCOUNT } from "./requests-of.ts";

/** The version and the upload that neighbours ask for: they are there. */
export interface Existing {
  readonly versionId: string;
  readonly uploadId: string;
}

type Send = (
  s3: S3Client,
  at: { Bucket: string; Key: string },
  existing: Existing,
) => Promise<unknown>;

const ON_OBJECT: Readonly<Record<string, Send>> = {
  GetObject: (s3, at) => s3.send(new GetObjectCommand(at)),
  GetObjectVersion: (s3, at, { versionId: VersionId }) =>
    s3.send(new GetObjectCommand({ ...at, VersionId })),
  PutObject: (s3, at) => s3.send(new PutObjectCommand({ ...at, Body: "x" })),
  DeleteObject: (s3, at) => s3.send(new DeleteObjectCommand(at)),
  DeleteObjectVersion: (s3, at, { versionId: VersionId }) =>
    s3.send(new DeleteObjectCommand({ ...at, VersionId })),
  PutObjectAcl: (s3, at) => s3.send(new PutObjectAclCommand({ ...at, ACL: "public-read" })),
  AbortMultipartUpload: (s3, at, { uploadId: UploadId }) =>
    s3.send(new AbortMultipartUploadCommand({ ...at, UploadId })),
  ListMultipartUploadParts: (s3, at, { uploadId: UploadId }) =>
    s3.send(new ListPartsCommand({ ...at, UploadId })),
};

const SETTINGS = {
  controls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
  block: { BlockPublicAcls: true },
  encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }] },
} as const;

type SendToBucket = (s3: S3Client, Bucket: string, Prefix: string | undefined) => Promise<unknown>;

const ON_BUCKET: Readonly<Record<string, SendToBucket>> = {
  ListBucket: (s3, Bucket, Prefix) => s3.send(new ListObjectsV2Command({ Bucket, Prefix })),
  ListBucketVersions: (s3, Bucket, Prefix) =>
    s3.send(new ListObjectVersionsCommand({ Bucket, Prefix })),
  ListBucketMultipartUploads: (s3, Bucket) => s3.send(new ListMultipartUploadsCommand({ Bucket })),
  CreateBucket: (s3, Bucket) => s3.send(new CreateBucketCommand({ Bucket })),
  DeleteBucket: (s3, Bucket) => s3.send(new DeleteBucketCommand({ Bucket })),
  PutBucketPolicy: (s3, Bucket) =>
    s3.send(new PutBucketPolicyCommand({ Bucket, Policy: openTo(Bucket) })),
  GetBucketVersioning: (s3, Bucket) => s3.send(new GetBucketVersioningCommand({ Bucket })),
  PutBucketVersioning: (s3, Bucket) =>
    s3.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    ),
  GetBucketOwnershipControls: (s3, Bucket) =>
    s3.send(new GetBucketOwnershipControlsCommand({ Bucket })),
  PutBucketOwnershipControls: (s3, Bucket) =>
    s3.send(
      new PutBucketOwnershipControlsCommand({
        Bucket,
        OwnershipControls: { Rules: [...SETTINGS.controls.Rules] },
      }),
    ),
  GetBucketPublicAccessBlock: (s3, Bucket) => s3.send(new GetPublicAccessBlockCommand({ Bucket })),
  PutBucketPublicAccessBlock: (s3, Bucket) =>
    s3.send(
      new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: SETTINGS.block }),
    ),
  GetEncryptionConfiguration: (s3, Bucket) => s3.send(new GetBucketEncryptionCommand({ Bucket })),
  PutEncryptionConfiguration: (s3, Bucket) =>
    s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: { Rules: [...SETTINGS.encryption.Rules] },
      }),
    ),
};

function openTo(bucket: string): string {
  const Resource = `arn:aws:s3:::${bucket}/*`;
  const Statement = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource };
  return JSON.stringify({ Version: "2012-10-17", Statement: [Statement] });
}

/** Whether a server of one account can be asked for it, with S3's calls alone. */
export function canBeSent({ action, context }: AuthorizedRequest): boolean {
  return action.startsWith("s3:") && context["aws:ResourceAccount"] !== OTHER_ACCOUNT;
}

/** Ask a server for what a policy must not allow. */
export function send(
  s3: S3Client,
  { action, resource, context }: AuthorizedRequest,
  existing: Existing,
): Promise<unknown> {
  const name = action.slice("s3:".length);
  const place = resource.slice("arn:aws:s3:::".length);
  const [Bucket = ""] = place.split("/");
  const Key = place.slice(Bucket.length + 1);
  const call =
    Key === ""
      ? ON_BUCKET[name]?.(s3, Bucket, context["s3:prefix"])
      : ON_OBJECT[name]?.(s3, { Bucket, Key }, existing);
  if (call === undefined) throw new Error(`There is no call for the neighbour ${action}.`);
  return call;
}
