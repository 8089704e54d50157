import { S3Error } from "../s3-error.ts";
import { malformed } from "../xml/malformed-xml.ts";
import type { XmlElement } from "../xml/parse-xml.ts";
import { children, childText, expectOnly, expectRoot } from "../xml/read-element.ts";
import type { XmlNode } from "../xml/write-xml.ts";
import { type CorsMethod, type CorsRule, isCorsMethod } from "./cors-rule.ts";

const MAX_RULES = 100;
const MAX_ID_LENGTH = 255;

/**
 * Read a CORSConfiguration document.
 *
 * @throws {S3Error} MalformedXML or InvalidRequest
 */
export function readCors(root: XmlElement): CorsRule[] {
  expectRoot(root, "CORSConfiguration");
  expectOnly(root, ["CORSRule"]);
  const rules = children(root, "CORSRule").map(readRule);
  if (rules.length === 0) throw malformed("<CORSConfiguration> lacks <CORSRule>");
  if (rules.length > MAX_RULES)
    throw malformed(
      `<CORSConfiguration> has ${rules.length} rules; at most ${MAX_RULES} are allowed`,
    );
  return rules;
}

function readRule(element: XmlElement): CorsRule {
  expectOnly(element, [
    "ID",
    "AllowedOrigin",
    "AllowedMethod",
    "AllowedHeader",
    "ExposeHeader",
    "MaxAgeSeconds",
  ]);
  const id = childText(element, "ID")?.trim();
  if (id !== undefined && id.length > MAX_ID_LENGTH)
    throw malformed(`<ID> is longer than ${MAX_ID_LENGTH} characters`);
  const exposeHeaders = texts(element, "ExposeHeader");
  for (const header of exposeHeaders) {
    if (header.includes("*"))
      throw new S3Error(
        "InvalidRequest",
        `ExposeHeader "${header.slice(0, 100)}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
      );
  }
  return {
    id,
    allowedOrigins: patterns(required(element, "AllowedOrigin"), "AllowedOrigin"),
    allowedMethods: required(element, "AllowedMethod").map(readMethod),
    allowedHeaders: patterns(texts(element, "AllowedHeader"), "AllowedHeader"),
    exposeHeaders,
    maxAgeSeconds: readMaxAge(childText(element, "MaxAgeSeconds")?.trim()),
  };
}

function texts(element: XmlElement, name: string): string[] {
  return children(element, name).map(({ text }) => text.trim());
}

function required(element: XmlElement, name: string): string[] {
  const found = texts(element, name);
  if (found.length === 0) throw malformed(`<${element.name}> lacks <${name}>`);
  return found;
}

function patterns(found: string[], name: string): string[] {
  for (const pattern of found) {
    if (pattern.split("*").length > 2)
      throw new S3Error(
        "InvalidRequest",
        `${name} "${pattern.slice(0, 100)}" can not have more than one wildcard.`,
      );
  }
  return found;
}

function readMethod(text: string): CorsMethod {
  if (isCorsMethod(text)) return text;
  throw new S3Error(
    "InvalidRequest",
    `Found unsupported HTTP method in CORS config. Unsupported method is ${text.slice(0, 30)}`,
  );
}

function readMaxAge(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw malformed("<MaxAgeSeconds> is not a whole number");
  return Number(text);
}

/** A CORSConfiguration document's content. */
export function writeCors(rules: readonly CorsRule[]): XmlNode {
  return {
    CORSRule: rules.map((rule) => ({
      ID: rule.id,
      AllowedMethod: rule.allowedMethods,
      AllowedOrigin: rule.allowedOrigins,
      AllowedHeader: rule.allowedHeaders,
      ExposeHeader: rule.exposeHeaders,
      MaxAgeSeconds: rule.maxAgeSeconds,
    })),
  };
}
