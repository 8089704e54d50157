import type { S3Client } from "@aws-sdk/client-s3";

/** A request that reached the fake. */
export interface FakeCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal | undefined;
}

type Handler = (call: FakeCall) => unknown;

/** A client that sends nothing: each operation is answered by its handler, and every call is kept. */
export function fakeS3(handlers: Readonly<Record<string, Handler>>) {
  const calls: FakeCall[] = [];
  const client = {
    config: { region: async () => "us-east-1", credentials: async () => ({}) },
    async send(command: object, options: { abortSignal?: AbortSignal } = {}) {
      const operation = command.constructor.name.replace(/Command$/, "");
      const input = (command as { input: Record<string, unknown> }).input;
      const call: FakeCall = { operation, input, signal: options.abortSignal };
      calls.push(call);
      const handler = handlers[operation];
      if (handler === undefined) throw new Error(`the fake has no answer to ${operation}`);
      return handler(call);
    },
  };
  return {
    s3: client as unknown as S3Client,
    calls,
    operations: () => calls.map(({ operation }) => operation),
    of: (operation: string) => calls.filter((call) => call.operation === operation),
  };
}

/** An error as the SDK makes it from an answer of the server. */
export function serverError(name: string, httpStatusCode: number, more: object = {}): Error {
  const error = new Error(`${name} (said by the fake)`);
  return Object.assign(error, { name, $metadata: { httpStatusCode, attempts: 1, ...more } });
}

/** Rejects as the SDK does once the signal is aborted; never resolves. */
export function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(Object.assign(new Error("Request aborted"), { name: "AbortError" }));
    if (signal?.aborted) fail();
    else signal?.addEventListener("abort", fail, { once: true });
  });
}
