import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";

/** A server before S3 that refuses some of what is written. */
export interface S3Front {
  readonly endpoint: string;
  /** The refusal of a request, or nothing where S3 is to answer it. */
  refuse: (request: IncomingMessage) => S3Refusal | undefined;
  close(): Promise<void>;
}

/** What is answered in S3's place. */
export interface S3Refusal {
  readonly status: number;
  readonly code: string;
}

/** Stand before S3. */
export async function s3Front(behind: string): Promise<S3Front> {
  const { hostname, port } = new URL(behind);
  const server = createServer((incoming, outgoing) => {
    const refusal = front.refuse(incoming);
    if (refusal !== undefined) {
      incoming.resume();
      incoming.on("end", () => {
        outgoing.writeHead(refusal.status, { "content-type": "application/xml" });
        outgoing.end(
          `<?xml version="1.0"?><Error><Code>${refusal.code}</Code><Message>no</Message></Error>`,
        );
      });
      return;
    }
    const { method, url: path, headers } = incoming;
    const forwarded = request({ hostname, port, method, path, headers }, (real) => {
      outgoing.writeHead(real.statusCode ?? 500, real.headers);
      real.pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const front: S3Front = {
    endpoint: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    refuse: () => undefined,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  return front;
}
