import type { RequestContext } from "@cloudapi/iam/evaluation";
import type { Exchange } from "../exchange.ts";

/** Parameters of a request that policies may ask for. */
const QUERY_KEYS: Readonly<Record<string, string>> = {
  prefix: "s3:prefix",
  delimiter: "s3:delimiter",
  "max-keys": "s3:max-keys",
};

/** Headers of a request that policies may ask for; each is the key of the same name. */
const HEADER_KEYS = [
  "x-amz-acl",
  "x-amz-content-sha256",
  "x-amz-copy-source",
  "x-amz-metadata-directive",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-customer-algorithm",
  "x-amz-storage-class",
  "if-match",
  "if-none-match",
];

/** What a request says, as condition keys. */
export function requestKeys({
  query,
  headers,
  services,
  authentication,
}: Exchange): RequestContext {
  const { type, ageMs } = authentication;
  const keys: Record<string, string | number | readonly string[]> = {
    "s3:ResourceAccount": services.identity.accountId,
    "s3:signatureversion": "AWS4-HMAC-SHA256",
    "s3:authType": type,
    // Of a URL that was signed beforehand: the others are made as they are sent.
    ...(type === "REST-QUERY-STRING" ? { "s3:signatureAge": ageMs } : {}),
  };
  for (const [name, key] of Object.entries(QUERY_KEYS)) {
    const value = query.get(name);
    if (value !== undefined) keys[key] = value;
  }
  const versionId = query.get("versionId");
  if (versionId !== undefined) keys["s3:VersionId"] = versionId;
  for (const name of HEADER_KEYS) {
    const value = headers.get(name);
    if (value !== undefined) keys[`s3:${name}`] = value;
  }
  const tagging = headers.get("x-amz-tagging");
  if (tagging === undefined) return keys;
  const tags = [...new URLSearchParams(tagging)];
  for (const [name, value] of tags) keys[`s3:RequestObjectTag/${name}`] = value;
  return { ...keys, "s3:RequestObjectTagKeys": tags.map(([name]) => name) };
}

/** The tags of an object that is there. */
export function objectKeys(
  { store }: Exchange,
  place: { bucketName: string; key: string; versionId: string | undefined },
): RequestContext {
  const versions = store.hasBucket(place.bucketName)
    ? (store.bucket(place.bucketName).objects.get(place.key) ?? [])
    : [];
  const version = versions.find(
    (each) => place.versionId === undefined || each.versionId === place.versionId,
  );
  const tags = version?.tags ?? [];
  return Object.fromEntries(tags.map(({ key, value }) => [`s3:ExistingObjectTag/${key}`, value]));
}
