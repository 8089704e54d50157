import { createHash, createHmac } from "node:crypto";
import { type IncomingHttpHeaders, request } from "node:http";
import type { LocalCloud } from "../src/index.ts";

/** A request to sign by hand, for what no SDK would send. */
export interface RawRequest {
  readonly method: string;
  /** Already percent-encoded, with its query. */
  readonly target: string;
  /** Sent and signed; an empty one leaves a header out. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly service?: string;
  readonly region?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly at?: Date;
  /** What `x-amz-content-sha256` says; default the body's hash. */
  readonly payloadHash?: string;
  /** Headers to send without signing them. */
  readonly unsigned?: Readonly<Record<string, string>>;
  /** Change the signed headers just before they are sent. */
  readonly tamper?: (headers: Record<string, string>) => Record<string, string>;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The error code in the body, if it is an error document. */
  readonly code: string | undefined;
}

/** Sign a request with an implementation of its own and send it as it is. */
export function sendRaw(cloud: LocalCloud, raw: RawRequest): Promise<RawResponse> {
  return send(
    cloud,
    raw.method,
    raw.target,
    { ...signHeaders(cloud, raw), ...raw.unsigned },
    raw.body,
  );
}

/** Send a request as it is. */
export function send(
  cloud: LocalCloud,
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array = "",
): Promise<RawResponse> {
  const { hostname, port } = new URL(cloud.endpoint);
  return new Promise((resolve, reject) => {
    const sent = request(
      { method, hostname, port, path: target, headers, agent: false },
      (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("end", () => {
          const text = Buffer.concat(pieces).toString("utf8");
          const code = /<Code>([^<]*)</.exec(text)?.[1];
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: text,
            code,
          });
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

/** The headers of a signed request. */
export function signHeaders(cloud: LocalCloud, raw: RawRequest): Record<string, string> {
  const { service = "s3", region = cloud.region, at = new Date(), body = "" } = raw;
  const payloadHash = raw.payloadHash ?? sha256(body);
  const stamp = at.toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
  const headers: Record<string, string> = {
    host: new URL(cloud.endpoint).host,
    "x-amz-date": stamp,
    "x-amz-content-sha256": payloadHash,
    "content-length": String(Buffer.byteLength(body as string)),
    ...raw.headers,
  };
  for (const [name, value] of Object.entries(headers)) if (value === "") delete headers[name];
  const names = Object.keys(headers).toSorted();
  const [path = "/", query = ""] = raw.target.split("?");
  const sortedQuery = [...new URLSearchParams(query)]
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");
  const canonical = [
    raw.method,
    path,
    sortedQuery,
    ...names.map((name) => `${name}:${headers[name]?.trim()}`),
    "",
    names.join(";"),
    payloadHash,
  ].join("\n");
  const scope = `${stamp.slice(0, 8)}/${region}/${service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", stamp, scope, sha256(canonical)].join("\n");
  const key = scope
    .split("/")
    .reduce<Buffer>(
      (before, part) => hmac(before, part),
      Buffer.from(`AWS4${raw.secretAccessKey ?? cloud.credentials.secretAccessKey}`),
    );
  const signature = hmac(key, text).toString("hex");
  const credential = `${raw.accessKeyId ?? cloud.credentials.accessKeyId}/${scope}`;
  const signed = {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
  };
  return raw.tamper?.(signed) ?? signed;
}

export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
