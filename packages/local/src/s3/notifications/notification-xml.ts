import { randomUUID } from "node:crypto";
import { S3Error } from "../s3-error.ts";
import type { NotificationConfiguration, NotificationRule } from "../store/records.ts";
import { malformed } from "../xml/malformed-xml.ts";
import type { XmlElement } from "../xml/parse-xml.ts";
import {
  child,
  children,
  childText,
  expectOnly,
  expectRoot,
  requiredChild,
} from "../xml/read-element.ts";
import type { XmlNode } from "../xml/write-xml.ts";
import { checkOverlaps } from "./check-overlaps.ts";
import { EVENT_TYPES } from "./event-types.ts";

/** How each kind of rule is written: its element, the element of its ARN, and what an ARN looks like. */
const KINDS = {
  topic: {
    element: "TopicConfiguration",
    arnElement: "Topic",
    arn: /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w.-]+$/,
  },
  queue: {
    element: "QueueConfiguration",
    arnElement: "Queue",
    arn: /^arn:aws[\w-]*:sqs:[\w-]+:\d{12}:[\w.-]+$/,
  },
  lambda: {
    element: "CloudFunctionConfiguration",
    arnElement: "CloudFunction",
    arn: /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/,
  },
} as const;

/**
 * Read a NotificationConfiguration document.
 *
 * @throws {S3Error} MalformedXML or InvalidArgument, as for overlapping rules
 */
export function readNotifications(root: XmlElement): NotificationConfiguration {
  expectRoot(root, "NotificationConfiguration");
  expectOnly(root, [
    "EventBridgeConfiguration",
    ...Object.values(KINDS).map(({ element }) => element),
  ]);
  const rules = (Object.keys(KINDS) as (keyof typeof KINDS)[]).flatMap((target) =>
    children(root, KINDS[target].element).map((element) => readRule(element, target)),
  );
  checkOverlaps(rules);
  return { rules, eventBridge: child(root, "EventBridgeConfiguration") !== undefined };
}

function readRule(element: XmlElement, target: keyof typeof KINDS): NotificationRule {
  const { arnElement, arn: pattern } = KINDS[target];
  expectOnly(element, ["Id", arnElement, "Event", "Filter"]);
  const arn = requiredChild(element, arnElement).text.trim();
  if (!pattern.test(arn))
    throw new S3Error("InvalidArgument", "The ARN could not be parsed", {
      details: { ArgumentName: arnElement, ArgumentValue: arn.slice(0, 200) },
    });
  const events = children(element, "Event").map(({ text }) => text.trim());
  if (events.length === 0) throw malformed(`<${element.name}> lacks <Event>`);
  for (const event of events) {
    if (!EVENT_TYPES.includes(event)) {
      throw new S3Error("InvalidArgument", "The event is not supported for notifications", {
        details: { ArgumentName: "Event", ArgumentValue: event.slice(0, 100) },
      });
    }
  }
  return {
    id: childText(element, "Id")?.trim() || randomUUID(),
    target,
    arn,
    events,
    ...readFilter(child(element, "Filter")),
  };
}

function readFilter(filter: XmlElement | undefined): { prefix: string; suffix: string } {
  const found = new Map<string, string>();
  if (filter === undefined) return { prefix: "", suffix: "" };
  expectOnly(filter, ["S3Key"]);
  for (const rule of children(requiredChild(filter, "S3Key"), "FilterRule")) {
    const name = requiredChild(rule, "Name").text.trim().toLowerCase();
    if (name !== "prefix" && name !== "suffix") {
      throw new S3Error("InvalidArgument", "filter rule name must be either prefix or suffix", {
        details: { ArgumentName: "FilterRule.Name", ArgumentValue: name.slice(0, 50) },
      });
    }
    if (found.has(name))
      throw new S3Error(
        "InvalidArgument",
        `Cannot specify more than one ${name} rule in a filter.`,
      );
    found.set(name, childText(rule, "Value") ?? "");
  }
  return { prefix: found.get("prefix") ?? "", suffix: found.get("suffix") ?? "" };
}

/** A NotificationConfiguration document's content. */
export function writeNotifications(configuration: NotificationConfiguration | undefined): XmlNode {
  const { rules = [], eventBridge = false } = configuration ?? {};
  const written: Record<string, XmlNode[] | XmlNode> = {};
  for (const [target, { element, arnElement }] of Object.entries(KINDS)) {
    const ofKind = rules.filter((rule) => rule.target === target);
    written[element] = ofKind.map((rule) => writeRule(rule, arnElement));
  }
  return { ...written, ...(eventBridge ? { EventBridgeConfiguration: {} } : {}) };
}

function writeRule(
  { id, arn, events, prefix, suffix }: NotificationRule,
  arnElement: string,
): XmlNode {
  const filters = [
    ...(prefix === "" ? [] : [{ Name: "prefix", Value: prefix }]),
    ...(suffix === "" ? [] : [{ Name: "suffix", Value: suffix }]),
  ];
  return {
    Id: id,
    [arnElement]: arn,
    Event: events,
    Filter: filters.length === 0 ? undefined : { S3Key: { FilterRule: filters } },
  };
}
