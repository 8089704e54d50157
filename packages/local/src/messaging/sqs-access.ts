import type { Access } from "../access/authority.ts";
import type { CloudIdentity } from "../cloud-identity.ts";
import { MESSAGING_ACCOUNT_ID } from "./account-id.ts";
import type { MessagingBackend } from "./messaging-backend.ts";
import type { SqsBody } from "./sqs-rules.ts";

/** What a call to SQS does, as policies name it: what is done to several messages is allowed as for one. */
export async function sqsAccess(
  backend: MessagingBackend,
  { region }: CloudIdentity,
  operation: string,
  body: SqsBody,
): Promise<Access[]> {
  const action = `sqs:${operation.replace(/Batch$/, "")}`;
  const { QueueUrl: url, QueueName: given } = body;
  const name = typeof url === "string" ? url.split("/").at(-1) : given;
  if (typeof name !== "string") return [{ action, resource: "*" }];
  return [
    {
      action,
      resource: `arn:aws:sqs:${region}:${MESSAGING_ACCOUNT_ID}:${name}`,
      policy: await queuePolicy(backend, name),
    },
  ];
}

async function queuePolicy(backend: MessagingBackend, name: string): Promise<string | undefined> {
  const found = await backend.sqs("GetQueueUrl", { QueueName: name });
  if (found.status !== 200) return undefined;
  const { QueueUrl } = JSON.parse(found.body) as { QueueUrl: string };
  const attributes = await backend.sqs("GetQueueAttributes", {
    QueueUrl,
    AttributeNames: ["Policy"],
  });
  if (attributes.status !== 200) return undefined;
  const { Attributes } = JSON.parse(attributes.body) as { Attributes?: { Policy?: string } };
  return Attributes?.Policy === "" ? undefined : Attributes?.Policy;
}
