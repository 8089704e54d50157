import { randomUUID } from "node:crypto";
import { S3Error } from "../s3-error.ts";
import { malformed } from "../xml/malformed-xml.ts";
import type { XmlElement } from "../xml/parse-xml.ts";
import { child, children, childText, expectOnly, expectRoot } from "../xml/read-element.ts";
import type { XmlNode } from "../xml/write-xml.ts";
import { readActions } from "./lifecycle-actions.ts";

const MAX_RULES = 1000;
const MAX_ID_LENGTH = 255;
const PREDICATES = ["Prefix", "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan"] as const;
const MAX_OBJECT_BYTES = 50 * 1024 ** 4;

/**
 * Read a LifecycleConfiguration document: its rules, checked, each with an id.
 *
 * @throws {S3Error} MalformedXML, InvalidArgument or InvalidRequest
 */
export function readLifecycle(root: XmlElement): XmlNode[] {
  expectRoot(root, "LifecycleConfiguration");
  expectOnly(root, ["Rule"]);
  const elements = children(root, "Rule");
  if (elements.length === 0) throw malformed("<LifecycleConfiguration> lacks <Rule>");
  if (elements.length > MAX_RULES)
    throw malformed(`there are ${elements.length} rules; at most ${MAX_RULES} are allowed`);
  const rules = elements.map(readRule);
  if (new Set(rules.map(({ ID }) => ID)).size < rules.length)
    throw new S3Error(
      "InvalidArgument",
      "Rule ID must be unique. Found same ID for more than one rule",
    );
  return rules;
}

function readRule(rule: XmlElement): XmlNode {
  const filter = readFilter(rule);
  const actions = readActions(rule, usesTags(child(rule, "Filter")));
  return { ID: readId(rule), ...filter, Status: readStatus(rule), ...actions };
}

function usesTags(filter: XmlElement | undefined): boolean {
  return filter?.children.some((each) => each.name === "Tag" || usesTags(each)) ?? false;
}

function readId(rule: XmlElement): string {
  const id = childText(rule, "ID")?.trim() ?? "";
  if (id.length > MAX_ID_LENGTH)
    throw new S3Error(
      "InvalidArgument",
      `ID length should not exceed allowed limit of ${MAX_ID_LENGTH}`,
    );
  return id === "" ? randomUUID() : id;
}

function readStatus(rule: XmlElement): string {
  const status = childText(rule, "Status")?.trim();
  if (status === "Enabled" || status === "Disabled") return status;
  throw malformed("<Status> is neither Enabled nor Disabled");
}

/** What a rule is about: a filter, or the prefix of the older form. */
function readFilter(rule: XmlElement): XmlNode {
  const filter = child(rule, "Filter");
  const prefix = childText(rule, "Prefix");
  if ((filter === undefined) === (prefix === undefined))
    throw malformed("<Rule> needs either <Filter> or <Prefix>");
  if (filter === undefined) return { Prefix: prefix };
  expectOnly(filter, [...PREDICATES, "And"]);
  if (filter.children.length > 1) throw malformed("<Filter> has more than one child");
  const and = child(filter, "And");
  if (and === undefined) return { Filter: readPredicates(filter) };
  expectOnly(and, PREDICATES);
  if (and.children.length < 2) throw malformed("<And> joins less than two predicates");
  return { Filter: { And: readPredicates(and) } };
}

function readPredicates(element: XmlElement): XmlNode {
  const [above, below] = [
    readSize(element, "ObjectSizeGreaterThan"),
    readSize(element, "ObjectSizeLessThan"),
  ];
  if (above !== undefined && below !== undefined && above >= below)
    throw new S3Error(
      "InvalidRequest",
      "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.",
    );
  return {
    Prefix: childText(element, "Prefix"),
    Tag: children(element, "Tag").map(readTag),
    ObjectSizeGreaterThan: above,
    ObjectSizeLessThan: below,
  };
}

function readTag(tag: XmlElement): XmlNode {
  expectOnly(tag, ["Key", "Value"]);
  const key = childText(tag, "Key");
  if (!key) throw malformed("<Tag> lacks <Key>");
  return { Key: key, Value: childText(tag, "Value") ?? "" };
}

function readSize(element: XmlElement, name: string): number | undefined {
  const text = childText(element, name)?.trim();
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text) || Number(text) > MAX_OBJECT_BYTES)
    throw malformed(`<${name}> is not a size in bytes`);
  return Number(text);
}
