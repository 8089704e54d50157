import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A server that passes bytes on to another, and that can be taken away as by a restart. */
export interface TcpFront {
  readonly port: number;
  /** End all connections; those that come next, so many, are ended as well. */
  restart(refusals: number): void;
  /** How many connections were ended as they came. */
  readonly refused: () => number;
  close(): Promise<void>;
}

/** Stand before a server. */
export async function tcpFront({ hostname, port }: URL): Promise<TcpFront> {
  const sockets = new Set<Socket>();
  let toRefuse = 0;
  let refused = 0;
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    if (toRefuse > 0) {
      toRefuse--;
      refused++;
      socket.destroy();
      return;
    }
    const behind = connect(Number(port), hostname);
    for (const each of [socket, behind]) {
      sockets.add(each);
      each.on("error", () => undefined);
      each.on("close", () => {
        sockets.delete(each);
        socket.destroy();
        behind.destroy();
      });
    }
    socket.pipe(behind);
    behind.pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as { port: number }).port,
    restart(refusals) {
      toRefuse = refusals;
      endAll();
    },
    refused: () => refused,
    async close() {
      server.close();
      endAll();
      await once(server, "close");
    },
  };
}
