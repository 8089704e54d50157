import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A certificate with its key, as files and as text. */
export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** Certificates of an authority of their own. */
export interface Certificates {
  readonly folder: string;
  readonly ca: Certificate;
  /** Of the address 127.0.0.1 and the name db.shop.example. */
  readonly server: Certificate;
  readonly client: Certificate;
  /** Of another authority. */
  readonly stranger: Certificate;
  remove(): Promise<void>;
}

/** Make them, by OpenSSL's command. */
export async function makeCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), "certificates-"));
  const selfSigned = (name: string) => make(folder, name, ["-x509", "-days", "30"]);
  const ca = await selfSigned("authority");
  const signed = (name: string, names: string) =>
    make(folder, name, ["-x509", "-days", "30", "-CA", ca.certFile, "-CAkey", ca.keyFile], names);
  return {
    folder,
    ca,
    server: await signed("server", "subjectAltName=IP:127.0.0.1,DNS:db.shop.example"),
    client: await signed("client", "extendedKeyUsage=clientAuth"),
    stranger: await selfSigned("stranger"),
    remove: () => rm(folder, { recursive: true }),
  };
}

async function make(
  folder: string,
  name: string,
  how: readonly string[],
  extension?: string,
): Promise<Certificate> {
  const certFile = join(folder, `${name}.crt`);
  const keyFile = join(folder, `${name}.key`);
  const settings = join(folder, `${name}.cnf`);
  await writeFile(settings, "[req]\ndistinguished_name = name\n[name]\n");
  const kind = extension ?? "basicConstraints=critical,CA:TRUE";
  const about = ["-config", settings, "-subj", `/CN=${name}`, "-addext", kind];
  const files = ["-keyout", keyFile, "-out", certFile];
  await run("openssl", ["req", "-newkey", "rsa:2048", "-nodes", ...about, ...how, ...files]);
  const [cert, key] = await Promise.all([readFile(certFile, "utf8"), readFile(keyFile, "utf8")]);
  return { certFile, keyFile, cert, key };
}
