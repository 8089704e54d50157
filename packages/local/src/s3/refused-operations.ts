import type { Exchange } from "./exchange.ts";
import type { Operation } from "./operation.ts";

type Verb = "Get" | "Put" | "Delete";

const METHODS: Readonly<Record<Verb, string>> = { Get: "GET", Put: "PUT", Delete: "DELETE" };

/** Settings of a bucket that are not kept here: subresource, the noun in its operations' names, and their verbs. */
const BUCKET_SETTINGS: readonly (readonly [mark: string, noun: string, verbs: readonly Verb[]])[] =
  [
    ["accelerate", "BucketAccelerateConfiguration", ["Get", "Put"]],
    ["acl", "BucketAcl", ["Get", "Put"]],
    ["analytics", "BucketAnalyticsConfiguration", ["Get", "Put", "Delete"]],
    ["intelligent-tiering", "BucketIntelligentTieringConfiguration", ["Get", "Put", "Delete"]],
    ["inventory", "BucketInventoryConfiguration", ["Get", "Put", "Delete"]],
    ["logging", "BucketLogging", ["Get", "Put"]],
    ["metadataConfiguration", "BucketMetadataConfiguration", ["Get", "Delete"]],
    ["metadataTable", "BucketMetadataTableConfiguration", ["Get", "Delete"]],
    ["metrics", "BucketMetricsConfiguration", ["Get", "Put", "Delete"]],
    ["object-lock", "ObjectLockConfiguration", ["Get", "Put"]],
    ["replication", "BucketReplication", ["Get", "Put", "Delete"]],
    ["requestPayment", "BucketRequestPayment", ["Get", "Put"]],
    ["website", "BucketWebsite", ["Get", "Put", "Delete"]],
  ];

/** The same of an object. */
const OBJECT_SETTINGS: typeof BUCKET_SETTINGS = [
  ["acl", "ObjectAcl", ["Get", "Put"]],
  ["legal-hold", "ObjectLegalHold", ["Get", "Put"]],
  ["retention", "ObjectRetention", ["Get", "Put"]],
  ["torrent", "ObjectTorrent", ["Get"]],
];

/** Operations that fit no pattern: name, method, target and subresource. */
const OTHERS: readonly (readonly [
  name: string,
  method: string,
  target: Operation["target"],
  mark: string,
])[] = [
  ["CreateSession", "GET", "bucket", "session"],
  ["CreateBucketMetadataConfiguration", "POST", "bucket", "metadataConfiguration"],
  ["CreateBucketMetadataTableConfiguration", "POST", "bucket", "metadataTable"],
  ["RestoreObject", "POST", "object", "restore"],
  ["SelectObjectContent", "POST", "object", "select"],
  ["RenameObject", "PUT", "object", "renameObject"],
  ["UpdateObjectEncryption", "PUT", "object", "encryption"],
];

/** The name of the S3 operation a request asks for, if it is one this server refuses. */
export function refusedOperation(
  { method, query, headers }: Exchange,
  target: Operation["target"],
): string | undefined {
  const settings =
    target === "bucket" ? BUCKET_SETTINGS : target === "object" ? OBJECT_SETTINGS : [];
  for (const [mark, noun, verbs] of settings) {
    const verb = verbs.find((candidate) => METHODS[candidate] === method);
    if (query.has(mark) && verb !== undefined) return `${verb}${noun}`;
  }
  const other = OTHERS.find(
    ([, its, where, mark]) => its === method && where === target && query.has(mark),
  );
  if (other !== undefined) return other[0];
  const form =
    target === "bucket" &&
    method === "POST" &&
    headers.get("content-type")?.startsWith("multipart/form-data");
  return form
    ? "PostObject with a signature in its headers: a form carries it in its fields"
    : undefined;
}

/** The names of all operations that are refused by name. */
export const REFUSED_OPERATIONS: readonly string[] = [
  ...[...BUCKET_SETTINGS, ...OBJECT_SETTINGS].flatMap(([, noun, verbs]) =>
    verbs.map((verb) => `${verb}${noun}`),
  ),
  ...OTHERS.map(([name]) => name),
];
