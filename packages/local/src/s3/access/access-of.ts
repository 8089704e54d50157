import type { Access } from "../../access/authority.ts";
import type { Exchange } from "../exchange.ts";
import { parseCopySource } from "../objects/copy-source.ts";
import type { DeleteRequest } from "../operations/delete-object.ts";
import { BUCKET_ACTIONS, OBJECT_ACTIONS } from "./actions.ts";
import { objectKeys, requestKeys } from "./condition-keys.ts";

/** @throws {S3Error} AccessDenied, where the cloud enforces policies and a request is not allowed all that it does */
export function authorize(operation: string, exchange: Exchange): void {
  exchange.authorize(operation, () => accessOf(operation, exchange));
}

/** @throws {S3Error} AccessDenied, as {@link authorize}, for one of several objects */
export function authorizeDelete(exchange: Exchange, request: DeleteRequest): void {
  exchange.authorize("DeleteObjects", () => deleteAccess(exchange, request));
}

/**
 * What a request does, as policies name it. A bucket that is not there has nobody who could allow or deny: what it is
 * answered says so.
 */
function accessOf(operation: string, exchange: Exchange): Access[] {
  if (operation === "ListBuckets")
    return [{ action: "s3:ListAllMyBuckets", resource: "*", context: requestKeys(exchange) }];
  if (operation === "CreateBucket") return createAccess(exchange);
  if (!exchange.store.hasBucket(exchange.bucketName)) return [];
  const action = BUCKET_ACTIONS[operation];
  if (action !== undefined) return [onBucket(action, exchange)];
  return [
    ...objectAccess(operation, exchange),
    ...extraAccess(operation, exchange),
    ...sourceAccess(exchange),
  ];
}

/** A bucket is made with what the headers ask for. */
function createAccess(exchange: Exchange): Access[] {
  const { headers } = exchange;
  const actions = [
    "s3:CreateBucket",
    ...(headers.has("x-amz-acl") ? ["s3:PutBucketAcl"] : []),
    ...(headers.has("x-amz-object-ownership") ? ["s3:PutBucketOwnershipControls"] : []),
  ];
  return actions.map((action) => onBucket(action, exchange));
}

/** What deleting one of several objects does. */
function deleteAccess(exchange: Exchange, { key, versionId, ifMatch }: DeleteRequest): Access[] {
  const action = versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
  const place = { bucketName: exchange.bucketName, key, versionId };
  return [
    onObject(action, exchange, place),
    ...(comparesObject(ifMatch) ? [onObject("s3:GetObject", exchange, place)] : []),
    ...bypassAccess(exchange, key),
  ];
}

/** `*` asks only whether there is an object, not which. */
function comparesObject(ifMatch: string | undefined): boolean {
  return ifMatch !== undefined && ifMatch !== "*";
}

/** Seeing that an object is not there, in its bucket or in that of a copy's source: S3 shows it to those who may list. */
export function listAccesses(exchange: Exchange): Access[] {
  const source = exchange.headers.get("x-amz-copy-source");
  const buckets = [
    exchange.bucketName,
    ...(source === undefined ? [] : [parseCopySource(source).bucketName]),
  ];
  return [...new Set(buckets)].map((bucket) => onBucket("s3:ListBucket", exchange, bucket));
}

function onBucket(action: string, exchange: Exchange, bucketName = exchange.bucketName): Access {
  return {
    action,
    resource: `arn:aws:s3:::${bucketName}`,
    context: requestKeys(exchange),
    policy: policyOf(exchange, bucketName),
  };
}

interface ObjectPlace {
  readonly bucketName: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

function onObject(action: string, exchange: Exchange, place: ObjectPlace): Access {
  return {
    action,
    resource: `arn:aws:s3:::${place.bucketName}/${place.key}`,
    context: { ...requestKeys(exchange), ...objectKeys(exchange, place) },
    policy: policyOf(exchange, place.bucketName),
  };
}

function policyOf({ store }: Exchange, bucketName: string): string | undefined {
  return store.hasBucket(bucketName) ? store.bucket(bucketName).settings.policy : undefined;
}

function objectAccess(operation: string, exchange: Exchange): Access[] {
  const { bucketName, key, query } = exchange;
  const versionId = query.get("versionId");
  const { current = [], version = current } = OBJECT_ACTIONS[operation] ?? {};
  const actions = versionId === undefined ? current : version;
  return actions.map((action) => onObject(action, exchange, { bucketName, key, versionId }));
}

const WRITES = new Set(["PutObject", "CopyObject", "CreateMultipartUpload", "PostObject"]);
const CONDITIONAL = new Set(["PutObject", "CompleteMultipartUpload", "CopyObject"]);

/** What the headers of a request ask for beside. */
function extraAccess(operation: string, exchange: Exchange): Access[] {
  const { bucketName, key, headers } = exchange;
  const place = { bucketName, key, versionId: undefined };
  const actions = [
    ...(WRITES.has(operation) && headers.has("x-amz-tagging") ? ["s3:PutObjectTagging"] : []),
    ...(WRITES.has(operation) && headers.has("x-amz-acl") ? ["s3:PutObjectAcl"] : []),
    // Whether an object is the one that was read is told only to those who may read it.
    ...(CONDITIONAL.has(operation) && headers.has("if-match") ? ["s3:GetObject"] : []),
    ...(operation === "DeleteObject" && comparesObject(headers.get("if-match"))
      ? ["s3:GetObject"]
      : []),
  ];
  return [
    ...actions.map((action) => onObject(action, exchange, place)),
    ...(operation === "DeleteObject" ? bypassAccess(exchange, key) : []),
  ];
}

function bypassAccess(exchange: Exchange, key: string): Access[] {
  if (exchange.headers.get("x-amz-bypass-governance-retention") !== "true") return [];
  const place = { bucketName: exchange.bucketName, key, versionId: undefined };
  return [onObject("s3:BypassGovernanceRetention", exchange, place)];
}

/** A copy reads its source, and takes its tags along. */
function sourceAccess(exchange: Exchange): Access[] {
  const header = exchange.headers.get("x-amz-copy-source");
  if (header === undefined) return [];
  const place = parseCopySource(header);
  if (!exchange.store.hasBucket(place.bucketName)) return [];
  const suffix = place.versionId === undefined ? "" : "Version";
  const read = onObject(`s3:GetObject${suffix}`, exchange, place);
  const isTagged =
    Object.keys(objectKeys(exchange, place)).length > 0 &&
    exchange.headers.get("x-amz-tagging-directive") !== "REPLACE" &&
    !exchange.query.has("uploadId");
  if (!isTagged) return [read];
  const { bucketName, key } = exchange;
  return [
    read,
    onObject(`s3:GetObject${suffix}Tagging`, exchange, place),
    onObject("s3:PutObjectTagging", exchange, { bucketName, key, versionId: undefined }),
  ];
}
