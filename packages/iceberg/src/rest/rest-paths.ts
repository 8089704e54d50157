import type { TableName } from "../catalog/catalog.ts";
import { namespaceLevels } from "../catalog/check-table-name.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { RestConnection } from "./rest-client.ts";
import { sendRest } from "./rest-client.ts";

/** What the catalog says of how it wants to be used. */
export interface RestConfig {
  /** What paths begin with, a slash at its end; or nothing. */
  readonly prefix: string;
  /** Between the levels of a namespace. */
  readonly separator: string;
}

/** The separator of the specification: unit separator. */
const SEPARATOR = "\u001F";

type Properties = Readonly<Record<string, unknown>>;

/** Ask the catalog for its configuration: its overrides go before its defaults. */
export async function readConfig(
  connection: RestConnection,
  warehouse: string | undefined,
  signal: AbortSignal | undefined,
): Promise<RestConfig> {
  const query = warehouse === undefined ? {} : { warehouse };
  const answer = await sendRest(connection, { method: "GET", path: "config", query, signal });
  const { defaults, overrides } = Object(answer) as { defaults?: unknown; overrides?: unknown };
  if (defaults === undefined && overrides === undefined) {
    throw new IcebergError(
      "CATALOG_REQUEST_FAILED",
      `${connection.uri}/v1/config does not answer as an Iceberg REST catalog does. Check the uri: /v1 comes after it.`,
    );
  }
  const config = { ...(defaults as Properties), ...(overrides as Properties) };
  const prefix = textOf(config, "prefix");
  const separator = textOf(config, "namespace-separator");
  return {
    prefix: prefix === undefined || prefix === "" ? "" : `${prefix}/`,
    separator: separator === undefined ? SEPARATOR : decodeURIComponent(separator),
  };
}

function textOf(config: Properties, name: string): string | undefined {
  const value = config[name];
  return typeof value === "string" ? value : undefined;
}

export function namespacePath({ prefix, separator }: RestConfig, namespace: string): string {
  return `${prefix}namespaces/${encodeURIComponent(namespaceLevels(namespace).join(separator))}`;
}

export function tablesPath(config: RestConfig, namespace: string): string {
  return `${namespacePath(config, namespace)}/tables`;
}

export function tablePath(config: RestConfig, { namespace, name }: TableName): string {
  return `${tablesPath(config, namespace)}/${encodeURIComponent(name)}`;
}
