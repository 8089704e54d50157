import { authorizeDelete } from "../access/access-of.ts";
import type { Exchange } from "../exchange.ts";
import { notImplemented, S3Error } from "../s3-error.ts";
import { malformed } from "../xml/malformed-xml.ts";
import type { XmlElement } from "../xml/parse-xml.ts";
import { childFlag, children, childText, expectOnly, expectRoot } from "../xml/read-element.ts";
import type { XmlNode } from "../xml/write-xml.ts";
import { type DeleteOutcome, type DeleteRequest, deleteKey } from "./delete-object.ts";

const MAX_OBJECTS = 1000;
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** DeleteObjects: up to 1,000 keys, each with its own outcome. */
export async function deleteObjects(exchange: Exchange): Promise<void> {
  requireDigest(exchange.headers);
  const root = await exchange.xmlBody({ limitBytes: MAX_BODY_BYTES });
  const { requests, quiet } = readDelete(root);
  const { bucket } = exchange;
  const deleted: XmlNode[] = [];
  const failed: XmlNode[] = [];
  for (const request of requests) {
    try {
      authorizeDelete(exchange, request);
      deleted.push(describeDeleted(request, await deleteKey(exchange, bucket, request)));
    } catch (error) {
      failed.push(describeFailure(request, error));
    }
  }
  exchange.sendXml("DeleteResult", { Deleted: quiet ? [] : deleted, Error: failed });
}

function requireDigest(headers: ReadonlyMap<string, string>): void {
  const given = [...headers.keys()].some(
    (name) =>
      name === "content-md5" || name === "x-amz-trailer" || /^x-amz-checksum-(crc|sha)/.test(name),
  );
  if (!given)
    throw new S3Error("InvalidRequest", "Missing required header for this request: Content-MD5");
}

function readDelete(root: XmlElement): { requests: DeleteRequest[]; quiet: boolean } {
  expectRoot(root, "Delete");
  expectOnly(root, ["Object", "Quiet"]);
  const requests = children(root, "Object").map(readObject);
  if (requests.length === 0) throw malformed("<Delete> lacks <Object>");
  if (requests.length > MAX_OBJECTS)
    throw malformed(`<Delete> has ${requests.length} objects; at most ${MAX_OBJECTS} are allowed`);
  return { requests, quiet: childFlag(root, "Quiet") };
}

function readObject(element: XmlElement): DeleteRequest {
  for (const name of ["LastModifiedTime", "Size"]) {
    if (childText(element, name) !== undefined)
      throw notImplemented(`<${name}> of DeleteObjects (directory buckets only)`);
  }
  expectOnly(element, ["Key", "VersionId", "ETag"]);
  const key = childText(element, "Key");
  if (!key) throw malformed("<Object> lacks <Key>");
  return { key, versionId: childText(element, "VersionId"), ifMatch: childText(element, "ETag") };
}

function describeDeleted({ key, versionId }: DeleteRequest, outcome: DeleteOutcome): XmlNode {
  return {
    Key: key,
    VersionId: versionId,
    DeleteMarker: outcome.deleteMarker ? true : undefined,
    DeleteMarkerVersionId: outcome.deleteMarker ? outcome.versionId : undefined,
  };
}

function describeFailure({ key, versionId }: DeleteRequest, error: unknown): XmlNode {
  if (!(error instanceof S3Error)) throw error;
  // What DeleteObject calls an invalid id is a version that is not there, here.
  const { code, message } = error.code === "InvalidArgument" ? new S3Error("NoSuchVersion") : error;
  return { Key: key, VersionId: versionId, Code: code, Message: message };
}
