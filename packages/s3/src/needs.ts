import { type Need, type OperationNeeds, storageNeeds } from "@cloudapi/core/internal";

const { bucket, objects, list, readUnderKey, writeUnderKey } = storageNeeds();

const GET: Need = {
  action: "s3:GetObject",
  resource: objects,
  sid: "ReadObjects",
  for: "reads objects",
};
const GET_VERSION: Need = {
  action: "s3:GetObjectVersion",
  resource: objects,
  when: "versions",
  sid: "ReadObjects",
  for: "reads a version that is named",
};
const PUT: Need = {
  action: "s3:PutObject",
  resource: objects,
  sid: "WriteObjects",
  for: "writes objects",
};
const LIST: Need = { ...list, sid: "ListObjects", for: "lists objects" };
/** S3 knows of no prefix when it is asked to read: a right to list that is narrowed to one says nothing of the object. */
const TELL_MISSING: Need = {
  action: "s3:ListBucket",
  resource: bucket,
  when: "tellMissing",
  sid: "TellMissing",
  for: "tells an object that is missing from one that may not be read",
};

const UPLOAD: readonly Need[] = [
  PUT,
  {
    action: "s3:AbortMultipartUpload",
    resource: objects,
    sid: "WriteObjects",
    for: "removes the parts of an upload that failed",
  },
  {
    action: "s3:ListMultipartUploadParts",
    resource: objects,
    sid: "WriteObjects",
    for: "sees that no part has stayed",
  },
  { ...GET, sid: "WriteObjects", for: "tells a lost answer from a failure" },
  ...writeUnderKey,
];

const SETTINGS = [
  ["s3:GetBucketOwnershipControls", "s3:PutBucketOwnershipControls", "object ownership"],
  ["s3:GetBucketPublicAccessBlock", "s3:PutBucketPublicAccessBlock", "the public access block"],
  ["s3:GetEncryptionConfiguration", "s3:PutEncryptionConfiguration", "the default encryption"],
  ["s3:GetBucketVersioning", "s3:PutBucketVersioning", "versioning"],
] as const;

const ENSURE_BUCKET: readonly Need[] = [
  { action: "s3:ListBucket", resource: bucket, sid: "EnsureBucket", for: "looks the bucket up" },
  { action: "s3:CreateBucket", resource: bucket, sid: "EnsureBucket", for: "makes the bucket" },
  ...SETTINGS.flatMap(([get, put, what]): Need[] => [
    { action: get, resource: bucket, sid: "EnsureBucket", for: `reads ${what}` },
    { action: put, resource: bucket, sid: "EnsureBucket", for: `sets ${what}` },
  ]),
];

const LIST_UNFINISHED: Need = {
  action: "s3:ListBucketMultipartUploads",
  resource: bucket,
  sid: "ListUploads",
  for: "lists unfinished uploads",
};

/**
 * What each function of this package needs of IAM, as data: `@cloudapi/iam` composes policies of it.
 *
 * @example
 * ```ts
 * import { s3Needs } from "@cloudapi/s3/needs";
 *
 * const { needs } = s3Needs.listObjects;
 * console.log(needs.map(({ action, for: reason }) => `${action} ${reason}`)); // => ["s3:ListBucket lists objects"]
 * ```
 */
export const s3Needs = {
  uploadFile: { operation: "uploadFile", needs: UPLOAD },
  openUpload: { operation: "openUpload", needs: UPLOAD },
  downloadFile: {
    operation: "downloadFile",
    needs: [GET, GET_VERSION, TELL_MISSING, ...readUnderKey],
  },
  headObject: { operation: "headObject", needs: [GET, GET_VERSION, TELL_MISSING] },
  listObjects: { operation: "listObjects", needs: [LIST] },
  downloadPrefix: { operation: "downloadPrefix", needs: [LIST, GET, ...readUnderKey] },
  deleteObjects: {
    operation: "deleteObjects",
    needs: [
      {
        action: "s3:DeleteObject",
        resource: objects,
        sid: "DeleteObjects",
        for: "deletes objects",
      },
      {
        action: "s3:DeleteObjectVersion",
        resource: objects,
        when: "versions",
        sid: "DeleteObjects",
        for: "deletes versions that are named",
      },
    ],
  },
  listUnfinishedUploads: { operation: "listUnfinishedUploads", needs: [LIST_UNFINISHED] },
  removeUnfinishedUploads: {
    operation: "removeUnfinishedUploads",
    needs: [
      LIST_UNFINISHED,
      {
        action: "s3:AbortMultipartUpload",
        resource: objects,
        sid: "RemoveUploads",
        for: "removes the parts of unfinished uploads",
      },
      {
        action: "s3:ListMultipartUploadParts",
        resource: objects,
        sid: "RemoveUploads",
        for: "sees that no part has stayed",
      },
    ],
  },
  presignUpload: {
    operation: "presignUpload",
    needs: [PUT, ...writeUnderKey.filter(({ action }) => action !== "kms:Decrypt")],
  },
  presignDownload: { operation: "presignDownload", needs: [GET, GET_VERSION, ...readUnderKey] },
  ensureBucket: { operation: "ensureBucket", needs: ENSURE_BUCKET },
} as const satisfies Readonly<Record<string, OperationNeeds>>;
