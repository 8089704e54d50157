import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What Lambda's Invoke gives: `functionError` is set where the function, or its start, failed. */
export interface InvokeAnswer {
  readonly requestId: string;
  readonly functionError: "Unhandled" | undefined;
  readonly payload: unknown;
}

interface Invocation {
  readonly id: string;
  readonly event: unknown;
  readonly timeoutMs: number;
  settle(answer: InvokeAnswer): void;
  fail(reason: Error): void;
}

/** A Lambda Runtime API (2018-06-01) on loopback, for one runtime client. */
export interface RuntimeApi {
  /** Host and port, as `AWS_LAMBDA_RUNTIME_API` has them. */
  readonly address: string;
  /** Hand an event to the client when it asks for one. A deadline that passes ends nothing here: the client is only told of it. */
  invoke(event: unknown, timeoutMs: number): Promise<InvokeAnswer>;
  /** The client has ended: what waits for an answer gets the error of its start, if it told one, or else this reason. */
  clientEnded(reason: Error): void;
  close(): Promise<void>;
}

const PATH =
  /^\/2018-06-01\/runtime\/(?:(init\/error|invocation\/next)|invocation\/([^/]+)\/(response|error))$/;
const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:tested";

export async function startRuntimeApi(): Promise<RuntimeApi> {
  const work = new Work();
  const server = createServer((incoming, outgoing) => {
    work.answer(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoke: (event, timeoutMs) => work.invoke(event, timeoutMs),
    clientEnded: (reason) => work.end(reason),
    async close() {
      work.end(new Error("The Runtime API was closed."));
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** Invocations between their event and their answer. */
class Work {
  readonly #waiting: Invocation[] = [];
  readonly #open = new Map<string, Invocation>();
  #idle: ServerResponse | undefined;
  #initError: unknown;
  #ended: Error | undefined;

  invoke(event: unknown, timeoutMs: number): Promise<InvokeAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<InvokeAnswer>();
    const id = crypto.randomUUID();
    const invocation = { id, event, timeoutMs, settle: resolve, fail: reject };
    this.#open.set(id, invocation);
    if (this.#ended === undefined) {
      this.#waiting.push(invocation);
      this.#handOver();
    } else this.#fail(invocation, this.#ended);
    return promise;
  }

  async answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const [, fixed, id = "", action] = PATH.exec(incoming.url ?? "") ?? [];
    if (fixed === "invocation/next") {
      this.#idle = outgoing;
      this.#handOver();
      return;
    }
    const body = await text(incoming);
    const invocation = this.#open.get(id);
    if (fixed === "init/error") this.#initError = JSON.parse(body);
    else if (action === undefined || invocation === undefined) {
      // The client can't do without a type.
      outgoing.writeHead(404, { "content-type": "application/json" }).end("{}");
      return;
    } else this.#settle(invocation, action, JSON.parse(body));
    outgoing.writeHead(202, { "content-type": "application/json" }).end('{"status":"OK"}');
  }

  end(reason: Error): void {
    this.#ended ??= reason;
    for (const invocation of this.#open.values()) this.#fail(invocation, reason);
  }

  #handOver(): void {
    const outgoing = this.#idle;
    if (outgoing === undefined) return;
    const invocation = this.#waiting.shift();
    if (invocation === undefined) return;
    this.#idle = undefined;
    outgoing.writeHead(200, {
      "Content-Type": "application/json",
      "Lambda-Runtime-Aws-Request-Id": invocation.id,
      "Lambda-Runtime-Deadline-Ms": String(Date.now() + invocation.timeoutMs),
      "Lambda-Runtime-Invoked-Function-Arn": FUNCTION_ARN,
      "Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0",
    });
    outgoing.end(JSON.stringify(invocation.event));
  }

  #settle(invocation: Invocation, action: string, payload: unknown): void {
    const requestId = invocation.id;
    this.#open.delete(requestId);
    const functionError = action === "error" ? "Unhandled" : undefined;
    invocation.settle({ requestId, functionError, payload });
  }

  #fail(invocation: Invocation, reason: Error): void {
    if (this.#initError !== undefined) this.#settle(invocation, "error", this.#initError);
    else {
      this.#open.delete(invocation.id);
      invocation.fail(reason);
    }
  }
}
