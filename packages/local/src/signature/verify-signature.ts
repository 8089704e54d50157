import { isUtf8 } from "node:buffer";
import { createHash, createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import type { Caller, CredentialLookup, SigningCredential } from "../access/caller.ts";
import type { WireRequest } from "../http/wire-request.ts";
import { AuthError } from "./auth-error.ts";
import { encodePath, encodeRfc3986 } from "./encode-rfc3986.ts";
import type { Authorization } from "./read-authorization.ts";
import { signingKey } from "./signing-key.ts";

const MAX_SKEW_MS = 15 * 60_000;

/** Whose signatures are accepted, and where. */
export interface SignatureRules {
  readonly credential: CredentialLookup;
  readonly region: string;
  /** The clock, in milliseconds since the epoch. */
  readonly now: () => number;
}

/** What is needed to check the signatures of a body's chunks, which continue the request's own. */
export interface SignatureSeed {
  readonly signingKey: KeyObject;
  readonly signature: string;
  readonly scope: string;
  readonly signedAt: string;
}

/** A signature that was found to be right. */
export interface VerifiedSignature extends SignatureSeed {
  /** Who signed. */
  readonly caller: Caller;
}

/**
 * Check a request's signature, time and region, and a session's token.
 *
 * @param payloadHash what the signature says of the body: its SHA-256 in hex, or one of AWS's markers
 * @throws {AuthError} with the code AWS gives
 */
export function verifySignature(
  request: WireRequest,
  authorization: Authorization,
  payloadHash: string,
  rules: SignatureRules,
): VerifiedSignature {
  const credential = findCredential(authorization.accessKeyId, rules.credential);
  const token =
    request.headers.get("x-amz-security-token") ??
    request.query.find(([name]) => name === "X-Amz-Security-Token")?.[1];
  checkToken(credential, token, rules.now());
  checkScope(authorization, rules.region);
  checkTime(authorization, rules.now());
  checkEverythingSigned(request, authorization);
  const seed = checkSignature(request, authorization, payloadHash, credential.secretAccessKey);
  return { ...seed, caller: credential.caller };
}

/** @throws {AuthError} when the key is not one that is accepted here */
export function findCredential(
  accessKeyId: string,
  credential: CredentialLookup,
): SigningCredential {
  const found = credential(accessKeyId);
  if (found !== undefined) return found;
  throw new AuthError(
    "InvalidAccessKeyId",
    403,
    "The AWS Access Key Id you provided does not exist in our records.",
    { AWSAccessKeyId: accessKeyId },
  );
}

/** @throws {AuthError} when a session's token is missing, another's or too old, and when there is one where none belongs */
export function checkToken(
  { sessionToken, expiresAt }: SigningCredential,
  token: string | undefined,
  now: number,
): void {
  if (sessionToken === undefined && token !== undefined) {
    throw new AuthError(
      "InvalidToken",
      400,
      "The provided token is malformed or otherwise invalid. These credentials of the embedded cloud have no session token.",
    );
  }
  if (sessionToken === undefined) return;
  if (token === undefined || !sameText(token, sessionToken)) {
    throw new AuthError(
      "InvalidToken",
      400,
      "The provided token is malformed or otherwise invalid.",
    );
  }
  if (expiresAt !== undefined && now >= expiresAt)
    throw new AuthError("ExpiredToken", 400, "The provided token has expired.");
}

function checkScope(authorization: Authorization, region: string): void {
  const code =
    authorization.kind === "header"
      ? "AuthorizationHeaderMalformed"
      : "AuthorizationQueryParametersError";
  const where =
    authorization.kind === "header"
      ? "The authorization header is malformed"
      : "Error parsing the X-Amz-Credential parameter";
  if (authorization.region !== region) {
    throw new AuthError(
      code,
      400,
      `${where}; the region '${authorization.region}' is wrong; expecting '${region}'`,
      { Region: region },
    );
  }
  if (authorization.scopeDate !== authorization.signedAt.slice(0, 8)) {
    throw new AuthError(
      code,
      400,
      `${where}; Invalid credential date "${authorization.scopeDate}". This date is not the same as X-Amz-Date: "${authorization.signedAt.slice(0, 8)}".`,
    );
  }
}

function checkTime(authorization: Authorization, now: number): void {
  const signedAt = parseBasicTime(authorization.signedAt);
  if (authorization.expiresSeconds === undefined) {
    if (Math.abs(now - signedAt) <= MAX_SKEW_MS) return;
    throw new AuthError(
      "RequestTimeTooSkewed",
      403,
      "The difference between the request time and the current time is too large.",
      {
        RequestTime: authorization.signedAt,
        ServerTime: new Date(now).toISOString(),
        MaxAllowedSkewMilliseconds: String(MAX_SKEW_MS),
      },
    );
  }
  if (signedAt > now + MAX_SKEW_MS) {
    throw new AuthError("AccessDenied", 403, "Request is not valid yet");
  }
  const expires = signedAt + authorization.expiresSeconds * 1000;
  if (now > expires) {
    throw new AuthError("AccessDenied", 403, "Request has expired", {
      "X-Amz-Expires": String(authorization.expiresSeconds),
      Expires: new Date(expires).toISOString(),
      ServerTime: new Date(now).toISOString(),
    });
  }
}

/** A header that changes what a request does must be under the signature. */
function checkEverythingSigned(request: WireRequest, authorization: Authorization): void {
  const unsigned = [...request.headers.keys()].filter(
    (name) => name.startsWith("x-amz-") && !authorization.signedHeaders.includes(name),
  );
  if (unsigned.length > 0) {
    throw new AuthError(
      "AccessDenied",
      403,
      "There were headers present in the request which were not signed",
      {
        HeadersNotSigned: unsigned.join(", "),
      },
    );
  }
}

function checkSignature(
  request: WireRequest,
  authorization: Authorization,
  payloadHash: string,
  secretAccessKey: string,
): SignatureSeed {
  const scope = [
    authorization.scopeDate,
    authorization.region,
    authorization.service,
    "aws4_request",
  ];
  const key = signingKey(secretAccessKey, scope);
  // Clients sign the path in the one encoding AWS describes, or just as they send it.
  const paths = new Set([encodePath(request.path ?? ""), request.rawPath]);
  let details: Record<string, string> = {};
  for (const path of paths) {
    const canonical = canonicalRequest(request, path, authorization, payloadHash);
    const text = [
      "AWS4-HMAC-SHA256",
      authorization.signedAt,
      scope.join("/"),
      sha256Hex(canonical),
    ].join("\n");
    const expected = hmac(key, text).toString("hex");
    if (sameText(expected, authorization.signature)) {
      return {
        signingKey: key,
        signature: expected,
        scope: scope.join("/"),
        signedAt: authorization.signedAt,
      };
    }
    details = { StringToSign: text, CanonicalRequest: canonical };
  }
  throw new AuthError(
    "SignatureDoesNotMatch",
    403,
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    {
      AWSAccessKeyId: authorization.accessKeyId,
      SignatureProvided: authorization.signature,
      ...details,
    },
  );
}

function canonicalRequest(
  request: WireRequest,
  path: string,
  authorization: Authorization,
  payloadHash: string,
): string {
  const headers = authorization.signedHeaders.map(
    (name) => `${name}:${asSigned(request.headers.get(name) ?? "")}\n`,
  );
  return [
    request.method,
    path,
    canonicalQuery(request),
    headers.join(""),
    authorization.signedHeaders.join(";"),
    payloadHash,
  ].join("\n");
}

/** A header's value as it is signed. Node reads its bytes as Latin-1; who sends others, signs them as UTF-8. */
function asSigned(value: string): string {
  const bytes = Buffer.from(value, "latin1");
  const text = isUtf8(bytes) ? bytes.toString("utf8") : value;
  return text.trim().replaceAll(/ +/g, " ");
}

function canonicalQuery(request: WireRequest): string {
  return request.query
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .toSorted((a, b) => order(a[0], b[0]) || order(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** HMAC-SHA256. */
export function hmac(key: KeyObject, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** SHA-256 in hex. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** Whether two texts are the same, in constant time. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A time as signatures have it, `20250115T103045Z`, in milliseconds since the epoch. */
export function parseBasicTime(text: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  return Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
}
