import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { runIngester } from "../src/runner/run-ingester.ts";
import { withDatabase } from "./mongo-servers.ts";
import { MYSQL_SERVERS, mysqlDatabase } from "./mysql-database.ts";
import { PATIENCE_MS, postgresDatabase } from "./postgres-database.ts";
import { type Certificates, makeCertificates } from "./support/certificates.ts";
import { type TlsFront, type TlsProtocol, tlsFront } from "./support/tls-front.ts";

const BUCKET = "runner-tls";
let cloud: LocalCloud;
let s3: S3Client;
let certificates: Certificates;

beforeAll(async () => {
  [cloud, certificates] = await Promise.all([startLocalCloud(), makeCertificates()]);
  s3 = new S3Client(cloud.clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  for (const [name, value] of Object.entries(cloud.env)) vi.stubEnv(name, value);
}, PATIENCE_MS);

afterAll(async () => {
  vi.unstubAllEnvs();
  s3.destroy();
  await certificates.remove();
  await cloud.close();
});

interface Ran {
  readonly code: number;
  readonly text: string;
}

async function run(environment: Record<string, string>, args: string[] = []): Promise<Ran> {
  let text = "";
  const code = await runIngester({
    args,
    environment: { ...cloud.env, S3_BUCKET: BUCKET, ENABLE_PARTITIONING: "false", ...environment },
    output: { write: (line: string) => (text += line) },
    signal: new AbortController().signal,
  });
  return { code, text };
}

/** A database that is reached by its user's settings, with one table of two rows. */
interface Reached {
  readonly behind: URL;
  readonly settings: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

async function reachPostgres(): Promise<Reached> {
  const database = await postgresDatabase();
  await database.pool.query("CREATE TABLE two (id int PRIMARY KEY)");
  await database.pool.query("INSERT INTO two VALUES (1), (2)");
  const { host = "", port = 0, user = "", database: name = "" } = database.pool.options;
  return {
    behind: new URL(`http://${host}:${port}`),
    settings: { DB_TYPE: "postgres", USER: user, PASSWORD: "app", DATABASE: name },
    close: () => database.close(),
  };
}

async function reachMysql(url: string): Promise<Reached> {
  const database = await mysqlDatabase(url);
  await database.run("CREATE TABLE two (id int PRIMARY KEY)", "INSERT INTO two VALUES (1), (2)");
  return {
    behind: new URL(url),
    settings: { DB_TYPE: "mysql", USER: "app", PASSWORD: "app", DATABASE: database.name },
    close: () => database.close(),
  };
}

async function reachMongo(url: string): Promise<Reached> {
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  const { promise: opened, resolve: open } = Promise.withResolvers<string>();
  const using = withDatabase(url, async (db) => {
    await db.collection<{ _id: number }>("two").insertMany([{ _id: 1 }, { _id: 2 }]);
    open(db.databaseName);
    await closed;
  });
  const name = await Promise.race([opened, using.then(() => "")]);
  return {
    behind: new URL(url),
    settings: { DB_TYPE: "mongo", DATABASE: name },
    close: async () => {
      close();
      await using;
    },
  };
}

const MONGO = testServer("CLOUDAPI_TEST_MONGO");

/** Each with how its connection comes to be encrypted. */
const SERVERS: readonly {
  readonly name: string;
  readonly protocol: TlsProtocol;
  readonly prefix: string;
  readonly isThere: boolean;
  readonly reach: () => Promise<Reached>;
}[] = [
  {
    name: "PostgreSQL",
    protocol: "postgres",
    prefix: "POSTGRES",
    isThere: true,
    reach: reachPostgres,
  },
  ...MYSQL_SERVERS.map(({ variable, url }) => ({
    name: variable,
    protocol: "mysql" as const,
    prefix: "MYSQL",
    isThere: url !== undefined,
    reach: () => reachMysql(String(url)),
  })),
  {
    name: "MongoDB",
    protocol: "mongo",
    prefix: "MONGO",
    isThere: MONGO !== undefined,
    reach: () => reachMongo(String(MONGO)),
  },
];

describe.each(SERVERS)("an encrypted connection to $name", (each) => {
  const { protocol, prefix, isThere, reach } = each;
  let reached: Reached;
  let front: TlsFront;
  let strict: TlsFront;

  beforeAll(async () => {
    if (!isThere) return;
    reached = await reach();
    const { behind } = reached;
    front = await tlsFront({ behind, protocol, certificates });
    strict = await tlsFront({ behind, protocol, certificates, requestCert: true });
  }, PATIENCE_MS);

  afterAll(async () => {
    await front?.close();
    await strict?.close();
    await reached?.close();
  });

  function settings(
    { port }: TlsFront,
    place: string,
    tls: Readonly<Record<string, string>>,
  ): Record<string, string> {
    const { DB_TYPE = "", ...login } = reached.settings;
    const all: Record<string, string> = { DB_TYPE, S3_PREFIX: `${each.name}/${place}/` };
    const server = { HOST: "127.0.0.1", PORT: String(port), ...login, ...tls };
    for (const [name, value] of Object.entries(server)) all[`${prefix}_${name}`] = value;
    return all;
  }

  async function loaded(place: string): Promise<string[]> {
    const Prefix = `${each.name}/${place}/two/`;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix }));
    return Contents.map(({ Key = "" }) => Key.slice(Prefix.length));
  }

  it.skipIf(!isThere)("is taken by the authority's file and the host's own name", async () => {
    const tls = { TLS_CA: certificates.ca.certFile };
    const { code, text } = await run(settings(front, "ca", tls));
    expect(code, text).toBe(0);
    expect(await loaded("ca")).toEqual(["data.json"]);
  });

  it.skipIf(!isThere)("is taken by another name that the certificate has", async () => {
    const tls = {
      TLS: "true",
      TLS_CA: certificates.ca.certFile,
      TLS_SERVER_NAME: "db.shop.example",
    };
    const { code, text } = await run(settings(front, "name", tls));
    expect(code, text).toBe(0);
  });

  it.skipIf(!isThere)("shows a certificate of its own where the server wants one", async () => {
    const { ca, client } = certificates;
    const tls = { TLS_CA: ca.certFile, TLS_CERT: client.certFile, TLS_KEY: client.keyFile };
    const { code, text } = await run(settings(strict, "with", tls));
    expect(code, text).toBe(0);
    expect(new Set(strict.clients)).toEqual(new Set(["client"]));
  });

  it.skipIf(!isThere)(
    "is refused to whom the certificate does not speak for",
    async () => {
      const { ca, stranger } = certificates;
      const refused: Readonly<Record<string, Record<string, string>>> = {
        unknown: { TLS: "true" },
        stranger: { TLS_CA: stranger.certFile },
        othername: { TLS_CA: ca.certFile, TLS_SERVER_NAME: "db.other.example" },
      };
      const before = strict.clients.length;
      // At the same time: MongoDB's driver tries for ten seconds.
      const [without, ...tried] = await Promise.all([
        run(settings(strict, "without", { TLS_CA: ca.certFile })),
        ...Object.entries(refused).map(([place, tls]) => run(settings(front, place, tls))),
      ]);
      expect(without?.code).toBe(1);
      expect(strict.clients).toHaveLength(before);
      for (const { code, text } of tried) {
        expect(code).toBe(1);
        expect(text).toContain('"code":"TLS_FAILED"');
        expect(text).toContain(`${prefix}_TLS_CA=file`);
      }
      const places = ["without", ...Object.keys(refused)];
      expect((await Promise.all(places.map(loaded))).flat()).toEqual([]);
    },
    PATIENCE_MS,
  );
});

describe("settings of encryption", () => {
  const base = {
    DB_TYPE: "mysql",
    MYSQL_HOST: "127.0.0.1",
    MYSQL_USER: "app",
    MYSQL_PASSWORD: "never-shown",
    MYSQL_DATABASE: "shop",
  };

  it("are named at once where files are not there, or are none of their kind", async () => {
    const missing = join(certificates.folder, "none.crt");
    const { code, text } = await run({
      ...base,
      MYSQL_TLS_CA: missing,
      MYSQL_TLS_CERT: missing,
      MYSQL_TLS_KEY: missing,
    });
    expect(code).toBe(2);
    for (const name of ["CA", "CERT", "KEY"])
      expect(text).toContain(`MYSQL_TLS_${name}: can't be read`);
    const { server, client } = certificates;
    const mixed = await run({
      ...base,
      MYSQL_TLS_CA: server.keyFile,
      MYSQL_TLS_CERT: server.certFile,
      MYSQL_TLS_KEY: client.keyFile,
    });
    expect(mixed.code).toBe(2);
    expect(mixed.text).toContain("MYSQL_TLS_CA: has no certificate");
    const pair = await run({
      ...base,
      MYSQL_TLS_CERT: server.certFile,
      MYSQL_TLS_KEY: client.keyFile,
    });
    expect(pair.code).toBe(2);
    expect(pair.text).toContain("MYSQL_TLS_KEY: is no PEM of the right kind");
  });

  it("are refused where they contradict each other", async () => {
    const { code, text } = await run({
      ...base,
      MYSQL_TLS: "false",
      MYSQL_TLS_CERT: certificates.client.certFile,
    });
    expect(code).toBe(2);
    expect(text).toContain("MYSQL_TLS: is false");
    expect(text).toContain("MYSQL_TLS_KEY: is missing");
  });

  it("may stand in a file that --config names", async () => {
    const file = join(certificates.folder, "settings.env");
    await writeFile(file, `MYSQL_TLS_CA=${certificates.ca.certFile}\nMYSQL_TLS=no\n`);
    const { code, text } = await run(base, ["--config", file]);
    expect(code).toBe(2);
    expect(text).toContain("MYSQL_TLS: is false");
  });
});
