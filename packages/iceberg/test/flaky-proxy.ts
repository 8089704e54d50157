import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An answer in the server's place. */
export interface InjectedAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What may happen to a request that commits. */
export type Fate =
  | "pass"
  /** It is carried out, and the connection ends without an answer. */
  | "lose the answer"
  /** It is carried out, and the answer is another. */
  | { readonly doneBut: InjectedAnswer }
  /** It is not carried out. */
  | { readonly instead: InjectedAnswer };

/** Which requests commit, and how the server says what goes wrong. */
export interface FlakyServer {
  isCommit(incoming: IncomingMessage): boolean;
  readonly throttled: InjectedAnswer;
  readonly conflict: InjectedAnswer;
  readonly failed: InjectedAnswer;
}

export interface FlakyProxy {
  readonly endpoint: string;
  /** How many commits had a fate of their own. */
  readonly injected: { lost: number; failed: number; throttled: number; conflict: number };
  close(): Promise<void>;
}

/** A proxy on loopback before a server, on whose commits something goes wrong in turn. */
export async function startFlakyProxy(endpoint: string, server: FlakyServer): Promise<FlakyProxy> {
  const { hostname, port } = new URL(endpoint);
  const injected = { lost: 0, failed: 0, throttled: 0, conflict: 0 };
  let commits = 0;
  const proxy = createServer((incoming, outgoing) => {
    const fate = server.isCommit(incoming) ? fateOf(++commits, server, injected) : "pass";
    if (typeof fate === "object" && "instead" in fate) {
      incoming.resume();
      incoming.on("end", () => answer(outgoing, fate.instead));
      return;
    }
    const { method, url, headers } = incoming;
    const forwarded = request({ hostname, port, method, path: url, headers }, (real) => {
      if (fate === "pass") {
        outgoing.writeHead(real.statusCode ?? 500, real.headers);
        real.pipe(outgoing);
        return;
      }
      real.resume();
      real.on("end", () => {
        if (typeof fate === "object") answer(outgoing, fate.doneBut);
        else incoming.socket.destroy();
      });
    });
    forwarded.on("error", () => incoming.socket.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    injected,
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        proxy.closeAllConnections();
      }),
  };
}

/** By turns, with numbers that share no divisor, so that each meets tries of every kind. */
function fateOf(commit: number, server: FlakyServer, injected: FlakyProxy["injected"]): Fate {
  if (commit % 7 === 0) {
    injected.lost++;
    return "lose the answer";
  }
  if (commit % 11 === 0) {
    injected.failed++;
    return { doneBut: server.failed };
  }
  if (commit % 13 === 0) {
    injected.throttled++;
    return { instead: server.throttled };
  }
  if (commit % 17 === 0) {
    injected.conflict++;
    return { instead: server.conflict };
  }
  return "pass";
}

function answer(outgoing: ServerResponse, { status, body, headers }: InjectedAnswer): void {
  outgoing.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers });
  outgoing.end(body);
}

function xmlError(status: number, code: string): InjectedAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>injected</Message></Error>`;
  return { status, body, headers: { "content-type": "application/xml" } };
}

function glueError(status: number, name: string): InjectedAnswer {
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": name };
  return { status, body: JSON.stringify({ __type: name, Message: "injected" }), headers };
}

function restError(status: number, type: string): InjectedAnswer {
  const body = JSON.stringify({ error: { message: "injected", type, code: status } });
  return { status, body, headers: { "content-type": "application/json" } };
}

export const FLAKY_S3: FlakyServer = {
  isCommit: ({ method, url = "" }) => method === "PUT" && /\/v\d+\.metadata\.json/.test(url),
  throttled: xmlError(503, "SlowDown"),
  conflict: xmlError(409, "ConditionalRequestConflict"),
  failed: xmlError(500, "InternalError"),
};

export const FLAKY_GLUE: FlakyServer = {
  isCommit: ({ headers }) => headers["x-amz-target"] === "AWSGlue.UpdateTable",
  throttled: glueError(400, "ThrottlingException"),
  conflict: glueError(400, "ConcurrentModificationException"),
  failed: glueError(500, "InternalServiceException"),
};

export const FLAKY_REST: FlakyServer = {
  isCommit: ({ method, url = "" }) => method === "POST" && /\/tables\/[^/]+$/.test(url),
  throttled: restError(503, "SlowDownException"),
  conflict: restError(409, "CommitFailedException"),
  failed: restError(502, "BadGatewayException"),
};
