import { createHash } from "node:crypto";
import type { SignatureSeed } from "../../signature/verify-signature.ts";
import { S3Error } from "../s3-error.ts";
import { decodeAwsChunked } from "./decode-aws-chunked.ts";
import { type ExpectedDigests, expectDigests } from "./expected-digests.ts";

/** What a request says about its body. */
export interface BodyRequest {
  readonly headers: ReadonlyMap<string, string>;
  /** The `x-amz-content-sha256` of the request: a hash in hex, or one of AWS's markers. */
  readonly payloadHash: string;
  readonly seed: SignatureSeed;
  /** The body as it comes over the wire. */
  readonly raw: AsyncIterable<Uint8Array>;
}

/** A body on its way in: iterate `data` to its end, then read `digests`. */
export interface IncomingBody {
  readonly data: AsyncIterable<Uint8Array>;
  /** The length the client declared, in bytes. */
  readonly declaredLength: number;
  /** What the client says of the body, complete once `data` is through. */
  readonly digests: ExpectedDigests;
}

const STREAMING = /^STREAMING-(AWS4-HMAC-SHA256-PAYLOAD|UNSIGNED-PAYLOAD)(-TRAILER)?$/;
const MAX_BODY_BYTES = 5 * 1024 ** 3;

/**
 * Begin to receive a request's body: framing undone, length and SHA-256 checked at the end.
 *
 * @throws {S3Error} at once for a header that cannot be right, or from `data` for a body that is not
 */
export function receiveBody(request: BodyRequest): IncomingBody {
  const streaming = STREAMING.exec(request.payloadHash);
  const declaredLength = readDeclaredLength(request.headers, streaming !== null);
  if (declaredLength > MAX_BODY_BYTES) {
    throw new S3Error("EntityTooLarge", undefined, {
      details: { ProposedSize: String(declaredLength), MaxSizeAllowed: String(MAX_BODY_BYTES) },
    });
  }
  const digests = expectDigests(request.headers);
  const framed = streaming === null ? request.raw : unframe(request, streaming, digests);
  const sha256 = /^[\da-f]{64}$/.test(request.payloadHash) ? request.payloadHash : undefined;
  return { data: checkBytes(framed, declaredLength, sha256), declaredLength, digests };
}

function unframe(
  request: BodyRequest,
  streaming: RegExpExecArray,
  digests: ExpectedDigests,
): AsyncIterable<Uint8Array> {
  const signed = streaming[1] !== "UNSIGNED-PAYLOAD";
  const trailer = streaming[2] !== undefined;
  if (!signed && !trailer)
    throw new S3Error(
      "InvalidRequest",
      `x-amz-content-sha256 ${request.payloadHash} is not a known value.`,
    );
  return decodeAwsChunked(
    request.raw,
    { seed: signed ? request.seed : undefined, trailer },
    (trailers) => digests.addTrailers(trailers),
  );
}

function readDeclaredLength(headers: ReadonlyMap<string, string>, streaming: boolean): number {
  const text = streaming
    ? headers.get("x-amz-decoded-content-length")
    : headers.get("content-length");
  if (text === undefined) throw new S3Error("MissingContentLength");
  if (!/^\d{1,15}$/.test(text))
    throw new S3Error("InvalidArgument", "The content length is not a number.");
  return Number(text);
}

async function* checkBytes(
  data: AsyncIterable<Uint8Array>,
  declaredLength: number,
  sha256: string | undefined,
): AsyncGenerator<Uint8Array> {
  const hash = sha256 === undefined ? undefined : createHash("sha256");
  let length = 0;
  for await (const piece of data) {
    length += piece.length;
    if (length > declaredLength) break;
    hash?.update(piece);
    yield piece;
  }
  if (length !== declaredLength) throw new S3Error("IncompleteBody");
  const computed = hash?.digest("hex");
  if (computed !== sha256) {
    throw new S3Error("XAmzContentSHA256Mismatch", undefined, {
      details: {
        ClientComputedContentSHA256: sha256 ?? "",
        S3ComputedContentSHA256: computed ?? "",
      },
    });
  }
}
