import { decodePart } from "../../http/wire-request.ts";
import { S3Error } from "../s3-error.ts";
import type { Tag } from "../store/records.ts";
import type { XmlElement } from "../xml/parse-xml.ts";
import { children, childText, expectRoot, requiredChild } from "../xml/read-element.ts";
import type { XmlNode } from "../xml/write-xml.ts";

const LIMITS = { object: 10, bucket: 50 } as const;

const RESERVED = {
  object: "Your TagKey cannot be prefixed with aws:",
  bucket: "System tags cannot be added/updated by requester",
} as const;

/** Read tags as a query string, from the `x-amz-tagging` header. */
export function readTagging(header: string | undefined): Tag[] {
  if (header === undefined || header === "") return [];
  const pairs = header.split("&").filter((pair) => pair !== "");
  const tags = pairs.map((pair) => {
    const [key = "", value = "", ...more] = pair.split("=").map(decodeTag);
    if (more.length > 0) throw invalidHeader(header);
    return { key, value };
  });
  if (tags.some((tag) => faultOf(tag) !== undefined) || repeated(tags) !== undefined)
    throw invalidHeader(header);
  if (tags.length > LIMITS.object) throw tooMany("object");
  return tags;

  function decodeTag(text: string): string {
    const decoded = decodePart(text.replaceAll("+", " "));
    if (decoded === undefined) throw invalidHeader(text);
    return decoded;
  }
}

function invalidHeader(value: string): S3Error {
  return new S3Error(
    "InvalidArgument",
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    { details: { ArgumentName: "x-amz-tagging", ArgumentValue: value.slice(0, 500) } },
  );
}

/** Read a Tagging document; of what it says of reserved keys, buckets and objects differ in words. */
export function readTaggingXml(root: XmlElement, of: "object" | "bucket"): Tag[] {
  expectRoot(root, "Tagging");
  const tags = children(requiredChild(root, "TagSet"), "Tag").map((tag) => ({
    key: childText(tag, "Key") ?? "",
    value: childText(tag, "Value") ?? "",
  }));
  if (tags.length > LIMITS[of]) throw tooMany(of);
  const twice = repeated(tags);
  if (twice !== undefined)
    throw invalidTag("Cannot provide multiple Tags with the same key", { TagKey: twice });
  for (const tag of tags) {
    const fault = faultOf(tag);
    if (fault === "reserved") throw invalidTag(RESERVED[of], { TagKey: tag.key });
    if (fault === "key")
      throw invalidTag("The TagKey you have provided is invalid", {
        TagKey: tag.key.slice(0, 300),
      });
    if (fault === "value")
      throw invalidTag("The TagValue you have provided is invalid", {
        TagKey: tag.key,
        TagValue: tag.value.slice(0, 300),
      });
  }
  return tags;
}

/** A Tagging document's content. */
export function writeTagging(tags: readonly Tag[]): XmlNode {
  return { TagSet: { Tag: tags.map(({ key, value }) => ({ Key: key, Value: value })) } };
}

function repeated(tags: readonly Tag[]): string | undefined {
  return tags.find(({ key }, i) => tags.findIndex((other) => other.key === key) < i)?.key;
}

function faultOf({ key, value }: Tag): "reserved" | "key" | "value" | undefined {
  if (key.startsWith("aws:")) return "reserved";
  if (key === "" || key.length > 128 || !isTagText(key)) return "key";
  return value.length > 256 || !isTagText(value) ? "value" : undefined;
}

function isTagText(text: string): boolean {
  return /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text);
}

function tooMany(of: "object" | "bucket"): S3Error {
  const what = of === "object" ? "Object tags" : "Bucket tag count";
  return new S3Error("BadRequest", `${what} cannot be greater than ${LIMITS[of]}`);
}

function invalidTag(message: string, details: Readonly<Record<string, string>>): S3Error {
  return new S3Error("InvalidTag", message, { details });
}
