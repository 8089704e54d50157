import type { RequestContext } from "@cloudapi/iam/evaluation";
import type { Access } from "../access/authority.ts";
import type { CloudIdentity } from "../cloud-identity.ts";
import { parseXml } from "../s3/xml/parse-xml.ts";
import { child, children, childText } from "../s3/xml/read-element.ts";
import { MESSAGING_ACCOUNT_ID } from "./account-id.ts";
import type { MessagingBackend } from "./messaging-backend.ts";
import type { SnsParameters } from "./sns-rules.ts";

/** Calls about subscriptions alone, which policies allow for every resource only. */
const OF_NO_TOPIC = [
  "GetSubscriptionAttributes",
  "ListSubscriptions",
  "ListTopics",
  "SetSubscriptionAttributes",
  "Unsubscribe",
];

/** What a call to SNS does, as policies name it. */
export async function snsAccess(
  backend: MessagingBackend,
  { region }: CloudIdentity,
  parameters: SnsParameters,
): Promise<Access[]> {
  const operation = parameters.get("Action") ?? "";
  const action = `sns:${operation === "PublishBatch" ? "Publish" : operation}`;
  if (OF_NO_TOPIC.includes(operation)) return [{ action, resource: "*" }];
  const name = parameters.get("Name");
  const resource =
    parameters.get("TopicArn") ??
    parameters.get("ResourceArn") ??
    (name === undefined ? "*" : `arn:aws:sns:${region}:${MESSAGING_ACCOUNT_ID}:${name}`);
  const policy = await topicPolicy(backend, resource);
  return [{ action, resource, policy, context: subscriptionKeys(parameters) }];
}

function subscriptionKeys(parameters: SnsParameters): RequestContext {
  if (parameters.get("Action") !== "Subscribe") return {};
  return {
    "sns:Protocol": parameters.get("Protocol") ?? "",
    "sns:Endpoint": parameters.get("Endpoint") ?? "",
  };
}

async function topicPolicy(backend: MessagingBackend, arn: string): Promise<string | undefined> {
  const found = await backend.sns(
    new Map([
      ["Action", "GetTopicAttributes"],
      ["TopicArn", arn],
    ]),
  );
  if (found.status !== 200) return undefined;
  const result = child(parseXml(found.body), "GetTopicAttributesResult");
  const attributes = result === undefined ? undefined : child(result, "Attributes");
  const entries = attributes === undefined ? [] : children(attributes, "entry");
  const entry = entries.find((each) => childText(each, "key") === "Policy");
  const policy = entry === undefined ? undefined : childText(entry, "value");
  return policy === "" ? undefined : policy;
}
