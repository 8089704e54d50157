import { compareUtf8 } from "@cloudapi/core/internal";
import type { Exchange } from "../exchange.ts";
import { readToken, writeToken } from "../listing/continuation-token.ts";
import { readMax } from "../listing/read-max.ts";
import { isOwnership, type ObjectOwnership } from "../objects/ownership.ts";
import { notImplemented, S3Error } from "../s3-error.ts";
import type { BucketSettings } from "../store/records.ts";
import { parseXml } from "../xml/parse-xml.ts";
import { childText, expectOnly, expectRoot } from "../xml/read-element.ts";
import { isoSeconds } from "./copy-object.ts";

/** ListBuckets. */
export function listBuckets(exchange: Exchange): void {
  const { query, store, services } = exchange;
  const { region, accountId } = services.identity;
  const prefix = query.get("prefix") ?? "";
  const token = query.get("continuation-token");
  const after = token === undefined ? "" : readToken(token);
  const limit = readMax(query, "max-buckets", 10_000, 10_000);
  const wanted = query.get("bucket-region") ?? region;
  const all = [...store.buckets()].filter(
    ({ name }) => name.startsWith(prefix) && compareUtf8(name, after) > 0 && wanted === region,
  );
  const page = all.slice(0, limit);
  const last = page.length < all.length ? page.at(-1) : undefined;
  exchange.sendXml("ListAllMyBucketsResult", {
    Owner: { ID: accountId, DisplayName: "local" },
    Buckets: {
      Bucket: page.map(({ name, createdAt }) => ({
        Name: name,
        CreationDate: isoSeconds(createdAt),
        BucketRegion: region,
      })),
    },
    ContinuationToken: last && writeToken(last.name),
    Prefix: prefix === "" ? undefined : prefix,
  });
}

/** CreateBucket. */
export async function createBucket(exchange: Exchange): Promise<void> {
  const { bucketName, store, services, headers } = exchange;
  checkLocation(services.identity.region, await readLocation(exchange));
  if ((headers.get("x-amz-bucket-object-lock-enabled") ?? "false") !== "false")
    throw notImplemented("Object Lock");
  const acl = headers.get("x-amz-acl") ?? "private";
  if (acl !== "private") throw notImplemented(`the canned ACL "${acl}"`);
  const settings = newBucketSettings(readOwnership(headers.get("x-amz-object-ownership")));
  if (!store.hasBucket(bucketName)) {
    await store.createBucket(bucketName, services.now(), settings);
  } else if (services.identity.region !== "us-east-1") {
    throw new S3Error("BucketAlreadyOwnedByYou", undefined, {
      details: { BucketName: bucketName },
    });
  }
  exchange.send(200, { location: `/${bucketName}` });
}

/** What AWS gives every new bucket: encryption, no ACLs, no public access. */
function newBucketSettings(objectOwnership: ObjectOwnership): BucketSettings {
  return {
    objectOwnership,
    publicAccessBlock: {
      blockPublicAcls: true,
      ignorePublicAcls: true,
      blockPublicPolicy: true,
      restrictPublicBuckets: true,
    },
  };
}

function readOwnership(header = "BucketOwnerEnforced"): ObjectOwnership {
  if (isOwnership(header)) return header;
  throw new S3Error(
    "InvalidArgument",
    `Invalid x-amz-object-ownership header: ${header.slice(0, 100)}`,
    {
      details: { ArgumentName: "x-amz-object-ownership" },
    },
  );
}

async function readLocation(exchange: Exchange): Promise<string | undefined> {
  if (
    (exchange.headers.get("content-length") ?? "0") === "0" &&
    !exchange.headers.has("transfer-encoding")
  )
    return undefined;
  const text = await exchange.textBody();
  if (text === "") return undefined;
  const root = parseXml(text);
  expectRoot(root, "CreateBucketConfiguration");
  const stranger = root.children.find(({ name }) => name !== "LocationConstraint");
  if (stranger !== undefined) throw notImplemented(`<${stranger.name}> of CreateBucket`);
  expectOnly(root, ["LocationConstraint"]);
  return childText(root, "LocationConstraint")?.trim();
}

function checkLocation(region: string, location: string | undefined): void {
  if (region === "us-east-1") {
    if (location === undefined) return;
    throw new S3Error("InvalidLocationConstraint", undefined, {
      details: { LocationConstraint: location },
    });
  }
  if (location === region) return;
  throw new S3Error(
    "IllegalLocationConstraintException",
    `The ${location ?? "unspecified"} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

/** HeadBucket. */
export function headBucket(exchange: Exchange): void {
  exchange.store.bucket(exchange.bucketName);
  exchange.send(200, {
    "x-amz-bucket-region": exchange.services.identity.region,
    "x-amz-access-point-alias": "false",
  });
}

/** DeleteBucket: only an empty one, with no version and no upload left. */
export async function deleteBucket(exchange: Exchange): Promise<void> {
  const { bucket, store } = exchange;
  if (bucket.objects.size > 0) {
    const versioned = bucket.settings.versioning !== undefined;
    const message = versioned
      ? "The bucket you tried to delete is not empty. You must delete all versions in the bucket."
      : undefined;
    throw new S3Error("BucketNotEmpty", message, { details: { BucketName: bucket.name } });
  }
  await store.deleteBucket(bucket);
  exchange.send(204);
}

/** GetBucketLocation. */
export function getBucketLocation(exchange: Exchange): void {
  exchange.store.bucket(exchange.bucketName);
  const { region } = exchange.services.identity;
  exchange.sendText("LocationConstraint", region === "us-east-1" ? "" : region);
}
