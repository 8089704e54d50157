import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { ConfigError } from "@cloudapi/core";
import type { SettingIssue } from "@cloudapi/core/internal";

/** How a connection is encrypted. The server's certificate is always checked: against these authorities, or those that Node trusts. */
export interface TlsSettings {
  /** What its variables begin with, such as `MYSQL_TLS`. */
  readonly variable: string;
  readonly caFile: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  /** The name that the certificate has to have; the host's where this is left out. */
  readonly serverName: string | undefined;
}

/** The settings of a database's connection; a file or name alone asks for encryption, too. */
export function readTlsSettings(
  value: (name: string) => string | undefined,
  variable: string,
  issues: SettingIssue[],
): TlsSettings | undefined {
  const wanted = value("tls");
  const settings = {
    variable,
    caFile: value("tlsCa"),
    certFile: value("tlsCert"),
    keyFile: value("tlsKey"),
    serverName: value("tlsServerName"),
  };
  const { caFile, certFile, keyFile, serverName } = settings;
  const isSaid = [caFile, certFile, keyFile, serverName].some((each) => each !== undefined);
  if (wanted === "false" && isSaid)
    issues.push({
      variable,
      message:
        "is false, and others say how to encrypt: the connection would be open. Set it to true, or leave the others out",
    });
  if ((certFile === undefined) !== (keyFile === undefined))
    issues.push({
      variable: `${variable}_${certFile === undefined ? "CERT" : "KEY"}`,
      message: "is missing: a certificate and its key are set together",
    });
  return wanted === "true" || isSaid ? settings : undefined;
}

/** The texts of a connection's files. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * The files of a connection, read anew for each run: certificates are replaced before they expire.
 *
 * @throws {ConfigError} `INVALID_CONFIG` with every file that can't be read, or is not what it should be
 */
export async function readTlsFiles(tls: TlsSettings): Promise<TlsFiles> {
  const { variable, caFile, certFile, keyFile } = tls;
  const issues: SettingIssue[] = [];
  const read = async (name: string, file: string | undefined) => {
    if (file === undefined) return undefined;
    try {
      return await readFile(file, "utf8");
    } catch (error) {
      const { code = "an error" } = error as { code?: string };
      issues.push({
        variable: `${variable}_${name}`,
        message: `can't be read: ${file} (${code})`,
      });
      return undefined;
    }
  };
  const ca = await read("CA", caFile);
  const cert = await read("CERT", certFile);
  const key = await read("KEY", keyFile);
  if (issues.length > 0) throw new ConfigError(issues);
  checkPem(variable, { ca, cert, key });
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

/** What OpenSSL says of a key may quote nothing of it. */
function checkPem(
  variable: string,
  { ca, cert, key }: Readonly<Record<"ca" | "cert" | "key", string | undefined>>,
): void {
  const issues: SettingIssue[] = [];
  const check = (name: string, options: Parameters<typeof createSecureContext>[0]) => {
    try {
      createSecureContext(options);
    } catch (error) {
      const { code = "an error of OpenSSL" } = error as { code?: string };
      issues.push({
        variable: `${variable}_${name}`,
        message: `is no PEM of the right kind (${code})`,
      });
    }
  };
  if (ca !== undefined && !ca.includes("-----BEGIN CERTIFICATE-----"))
    issues.push({ variable: `${variable}_CA`, message: "has no certificate as PEM in it" });
  else if (ca !== undefined) check("CA", { ca });
  if (cert !== undefined) check("CERT", { cert });
  if (key !== undefined) check("KEY", { key });
  if (issues.length === 0 && cert !== undefined && key !== undefined) check("KEY", { cert, key });
  if (issues.length > 0) throw new ConfigError(issues);
}
