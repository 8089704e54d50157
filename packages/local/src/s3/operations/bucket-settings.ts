import type { Exchange } from "../exchange.ts";
import { isOwnership, type ObjectOwnership, OWNERSHIPS } from "../objects/ownership.ts";
import { readTaggingXml, writeTagging } from "../objects/tagging.ts";
import { notImplemented, S3Error } from "../s3-error.ts";
import { malformed } from "../xml/malformed-xml.ts";
import type { XmlElement } from "../xml/parse-xml.ts";
import {
  childFlag,
  childText,
  expectOnly,
  expectRoot,
  requiredChild,
} from "../xml/read-element.ts";
import { updateSettings } from "./update-settings.ts";

/** PutBucketVersioning. */
export async function putBucketVersioning(exchange: Exchange): Promise<void> {
  const root = await exchange.xmlBody();
  expectRoot(root, "VersioningConfiguration");
  expectOnly(root, ["Status", "MfaDelete"]);
  if ((childText(root, "MfaDelete") ?? "Disabled") !== "Disabled")
    throw notImplemented("MFA Delete");
  const status = childText(root, "Status")?.trim();
  if (status === undefined) throw new S3Error("IllegalVersioningConfigurationException");
  if (status !== "Enabled" && status !== "Suspended")
    throw malformed(`<Status> is "${status.slice(0, 30)}", not Enabled or Suspended`);
  await updateSettings(exchange, { versioning: status });
}

/** GetBucketVersioning. */
export function getBucketVersioning(exchange: Exchange): void {
  exchange.sendXml("VersioningConfiguration", { Status: exchange.bucket.settings.versioning });
}

/** PutPublicAccessBlock. */
export async function putPublicAccessBlock(exchange: Exchange): Promise<void> {
  const root = await exchange.xmlBody();
  expectRoot(root, "PublicAccessBlockConfiguration");
  expectOnly(root, [
    "BlockPublicAcls",
    "IgnorePublicAcls",
    "BlockPublicPolicy",
    "RestrictPublicBuckets",
  ]);
  await updateSettings(exchange, {
    publicAccessBlock: {
      blockPublicAcls: childFlag(root, "BlockPublicAcls"),
      ignorePublicAcls: childFlag(root, "IgnorePublicAcls"),
      blockPublicPolicy: childFlag(root, "BlockPublicPolicy"),
      restrictPublicBuckets: childFlag(root, "RestrictPublicBuckets"),
    },
  });
}

/** GetPublicAccessBlock. */
export function getPublicAccessBlock(exchange: Exchange): void {
  const block = exchange.bucket.settings.publicAccessBlock;
  if (block === undefined)
    throw new S3Error("NoSuchPublicAccessBlockConfiguration", undefined, {
      details: { BucketName: exchange.bucketName },
    });
  exchange.sendXml("PublicAccessBlockConfiguration", {
    BlockPublicAcls: block.blockPublicAcls,
    IgnorePublicAcls: block.ignorePublicAcls,
    BlockPublicPolicy: block.blockPublicPolicy,
    RestrictPublicBuckets: block.restrictPublicBuckets,
  });
}

/** DeletePublicAccessBlock. */
export async function deletePublicAccessBlock(exchange: Exchange): Promise<void> {
  await updateSettings(exchange, { publicAccessBlock: undefined }, 204);
}

/** PutBucketOwnershipControls. */
export async function putBucketOwnershipControls(exchange: Exchange): Promise<void> {
  const root = await exchange.xmlBody();
  expectRoot(root, "OwnershipControls");
  expectOnly(root, ["Rule"]);
  const rule: XmlElement = requiredChild(root, "Rule");
  expectOnly(rule, ["ObjectOwnership"]);
  await updateSettings(exchange, {
    objectOwnership: readOwnership(childText(rule, "ObjectOwnership")?.trim() ?? ""),
  });
}

function readOwnership(text: string): ObjectOwnership {
  if (isOwnership(text)) return text;
  throw malformed(`the object ownership "${text.slice(0, 40)}" is not ${OWNERSHIPS.join(", ")}`);
}

/** GetBucketOwnershipControls. */
export function getBucketOwnershipControls(exchange: Exchange): void {
  const ownership = exchange.bucket.settings.objectOwnership;
  if (ownership === undefined)
    throw new S3Error("OwnershipControlsNotFoundError", undefined, {
      details: { BucketName: exchange.bucketName },
    });
  exchange.sendXml("OwnershipControls", { Rule: { ObjectOwnership: ownership } });
}

/** DeleteBucketOwnershipControls. */
export async function deleteBucketOwnershipControls(exchange: Exchange): Promise<void> {
  await updateSettings(exchange, { objectOwnership: undefined }, 204);
}

/** PutBucketTagging. */
export async function putBucketTagging(exchange: Exchange): Promise<void> {
  const root = await exchange.xmlBody();
  await updateSettings(exchange, { tags: readTaggingXml(root, "bucket") }, 204);
}

/** GetBucketTagging. */
export function getBucketTagging(exchange: Exchange): void {
  const { tags } = exchange.bucket.settings;
  if (tags === undefined || tags.length === 0)
    throw new S3Error("NoSuchTagSet", undefined, { details: { BucketName: exchange.bucketName } });
  exchange.sendXml("Tagging", writeTagging(tags));
}

/** DeleteBucketTagging. */
export async function deleteBucketTagging(exchange: Exchange): Promise<void> {
  await updateSettings(exchange, { tags: undefined }, 204);
}
