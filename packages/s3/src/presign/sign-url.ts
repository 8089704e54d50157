import type { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Place } from "../errors/place.ts";
import { toS3Error } from "../errors/to-s3-error.ts";
import { checkInteger } from "../internal/check-arguments.ts";

const MAX_EXPIRY_SECONDS = 7 * 24 * 60 * 60;
export const DEFAULT_EXPIRY_SECONDS = 15 * 60;

/** A URL that carries its own permission, for one request, until a moment. */
export interface PresignedRequest {
  readonly url: string;
  readonly method: "GET" | "PUT";
  /** Send exactly these with the request: they are part of the signature. */
  readonly headers: Readonly<Record<string, string>>;
  /** When the URL ends: its own expiry, or that of the temporary credentials that signed it, if earlier. */
  readonly expiresAt: Date;
}

export function checkExpiry(what: string, expiresInSeconds: unknown): void {
  if (expiresInSeconds !== undefined) {
    checkInteger(what, "expiresInSeconds", expiresInSeconds, 1, MAX_EXPIRY_SECONDS);
  }
}

/** Refuse a key that no URL can carry: what follows the URL standard resolves it before a request is sent. */
export function checkUrlKey(what: string, key: string): void {
  const segment = key.split("/").find((part) => part === "." || part === "..");
  if (segment === undefined) return;
  throw new TypeError(
    `${what}: the key ${JSON.stringify(key)} has the segment "${segment}", which browsers and HTTP clients resolve before ` +
      "they send a URL, so that the signature no longer fits and S3 answers 403. Store the object under a key without it; " +
      "uploadFile and downloadFile take the key as it is.",
  );
}

/** Sign a command as a URL; the named headers are signed as headers, so that another value is refused. */
export async function signUrl(
  s3: S3Client,
  command: GetObjectCommand | PutObjectCommand,
  headers: Readonly<Record<string, string>>,
  expiresInSeconds: number,
  place: Place,
): Promise<PresignedRequest> {
  const names = Object.keys(headers);
  const signingDate = wholeSecond(Date.now());
  try {
    const url = await getSignedUrl(withoutOwnChecksums(s3), command, {
      expiresIn: expiresInSeconds,
      signingDate,
      signableHeaders: new Set(["host", ...names]),
      unhoistableHeaders: new Set(names),
    });
    const expiresAt = earlier(
      signingDate.getTime() + expiresInSeconds * 1000,
      await credentialsEnd(s3),
    );
    return { url, method: place.operation === "GetObject" ? "GET" : "PUT", headers, expiresAt };
  } catch (error) {
    throw toS3Error(error, place);
  }
}

/**
 * The caller's client, but for one setting. By default the SDK adds a checksum to every request; when presigning
 * there is no body yet, and it would sign the checksum of an empty one.
 */
function withoutOwnChecksums(s3: S3Client): S3Client {
  const config = {
    ...s3.config,
    requestChecksumCalculation: async () => "WHEN_REQUIRED" as const,
    responseChecksumValidation: async () => "WHEN_REQUIRED" as const,
  };
  return Object.create(s3, { config: { value: config } }) as S3Client;
}

async function credentialsEnd(s3: S3Client): Promise<number> {
  const { expiration } = await s3.config.credentials();
  return expiration?.getTime() ?? Number.POSITIVE_INFINITY;
}

/** A signature knows whole seconds only; the expiry counts from there. */
function wholeSecond(epochMs: number): Date {
  return new Date(Math.floor(epochMs / 1000) * 1000);
}

function earlier(a: number, b: number): Date {
  return new Date(Math.min(a, b));
}
