import {
  functionNeeds,
  type Need,
  type OperationNeeds,
  storageNeeds,
} from "@cloudapi/core/internal";

const files = storageNeeds();
const manifests = storageNeeds("manifests.");

/** The Data API knows whose a statement is, and of no resource for these. */
const OWN = { StringEquals: { "redshift-data:statement-owner-iam-userid": ["${aws:userid}"] } };

const DATA_API: readonly Need[] = [
  ...["ExecuteStatement", "BatchExecuteStatement"].map(
    (name): Need => ({
      action: `redshift-data:${name}`,
      resource: "{redshiftArn}",
      sid: "RunStatements",
      for: "starts statements and transactions",
    }),
  ),
  ...["DescribeStatement", "GetStatementResult", "CancelStatement"].map(
    (name): Need => ({
      action: `redshift-data:${name}`,
      resource: "*",
      conditions: OWN,
      sid: "FollowStatements",
      for: "waits for its own statements, reads their rows, and cancels them",
    }),
  ),
  {
    action: "redshift-serverless:GetCredentials",
    resource: "{redshiftArn}",
    when: "workgroup",
    sid: "RunStatements",
    for: "signs in to the work group",
  },
  {
    action: "redshift:GetClusterCredentialsWithIAM",
    resource: "{dbnameArn}",
    when: "cluster",
    sid: "SignIn",
    for: "signs in to the cluster's database",
  },
  ...["{dbnameArn}", "{dbuserArn}"].map(
    (resource): Need => ({
      action: "redshift:GetClusterCredentials",
      resource,
      when: "dbUser",
      sid: "SignIn",
      for: "signs in to the cluster's database as a user",
    }),
  ),
  {
    action: "secretsmanager:GetSecretValue",
    resource: "{secretArn}",
    when: "secret",
    sid: "ReadSecret",
    for: "signs in by a secret",
  },
];

const READ_FILES: readonly Need[] = [
  {
    action: "s3:GetObject",
    resource: files.objects,
    sid: "ReadFiles",
    for: "reads the footers of files",
  },
  {
    // Reading names no prefix, so that nothing narrows it: S3 says that an object is missing only to who may list its bucket.
    action: "s3:ListBucket",
    resource: files.bucket,
    sid: "TellMissing",
    for: "tells a file that is gone from one that is denied",
  },
  ...files.readUnderKey,
];

const WRITE_MANIFESTS: readonly Need[] = [
  {
    action: "s3:PutObject",
    resource: manifests.objects,
    sid: "WriteManifests",
    for: "writes what COPY is to read",
  },
  ...manifests.writeUnderKey.filter(({ action }) => action === "kms:GenerateDataKey"),
];

const LOAD = [...READ_FILES, ...WRITE_MANIFESTS, ...DATA_API];

/** What COPY does with the role that it is given. */
const COPY: readonly Need[] = [
  { action: "s3:GetObject", resource: files.objects, sid: "ReadFiles", for: "reads files" },
  { ...files.list, sid: "ListFiles", for: "finds files" },
  ...files.readUnderKey,
  {
    action: "s3:GetObject",
    resource: manifests.objects,
    sid: "ReadManifests",
    for: "reads manifests",
  },
  { ...manifests.list, sid: "ListManifests", for: "finds manifests" },
  ...manifests.readUnderKey,
];

const UNLOAD_FILES = { resource: files.objects, sid: "WriteFiles" } as const;

/** What UNLOAD does with the role that it is given. */
const UNLOAD: readonly Need[] = [
  { ...UNLOAD_FILES, action: "s3:PutObject", for: "writes files and the manifest" },
  { ...UNLOAD_FILES, action: "s3:GetObject", for: "reads what it wrote" },
  { ...UNLOAD_FILES, action: "s3:DeleteObject", when: "replace", for: "removes older files" },
  {
    action: "s3:GetBucketLocation",
    resource: files.bucket,
    sid: "FindBucket",
    for: "finds the bucket's region",
  },
  { ...files.list, sid: "ListFiles", for: "looks whether there are files already" },
  ...files.readUnderKey,
  ...files.writeUnderKey,
];

/**
 * What the functions of this package need of IAM, as data: `@cloudapi/iam` composes policies of it. `buildCopy` and `buildUnload`
 * are for the roles that Redshift reads and writes files with.
 *
 * @example
 * ```ts
 * import { redshiftNeeds } from "@cloudapi/redshift/needs";
 *
 * const { needs } = redshiftNeeds.buildCopy;
 * console.log(needs.some(({ action }) => action === "s3:PutObject")); // => false
 * ```
 */
export const redshiftNeeds = {
  dataApiWarehouse: { operation: "dataApiWarehouse", needs: DATA_API },
  loadObjects: { operation: "loadObjects", needs: LOAD },
  createLoadHandler: { operation: "createLoadHandler", needs: [...LOAD, ...functionNeeds()] },
  buildCopy: { operation: "buildCopy", needs: COPY.map(byRedshift) },
  buildUnload: { operation: "buildUnload", needs: UNLOAD.map(byRedshift) },
} as const satisfies Readonly<Record<string, OperationNeeds>>;

/** KMS is asked by S3, whoever asks S3. */
function byRedshift(need: Need): Need {
  return { by: "redshift", ...need };
}
