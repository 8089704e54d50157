import type { Server } from "node:http";
import { checkOptionNames } from "@cloudapi/core/internal";
import { createAdaptorServer } from "@hono/node-server";
import type { Answering } from "../site/site.ts";
import { answerBy } from "./answer.ts";
import { refuseUnreadable } from "./refuse-unreadable.ts";

/** Where to listen, and how long an end may take. */
export interface ServeOptions {
  /** Default 127.0.0.1: nobody else's machine can ask. */
  readonly hostname?: string;
  /** Default 8000; 0 for one that is free. */
  readonly port?: number;
  /** How long requests that are under way may go on once the server is closed; default 10,000. */
  readonly graceMs?: number;
  /** For a request, headers and body, to come whole; default 30,000. Slower ones are ended. */
  readonly requestMs?: number;
  /** A connection on which nothing moves for so long is ended, such as that of who doesn't read; default 120,000. Longer than a query may take. */
  readonly idleMs?: number;
}

/** A server that listens. */
export interface ApiServer {
  /** Its address, without a slash at the end: `http://127.0.0.1:8000`. */
  readonly url: string;
  /** Accept nothing more, wait for the requests that are under way, and end those that take longer than `graceMs`. */
  close(): Promise<void>;
}

/**
 * Answer HTTP requests by an API, in Node.
 *
 * @throws {TypeError | RangeError} for options that are not right
 * @throws {Error} when another program listens there
 *
 * @example
 * ```ts
 * import { serve } from "@cloudapi/api/node";
 *
 * const server = await serve({ fetch: async () => new Response("Hello!") }, { port: 0 });
 * const answer = await fetch(server.url);
 * console.log(await answer.text()); // => Hello!
 * await server.close();
 * ```
 */
export async function serve(api: Answering, options: ServeOptions = {}): Promise<ApiServer> {
  checkOptionNames("serve", options, ["hostname", "port", "graceMs", "requestMs", "idleMs"]);
  const { hostname = "127.0.0.1", port = 8000, graceMs = 10_000 } = options;
  const { requestMs = 30_000, idleMs = 120_000 } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new RangeError(`serve: port is a whole number from 0 to 65535, not ${String(port)}.`);
  const server = createAdaptorServer({
    fetch: answerBy(api),
    overrideGlobalObjects: false,
    serverOptions: {
      headersTimeout: requestMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: Math.min(requestMs, 5_000),
    },
  }) as Server;
  server.setTimeout(idleMs);
  refuseUnreadable(server);
  for (const [name, ms] of Object.entries({ graceMs, requestMs, idleMs }))
    if (!Number.isFinite(ms) || ms <= 0)
      throw new RangeError(`serve: ${name} must be a number above 0, not ${String(ms)}.`);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return { url: urlOf(server, hostname), close: () => closeServer(server, graceMs) };
}

function urlOf(server: Server, hostname: string): string {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(late);
}
