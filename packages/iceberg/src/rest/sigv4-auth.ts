import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { checkOptionNames } from "@cloudapi/core/internal";
import { SignatureV4 } from "@smithy/signature-v4";
import type { RestAuth } from "./rest-auth.ts";

/** Keys of AWS. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How requests are signed. */
export interface SigV4AuthInput {
  /** `glue` (also for S3 tables through Glue) or `s3tables`. */
  readonly service: string;
  readonly region: string;
  /** Keys, or a function that gives them, such as the `credentials` of an AWS client's `config`. */
  readonly credentials: AwsKeys | (() => Promise<AwsKeys>);
}

const INPUT = [
  "service",
  "region",
  "credentials",
] as const satisfies readonly (keyof SigV4AuthInput)[];

/**
 * Requests that are signed as AWS wants it (Signature Version 4): for the REST catalogs of AWS Glue and of S3 Tables.
 *
 * @throws {TypeError} for an unknown or missing option
 *
 * @example
 * ```ts
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { sigV4Auth } from "@cloudapi/iceberg/rest";
 *
 * const { credentials } = new S3Client().config;
 * const auth = sigV4Auth({ service: "s3tables", region: "eu-central-1", credentials });
 * console.log(typeof auth.headers); // => "function"
 * ```
 */
export function sigV4Auth(input: SigV4AuthInput): RestAuth {
  checkOptionNames("sigV4Auth", input, INPUT);
  for (const name of ["service", "region"] as const) {
    if (typeof input[name] !== "string" || input[name] === "")
      throw new TypeError(`sigV4Auth: ${name} must be given.`);
  }
  if (Object(input.credentials) !== input.credentials) {
    throw new TypeError(
      "sigV4Auth: credentials must be keys, or a function that gives them, such as those of an AWS client's config.",
    );
  }
  const { service, region } = input;
  const credentials = input.credentials as AwsKeys & (() => Promise<AwsKeys>);
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  return {
    async headers({ method, url, headers, body }) {
      const signed = await signer.sign({
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        ...(url.port !== "" && { port: Number(url.port) }),
        path: url.pathname,
        query: queryOf(url),
        headers: { ...headers, host: url.host },
        body,
      });
      const { host: _ofTheConnection, ...rest } = signed.headers;
      return rest;
    },
  };
}

function queryOf({ searchParams }: URL): Record<string, string[]> {
  const names = [...new Set(searchParams.keys())];
  return Object.fromEntries(names.map((name) => [name, searchParams.getAll(name)]));
}

type Data = string | ArrayBuffer | ArrayBufferView;

/** SHA-256, or HMAC with a key, in the form that the signer takes. */
class Sha256 {
  readonly #secret: Uint8Array | string | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: Data) {
    this.#secret = secret === undefined ? undefined : bytesOf(secret);
    this.#hash = this.#begin();
  }

  update(data: Data): void {
    this.#hash.update(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  reset(): void {
    this.#hash = this.#begin();
  }

  #begin(): Hash | Hmac {
    if (this.#secret === undefined) return createHash("sha256");
    return createHmac("sha256", this.#secret);
  }
}

function bytesOf(data: Data): Uint8Array | string {
  if (typeof data === "string") return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
