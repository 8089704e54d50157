import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from "node:tls";
import type { Certificates } from "./certificates.ts";

/** A server that takes encrypted connections, and has another answer them. */
export interface TlsFront {
  readonly port: number;
  /** The names of clients' certificates that were shown. */
  readonly clients: string[];
  close(): Promise<void>;
}

/** How the connection of a database comes to be encrypted. */
export type TlsProtocol = "mysql" | "postgres" | "mongo";

interface Front {
  readonly behind: URL;
  readonly protocol: TlsProtocol;
  readonly certificates: Certificates;
  readonly clients: string[];
  /** Whether clients have to have a certificate. */
  readonly requestCert: boolean;
}

/** Stand before a server with a certificate of one's own. */
export async function tlsFront({
  requestCert = false,
  ...input
}: Omit<Front, "clients" | "requestCert"> & { readonly requestCert?: boolean }): Promise<TlsFront> {
  const sockets = new Set<Socket>();
  const front: Front = { ...input, requestCert, clients: [] };
  const server = createServer((socket) => {
    const behind = connect(Number(front.behind.port), front.behind.hostname);
    for (const each of [socket, behind]) {
      sockets.add(each);
      each.on("error", () => undefined);
      each.on("close", () => void [socket, behind].map((one) => one.destroy()));
    }
    UPGRADES[front.protocol](front, socket, behind).catch(() => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as { port: number }).port,
    clients: front.clients,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close").catch(() => undefined);
    },
  };
}

const MYSQL_REQUEST_BYTES = 36;

type Upgrade = (front: Front, socket: Socket, behind: Socket) => Promise<void>;

const UPGRADES: Readonly<Record<TlsProtocol, Upgrade>> = {
  /** Encrypted from the first byte. */
  async mongo(front, socket, behind) {
    pipe(await encrypted(front, socket), behind);
  },
  /** The client asks whether it may. */
  async postgres(front, socket, behind) {
    await first(socket);
    socket.write("S");
    pipe(await encrypted(front, socket), behind);
  },
  /** The server greets, the client says that it will. */
  async mysql(front, socket, behind) {
    socket.write(await first(behind));
    const said = await first(socket);
    behind.write(said.subarray(0, MYSQL_REQUEST_BYTES));
    // The client need not wait before it begins to encrypt.
    if (said.length > MYSQL_REQUEST_BYTES) socket.unshift(said.subarray(MYSQL_REQUEST_BYTES));
    const inner = connectTls({ socket: behind, rejectUnauthorized: false });
    inner.on("error", () => socket.destroy());
    pipe(await encrypted(front, socket), inner);
  },
};

/** The connection once it is encrypted; a client whose certificate is not one to trust is sent away. */
async function encrypted(
  { certificates, requestCert, clients }: Front,
  socket: Socket,
): Promise<TLSSocket> {
  const { cert, key } = certificates.server;
  const settings = { cert, key, ca: certificates.ca.cert };
  const server = createTlsServer({ ...settings, requestCert, rejectUnauthorized: requestCert });
  server.on("tlsClientError", () => socket.destroy());
  const secured = once(server, "secureConnection") as Promise<[TLSSocket]>;
  server.emit("connection", socket);
  const [secure] = await secured;
  secure.on("error", () => socket.destroy());
  if (requestCert) clients.push(String(secure.getPeerCertificate().subject.CN));
  return secure;
}

/** What comes first; what comes next waits. */
async function first(socket: Socket): Promise<Buffer> {
  return new Promise((resolve) => {
    socket.once("data", (bytes: Buffer) => {
      socket.pause();
      resolve(bytes);
    });
  });
}

function pipe(one: Socket, other: Socket): void {
  one.pipe(other);
  other.pipe(one);
}
