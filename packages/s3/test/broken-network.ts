import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What happens to one exchange: it passes, or the connection ends, or brings nothing more, after so many bytes of the answer's body. */
export type Fate =
  | "pass"
  | { readonly cutAfterBytes: number }
  | { readonly stallAfterBytes: number }
  | "lose the answer";

/** A proxy on loopback before a server, whose connections break as the test decides. */
export async function startBrokenNetwork(
  endpoint: string,
  decide: (method: string, url: string) => Fate,
): Promise<{ endpoint: string; close: () => Promise<void> }> {
  const { hostname, port } = new URL(endpoint);
  const proxy = createServer((incoming, outgoing) => {
    const { method = "", url = "", headers } = incoming;
    const fate = decide(method, url);
    const forwarded = request({ hostname, port, method, path: url, headers }, (answer) => {
      if (fate === "lose the answer") return breakOnceRead(answer, incoming);
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      if (typeof fate === "object" && "stallAfterBytes" in fate)
        return stall(answer, outgoing, fate.stallAfterBytes);
      let sent = 0;
      answer.on("data", (chunk: Buffer) => {
        if (fate === "pass") return outgoing.write(chunk);
        const room = fate.cutAfterBytes - sent;
        sent += chunk.length;
        outgoing.write(chunk.subarray(0, Math.max(0, room)), () => {
          if (chunk.length >= room) incoming.socket.destroy();
        });
      });
      answer.on("end", () => outgoing.end());
    });
    forwarded.on("error", () => incoming.socket.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        proxy.closeAllConnections();
      }),
  };
}

/** The rest of the body is never sent; the connection stays until the other side has enough of it. */
function stall(answer: IncomingMessage, outgoing: ServerResponse, afterBytes: number): void {
  let sent = 0;
  answer.on("data", (chunk: Buffer) => {
    outgoing.write(chunk.subarray(0, Math.max(0, afterBytes - sent)));
    sent += chunk.length;
  });
}

/** The server has done its work and answered; nobody hears it. */
function breakOnceRead(answer: IncomingMessage, incoming: IncomingMessage): void {
  answer.resume();
  answer.on("end", () => incoming.socket.destroy());
}
