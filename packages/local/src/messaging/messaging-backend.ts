import type { CloudIdentity } from "../cloud-identity.ts";
import { type PublishedMessage, readPublished } from "./published-messages.ts";

/** An answer of the store behind SNS and SQS. */
export interface BackendAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What stores queues, topics and messages: fauxqs, called in process and never listening itself. */
export interface MessagingBackend {
  /** Call an SQS action with its JSON body. */
  sqs(action: string, body: unknown): Promise<BackendAnswer>;
  /** Call an SNS action with its form parameters. */
  sns(parameters: ReadonlyMap<string, string>): Promise<BackendAnswer>;
  close(): Promise<void>;
}

/** Load fauxqs and make a store of its own for this cloud; published messages are handed to `onPublished`. */
export async function openMessagingBackend(
  identity: CloudIdentity,
  onPublished: (message: PublishedMessage) => void,
): Promise<MessagingBackend> {
  const { buildApp } = await import("fauxqs");
  const app = buildApp({ logger: false, defaultRegion: identity.region });
  await app.ready();
  const post = async (headers: Record<string, string>, payload: string): Promise<BackendAnswer> => {
    const answer = await app.inject({ method: "POST", url: "/", headers, payload });
    return {
      status: answer.statusCode,
      headers: Object.fromEntries(
        Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
      ),
      body: answer.body,
    };
  };
  return {
    sqs: (action, body) =>
      post(
        { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${action}` },
        JSON.stringify(body),
      ),
    sns: async (parameters) => {
      const form = new URLSearchParams([...parameters]).toString();
      const answer = await post({ "content-type": "application/x-www-form-urlencoded" }, form);
      if (answer.status === 200) readPublished(parameters, answer.body).forEach(onPublished);
      return answer;
    },
    close: () => app.close(),
  };
}
