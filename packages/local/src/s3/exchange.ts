import type { ServerResponse } from "node:http";
import type { Access, Authority, CallFacts } from "../access/authority.ts";
import type { Caller, CredentialLookup } from "../access/caller.ts";
import type { CloudIdentity } from "../cloud-identity.ts";
import type { EventSink } from "../events/event-sink.ts";
import type { WireRequest } from "../http/wire-request.ts";
import { parseBasicTime, type VerifiedSignature } from "../signature/verify-signature.ts";
import { type IncomingBody, receiveBody } from "./body/receive-body.ts";
import { checkDigests } from "./body/store-body.ts";
import { S3Error } from "./s3-error.ts";
import type { Bucket } from "./store/bucket.ts";
import type { S3Store } from "./store/s3-store.ts";
import { parseXml, type XmlElement } from "./xml/parse-xml.ts";
import { writeXmlDocument, writeXmlText, type XmlNode } from "./xml/write-xml.ts";

/** What every S3 operation works with. */
export interface S3Services {
  readonly store: S3Store;
  readonly identity: CloudIdentity;
  readonly events: EventSink;
  readonly credential: CredentialLookup;
  /** Judges requests, where the cloud enforces policies. */
  readonly authority: Authority | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** How a small body is received. */
export interface TextBodyOptions {
  readonly limitBytes?: number;
  /** What is said of the body, when it is not what the request's own headers say. */
  readonly headers?: ReadonlyMap<string, string>;
}

/** Where a request carries its signature, as policies name it. */
export type AuthenticationType = "REST-HEADER" | "REST-QUERY-STRING" | "POST";

/** What a request says, taken apart and checked to be signed. */
export interface ExchangeInit {
  readonly services: S3Services;
  readonly requestId: string;
  readonly bucketName: string;
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: ReadonlyMap<string, string>;
  readonly wire: WireRequest;
  readonly response: ServerResponse;
  readonly payloadHash: string;
  readonly seed: VerifiedSignature;
  readonly authentication: AuthenticationType;
}

/** One request to S3 and the way to answer it. */
export class Exchange {
  readonly services: S3Services;
  readonly requestId: string;
  readonly bucketName: string;
  readonly key: string;
  readonly method: string;
  readonly query: ReadonlyMap<string, string>;
  /** Request headers by lower-case name, including `x-amz-*` ones that a presigned URL carries as parameters. */
  readonly headers: ReadonlyMap<string, string>;
  readonly response: ServerResponse;
  readonly #wire: WireRequest;
  readonly #payloadHash: string;
  readonly #seed: VerifiedSignature;
  readonly #authentication: AuthenticationType;

  constructor(init: ExchangeInit) {
    this.services = init.services;
    this.requestId = init.requestId;
    this.bucketName = init.bucketName;
    this.key = init.key;
    this.method = init.wire.method;
    this.query = init.query;
    this.headers = init.headers;
    this.response = init.response;
    this.#wire = init.wire;
    this.#payloadHash = init.payloadHash;
    this.#seed = init.seed;
    this.#authentication = init.authentication;
  }

  get store(): S3Store {
    return this.services.store;
  }

  /** The bucket of the request, looked up anew each time. */
  get bucket(): Bucket {
    return this.store.bucket(this.bucketName);
  }

  /** Where this server is, as the client called it. */
  get origin(): string {
    return `http://${this.#wire.headers.get("host") ?? ""}`;
  }

  /** Who asks. */
  get caller(): Caller {
    return this.#seed.caller;
  }

  /** How the request was signed, and how long ago. */
  get authentication(): { readonly type: AuthenticationType; readonly ageMs: number } {
    const ageMs = this.services.now() - parseBasicTime(this.#seed.signedAt);
    return { type: this.#authentication, ageMs: Math.max(0, ageMs) };
  }

  /** What is known of this call, for those who judge it. */
  facts(operation: string): CallFacts {
    return {
      service: "s3",
      operation,
      requestId: this.requestId,
      sourceIp: this.sourceAddress,
      userAgent: this.headers.get("user-agent"),
    };
  }

  /** @throws {S3Error} AccessDenied, where the cloud enforces policies and one access is not allowed */
  authorize(operation: string, accesses: () => readonly Access[]): void {
    const { authority } = this.services;
    const refusal = authority?.refusal(this.caller, this.facts(operation), accesses());
    if (refusal !== undefined) throw new S3Error("AccessDenied", refusal);
  }

  get sourceAddress(): string {
    return this.#wire.incoming.socket.remoteAddress ?? "127.0.0.1";
  }

  /**
   * Begin to receive the body as a stream.
   *
   * @param headers what is said of it; the request's own unless these are of something else
   */
  body(headers = this.headers): IncomingBody {
    const { incoming } = this.#wire;
    const waits = incoming.headers.expect?.toLowerCase() === "100-continue";
    const body = receiveBody({
      headers,
      payloadHash: this.#payloadHash,
      seed: this.#seed,
      raw: incoming,
    });
    if (waits) this.response.writeContinue();
    return body;
  }

  /** Receive an XML body; its digests are checked. */
  async xmlBody(options: TextBodyOptions = {}): Promise<XmlElement> {
    const text = await this.textBody(options);
    if (text === "") throw new S3Error("MissingRequestBodyError");
    return parseXml(text);
  }

  async textBody(options: TextBodyOptions = {}): Promise<string> {
    const { limitBytes = 1024 * 1024, headers = this.headers } = options;
    const body = this.body(headers);
    if (body.declaredLength > limitBytes) {
      throw new S3Error("EntityTooLarge", undefined, {
        details: { ProposedSize: String(body.declaredLength), MaxSizeAllowed: String(limitBytes) },
      });
    }
    const pieces: Uint8Array[] = [];
    for await (const piece of body.data) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    checkDigests(body.digests, bytes);
    if (bytes.length > 0 && !bytes.equals(Buffer.from(bytes.toString("utf8")))) {
      throw new S3Error(
        "MalformedXML",
        "The XML you provided was not well-formed: it is not valid UTF-8.",
      );
    }
    return bytes.toString("utf8");
  }

  sendXml(
    root: string,
    content: XmlNode,
    headers: Readonly<Record<string, string | undefined>> = {},
    status = 200,
  ): void {
    this.send(
      status,
      { "content-type": "application/xml", ...headers },
      writeXmlDocument(root, content),
    );
  }

  /** Answer with a document whose root holds text alone. */
  sendText(root: string, text: string): void {
    this.send(200, { "content-type": "application/xml" }, writeXmlText(root, text));
  }

  send(
    status: number,
    headers: Readonly<Record<string, string | undefined>> = {},
    body = "",
  ): void {
    const bytes = Buffer.from(body);
    this.writeHead(
      status,
      status === 204 ? headers : { ...headers, "content-length": String(bytes.length) },
    );
    this.response.end(this.method === "HEAD" ? undefined : bytes);
  }

  writeHead(status: number, headers: Readonly<Record<string, string | undefined>>): void {
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) this.response.setHeader(name, value);
    }
    this.response.writeHead(status);
  }
}
