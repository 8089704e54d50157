import type { WireRequest } from "../../http/wire-request.ts";
import { authorize } from "../access/access-of.ts";
import { expectDigests } from "../body/expected-digests.ts";
import { storeBody } from "../body/store-body.ts";
import {
  CHECKSUM_ALGORITHMS,
  checksumHeader,
  parseChecksumAlgorithm,
} from "../checksum/checksum.ts";
import { bodyEtag, encryptionHeaders } from "../encryption/customer-key.ts";
import { Exchange, type ExchangeInit } from "../exchange.ts";
import { checkPostPolicy, checkSizes, readPostPolicy } from "../form/post-policy.ts";
import { type Form, readForm, requiredField } from "../form/read-form.ts";
import { verifyForm } from "../form/verify-form.ts";
import { checkKey } from "../names.ts";
import {
  DESCRIPTION_HEADERS,
  newVersionHeader,
  readDescription,
} from "../objects/object-headers.ts";
import { reportCreated } from "../objects/report.ts";
import { readTaggingXml } from "../objects/tagging.ts";
import { addVersion } from "../objects/versions.ts";
import { notImplemented, S3Error } from "../s3-error.ts";
import type { ObjectVersion } from "../store/records.ts";
import { parseXml } from "../xml/parse-xml.ts";

/** Whether a request is a browser's form. */
export function isForm({ method, headers }: WireRequest): boolean {
  return method === "POST" && /^multipart\/form-data\b/i.test(headers.get("content-type") ?? "");
}

/** What is known of a form before it is read. */
export type FormCall = Pick<
  ExchangeInit,
  "services" | "requestId" | "bucketName" | "wire" | "response"
>;

/** PostObject: a browser's form. Its fields are what headers are elsewhere, and its policy carries the signature. */
export async function postObject(call: FormCall): Promise<void> {
  const { services, bucketName, wire } = call;
  services.store.bucket(bucketName);
  if (!wire.headers.has("content-length")) throw new S3Error("MissingContentLength");
  const form = await readForm(wire.incoming, wire.headers.get("content-type") ?? "");
  const key = readKey(form);
  const { credential, now, identity } = services;
  const seed = verifyForm(form.fields, { credential, now, region: identity.region });
  const policy = readPostPolicy(form.fields.get("policy") ?? "");
  const judged = new Map([...form.fields, ["key", key] as const, ["bucket", bucketName] as const]);
  checkPostPolicy(policy, judged, services.now());
  const exchange = new Exchange({
    ...call,
    key,
    query: new Map(),
    headers: asHeaders(form.fields),
    payloadHash: "UNSIGNED-PAYLOAD",
    seed,
    authentication: "POST",
  });
  authorize("PostObject", exchange);
  const version = await store(exchange, checkSizes(policy, form.file));
  answer(exchange, form.fields, version);
}

function readKey({ fields, filename }: Form): string {
  const key = requiredField(fields, "key").replaceAll("${filename}", () => filename);
  if (key === "")
    throw new S3Error("InvalidArgument", "User key must have a length greater than 0.", {
      details: { ArgumentName: "key", ArgumentValue: "" },
    });
  checkKey(key);
  return key;
}

const STORED = [
  "cache-control",
  "content-type",
  "content-disposition",
  "content-encoding",
  "expires",
];
const UNDERSTOOD = [
  ...DESCRIPTION_HEADERS,
  ...CHECKSUM_ALGORITHMS.map(checksumHeader),
  "x-amz-checksum-algorithm",
  "x-amz-algorithm",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-signature",
  "x-amz-security-token",
];

/** The fields that say how an object is stored, by the names of headers; others change nothing, and may be there. */
function asHeaders(fields: ReadonlyMap<string, string>): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of fields) {
    if (name === "acl") headers.set("x-amz-acl", value);
    if (name === "tagging" && value !== "") headers.set("x-amz-tagging", taggingHeader(value));
    if (STORED.includes(name)) headers.set(name, value);
    if (!name.startsWith("x-amz-")) continue;
    const known = UNDERSTOOD.some((each) =>
      each.endsWith("*") ? name.startsWith(each.slice(0, -1)) : each === name,
    );
    if (!known) throw notImplemented(`the field "${name.slice(0, 100)}" of PostObject`);
    headers.set(name, value);
  }
  return headers;
}

/** The tags of a form, as a header has them. */
function taggingHeader(document: string): string {
  const tags = readTaggingXml(parseXml(document), "object");
  return tags.map((tag) => [tag.key, tag.value].map(encodeURIComponent).join("=")).join("&");
}

async function store(exchange: Exchange, file: AsyncIterable<Uint8Array>): Promise<ObjectVersion> {
  const { key, headers, services } = exchange;
  const described = readDescription(headers, exchange.bucket);
  const digests = expectDigests(headers);
  const named = parseChecksumAlgorithm(headers.get("x-amz-checksum-algorithm") ?? "");
  const algorithm = digests.algorithm ?? named ?? "CRC64NVME";
  const body = await storeBody(exchange.store.blobs, file, [algorithm], digests);
  const { bucket } = exchange;
  const version = await addVersion(exchange.store, bucket, key, {
    ...described,
    deleteMarker: false,
    lastModified: services.now(),
    etag: bodyEtag(body.md5, described),
    size: body.size,
    segments: [body.segment],
    parts: undefined,
    checksum: { algorithm, type: "FULL_OBJECT", value: body.checksums[algorithm] ?? "" },
  });
  reportCreated(exchange, bucket, version, "ObjectCreated:Post");
  return version;
}

/** Answer as the form wishes: by another page, a document, or nothing. */
function answer(
  exchange: Exchange,
  fields: ReadonlyMap<string, string>,
  version: ObjectVersion,
): void {
  const { bucketName, key } = exchange;
  const path = key.split("/").map(encodeURIComponent).join("/");
  const location = `${exchange.origin}/${bucketName}/${path}`;
  const etag = `"${version.etag}"`;
  const headers = {
    etag,
    location,
    ...encryptionHeaders(version),
    "x-amz-version-id": newVersionHeader(version),
  };
  const page = readUrl(fields.get("success_action_redirect") ?? fields.get("redirect"));
  if (page !== undefined) {
    for (const [name, value] of Object.entries({ bucket: bucketName, key, etag }))
      page.searchParams.append(name, value);
    exchange.send(303, { ...headers, location: page.href });
    return;
  }
  const status = fields.get("success_action_status");
  if (status === "201") {
    const document = { Location: location, Bucket: bucketName, Key: key, ETag: etag };
    exchange.sendXml("PostResponse", document, headers, 201);
  } else {
    exchange.send(status === "200" ? 200 : 204, headers);
  }
}

/** A page that can't be one is not gone to. */
function readUrl(text: string | undefined): URL | undefined {
  return text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
}
