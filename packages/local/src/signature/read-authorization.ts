import type { WireRequest } from "../http/wire-request.ts";
import { AuthError } from "./auth-error.ts";

/** What a request says about its own signature, from the Authorization header or a presigned URL. */
export interface Authorization {
  readonly kind: "header" | "query";
  readonly accessKeyId: string;
  /** The day of the credential scope, `YYYYMMDD`. */
  readonly scopeDate: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** When it was signed, `YYYYMMDDTHHMMSSZ`. */
  readonly signedAt: string;
  /** Only in a presigned URL: seconds from `signedAt` for which it holds. */
  readonly expiresSeconds: number | undefined;
}

const ALGORITHM = "AWS4-HMAC-SHA256";
const WEEK_SECONDS = 604_800;

/**
 * Read a request's authorization.
 *
 * @returns `undefined` for an anonymous request
 * @throws {AuthError} when it is there but broken
 */
export function readAuthorization(request: WireRequest): Authorization | undefined {
  const header = request.headers.get("authorization");
  const query = new Map(request.query);
  const presigned = query.has("X-Amz-Algorithm") || query.has("X-Amz-Signature");
  if (header !== undefined && presigned) {
    throw new AuthError(
      "InvalidArgument",
      400,
      "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
    );
  }
  if (header !== undefined) return fromHeader(header, request.headers);
  if (presigned) return fromQuery(query);
  if (query.has("Signature") || query.has("AWSAccessKeyId")) throw unsupportedMechanism();
  return undefined;
}

function fromHeader(header: string, headers: ReadonlyMap<string, string>): Authorization {
  if (!header.startsWith(`${ALGORITHM} `)) throw unsupportedMechanism();
  const parts = new Map<string, string>();
  for (const part of header.slice(ALGORITHM.length).split(",")) {
    const equals = part.indexOf("=");
    parts.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  return {
    kind: "header",
    ...readScope(parts.get("Credential"), malformedHeader),
    signedHeaders: readSignedHeaders(parts.get("SignedHeaders"), malformedHeader),
    signature: required(parts.get("Signature"), "Signature", malformedHeader),
    signedAt: readSignedAt(headers.get("x-amz-date") ?? basicDate(headers.get("date"))),
    expiresSeconds: undefined,
  };
}

function fromQuery(query: ReadonlyMap<string, string>): Authorization {
  if (query.get("X-Amz-Algorithm") !== ALGORITHM) {
    throw malformedQuery(`X-Amz-Algorithm only supports "${ALGORITHM}"`);
  }
  return {
    kind: "query",
    ...readScope(query.get("X-Amz-Credential"), malformedQuery),
    signedHeaders: readSignedHeaders(query.get("X-Amz-SignedHeaders"), malformedQuery),
    signature: required(query.get("X-Amz-Signature"), "X-Amz-Signature", malformedQuery),
    signedAt: readPresignedAt(query.get("X-Amz-Date")),
    expiresSeconds: readExpires(query.get("X-Amz-Expires")),
  };
}

type Fault = (message: string) => AuthError;

type Scope = Pick<Authorization, "accessKeyId" | "scopeDate" | "region" | "service">;

/** Read a credential: who signed, and for which day, region and service. */
export function readScope(credential: string | undefined, fault: Fault): Scope {
  const parts = (credential ?? "").split("/");
  const [terminator, service, region, scopeDate] = parts.slice(-4).reverse();
  const accessKeyId = parts.slice(0, -4).join("/");
  if (accessKeyId === "" || !service || !region || !scopeDate || terminator !== "aws4_request") {
    throw fault(
      `the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`,
    );
  }
  if (!/^\d{8}$/.test(scopeDate)) {
    throw fault(
      `incorrect date format "${scopeDate}". This date in the credential must be in the format "yyyyMMdd".`,
    );
  }
  return { accessKeyId, scopeDate, region, service };
}

function readSignedHeaders(text: string | undefined, fault: Fault): string[] {
  const names = required(text, "SignedHeaders", fault).toLowerCase().split(";");
  if (!names.includes("host")) throw fault("The host header must be signed.");
  return names;
}

function readSignedAt(text: string | undefined): string {
  if (text === undefined || !/^\d{8}T\d{6}Z$/.test(text)) {
    throw new AuthError(
      "AccessDenied",
      403,
      "AWS authentication requires a valid Date or x-amz-date header",
    );
  }
  return text;
}

function readPresignedAt(text: string | undefined): string {
  if (text === undefined || !/^\d{8}T\d{6}Z$/.test(text)) {
    throw malformedQuery("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  }
  return text;
}

function readExpires(text: string | undefined): number {
  if (text === undefined || !/^-?\d+$/.test(text))
    throw malformedQuery("X-Amz-Expires should be a number");
  const seconds = Number(text);
  if (seconds < 0) throw malformedQuery("X-Amz-Expires must be non-negative");
  if (seconds > WEEK_SECONDS) {
    throw malformedQuery(
      "X-Amz-Expires must be less than a week (in seconds) that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  }
  return seconds;
}

function basicDate(header: string | undefined): string | undefined {
  const time = Date.parse(header ?? "");
  if (Number.isNaN(time)) return undefined;
  return new Date(time).toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
}

function required(value: string | undefined, name: string, fault: Fault): string {
  if (value === undefined || value === "") throw fault(`The authorization is missing ${name}.`);
  return value;
}

function malformedHeader(message: string): AuthError {
  return new AuthError(
    "AuthorizationHeaderMalformed",
    400,
    `The authorization header is malformed; ${message}`,
  );
}

function malformedQuery(message: string): AuthError {
  return new AuthError("AuthorizationQueryParametersError", 400, message);
}

function unsupportedMechanism(): AuthError {
  return new AuthError(
    "InvalidRequest",
    400,
    `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
  );
}
