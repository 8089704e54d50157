import type { CloudIdentity } from "../cloud-identity.ts";

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

/** Load fauxqs and make a store of its own for this cloud. */
export async function openMessagingBackend(identity: CloudIdentity): Promise<MessagingBackend> {
  const { buildApp } = await import("fauxqs");
  const app = buildApp({ logger: false, defaultRegion: identity.region });
  await app.ready();
  const post = async (headers: Record<string, string>, payload: string): Promise<BackendAnswer> => {
    const answer = await app.inject({ method: "POST", url: "/", headers, payload });
    return {
      status: answer.statusCode,
      headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
      body: answer.body,
    };
  };
  return {
    sqs: (action, body) =>
      post({ "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${action}` }, JSON.stringify(body)),
    sns: (parameters) =>
      post({ "content-type": "application/x-www-form-urlencoded" }, new URLSearchParams([...parameters]).toString()),
    close: () => app.close(),
  };
}
