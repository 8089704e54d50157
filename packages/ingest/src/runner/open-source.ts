import { connect, isIP, type Socket } from "node:net";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import type { Source } from "../source/source.ts";
import type { ServerSettings } from "./read-settings.ts";
import { readTlsFiles, type TlsFiles } from "./tls-settings.ts";

/** A source with what closes its connections. */
export interface OpenedSource {
  readonly source: Source;
  close(): Promise<void>;
}

/** Make the driver's pool for a server, and the source over it; only that server's driver is loaded. */
export function openSource(server: ServerSettings): Promise<OpenedSource> {
  const open = { mysql: openMySql, postgres: openPostgres, mongo: openMongo };
  return open[server.kind](server);
}

const CONNECT_MS = 10_000;

async function openMySql({ name, tls, ...server }: ServerSettings): Promise<OpenedSource> {
  const [{ createPool }, { mySqlSource }] = await Promise.all([
    import("mysql2"),
    import("../mysql/index.ts"),
  ]);
  const { host, port, user, password, database } = server;
  const login = { port, user: user ?? "", password: password ?? "", database };
  const encryption = tls && {
    host: tls.serverName ?? host,
    stream: () => namedSocket(server, tls.serverName ?? host),
    ssl: { ...(await readTlsFiles(tls)), rejectUnauthorized: true, verifyIdentity: true },
  };
  const pool = createPool({ host, ...login, connectTimeout: CONNECT_MS, ...encryption });
  return {
    source: mySqlSource(pool, { name }),
    close: () => new Promise((resolve) => pool.end(() => resolve())),
  };
}

/**
 * A connection to a server whose certificate is to have a name. mysql2 compares names with its `host` alone, and leaves an address to Node, which asks the
 * socket for it: without, any certificate but one for localhost is refused.
 */
function namedSocket({ host, port }: { host: string; port: number }, name: string): Socket {
  const socket = connect({ host, port, noDelay: true, keepAlive: true });
  return Object.assign(socket, { _host: name });
}

async function openPostgres({ name, tls, ...server }: ServerSettings): Promise<OpenedSource> {
  const [{ Pool }, { postgresSource }] = await Promise.all([
    import("pg").then((pg) => pg.default),
    import("../postgres/index.ts"),
  ]);
  const { host, port, user = "", password = "", database } = server;
  const ssl = tls && tlsOptions(await readTlsFiles(tls), tls.serverName ?? host);
  const login = { host, port, user, password, database, ssl: ssl ?? false };
  const pool = new Pool({ ...login, connectionTimeoutMillis: CONNECT_MS });
  // An idle connection that is lost is no table's failure: the next one is made anew.
  pool.on("error", () => undefined);
  return { source: postgresSource(pool, { name }), close: () => pool.end() };
}

async function openMongo({ name, tls, ...server }: ServerSettings): Promise<OpenedSource> {
  const [{ MongoClient }, { mongoSource }] = await Promise.all([
    import("mongodb"),
    import("../mongo/index.ts"),
  ]);
  const { host, port, user, password = "", database, authSource = "admin" } = server;
  const address = host.includes(":") ? `[${host}]` : host;
  const client = new MongoClient(`mongodb://${address}:${port}/`, {
    serverSelectionTimeoutMS: CONNECT_MS,
    tls: tls !== undefined,
    directConnection: true,
    ...(tls && tlsOptions(await readTlsFiles(tls), tls.serverName ?? host)),
    ...(user !== undefined && { auth: { username: user, password }, authSource }),
  });
  return { source: mongoSource(client.db(database), { name }), close: () => client.close() };
}

/** Options of Node's TLS: a certificate that is trusted, and has the name, is the only one that is taken. */
function tlsOptions(files: TlsFiles, name: string) {
  return {
    ...files,
    rejectUnauthorized: true,
    // An address is none of the names that a client may ask for.
    ...(isIP(name) === 0 && { servername: name }),
    checkServerIdentity: (_: string, certificate: PeerCertificate) =>
      checkServerIdentity(name, certificate),
  };
}
