import { decodePart } from "../../http/wire-request.ts";
import { S3Error } from "../s3-error.ts";
import type { Tag } from "../store/records.ts";
import type { XmlElement } from "../xml/parse-xml.ts";
import { children, childText, expectRoot, requiredChild } from "../xml/read-element.ts";
import type { XmlNode } from "../xml/write-xml.ts";

const MAX_OBJECT_TAGS = 10;

/** Read tags as a query string, from the `x-amz-tagging` header. */
export function readTagging(header: string | undefined): Tag[] {
  if (header === undefined || header === "") return [];
  const tags = header.split("&").map((pair) => {
    const equals = pair.indexOf("=");
    const [key, value] =
      equals === -1 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
    return { key: decodeTag(key), value: decodeTag(value) };
  });
  return checkTags(tags, MAX_OBJECT_TAGS);
}

/** Read a Tagging document. */
export function readTaggingXml(root: XmlElement, limit = MAX_OBJECT_TAGS): Tag[] {
  expectRoot(root, "Tagging");
  const tags = children(requiredChild(root, "TagSet"), "Tag").map((tag) => ({
    key: childText(tag, "Key") ?? "",
    value: childText(tag, "Value") ?? "",
  }));
  return checkTags(tags, limit);
}

/** A Tagging document's content. */
export function writeTagging(tags: readonly Tag[]): XmlNode {
  return { TagSet: { Tag: tags.map(({ key, value }) => ({ Key: key, Value: value })) } };
}

function checkTags(tags: Tag[], limit: number): Tag[] {
  if (tags.length > limit) {
    throw new S3Error("InvalidTag", `Object tags cannot be greater than ${limit}`);
  }
  if (new Set(tags.map(({ key }) => key)).size < tags.length) {
    throw new S3Error("InvalidTag", "Cannot provide multiple Tags with the same key");
  }
  for (const { key, value } of tags) {
    if (key === "" || key.length > 128 || !isTagText(key)) throw invalidTag("TagKey", key);
    if (value.length > 256 || !isTagText(value)) throw invalidTag("TagValue", value);
    if (key.startsWith("aws:"))
      throw new S3Error("InvalidTag", "System tags cannot be added/updated by requester");
  }
  return tags;
}

function isTagText(text: string): boolean {
  return /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text);
}

function invalidTag(what: string, text: string): S3Error {
  return new S3Error("InvalidTag", `The ${what} you have provided is invalid`, {
    details: { [what]: text.slice(0, 300) },
  });
}

function decodeTag(text: string): string {
  const decoded = decodePart(text.replaceAll("+", " "));
  if (decoded === undefined)
    throw new S3Error(
      "InvalidArgument",
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    );
  return decoded;
}
