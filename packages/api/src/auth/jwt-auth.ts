import type { KeyObject, webcrypto } from "node:crypto";
import { checkOptionNames } from "@cloudapi/core/internal";
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import { ProblemError } from "../http/problem.ts";
import type { Authenticator } from "./authenticator.ts";

/** A key of an issuer. */
export type JwtKey = webcrypto.CryptoKey | KeyObject | Uint8Array;

/** Finds the key of a token by its header, as those of `jose` do. */
export type JwtKeyGetter = (header: never, token: never) => JwtKey | Promise<JwtKey>;

/** Options of `jwtAuth`. */
export interface JwtAuthInput {
  /** The keys of the issuer: the address of its JWKS, a key, or a function of `jose` that finds one. */
  readonly keys: URL | JwtKey | JwtKeyGetter;
  readonly issuer: string;
  readonly audience: string;
  /** Algorithms that are accepted; default RS256, PS256, ES256 and EdDSA. */
  readonly algorithms?: readonly string[];
  /** How far clocks may differ; default 5 s. */
  readonly clockToleranceSeconds?: number;
}

const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"];

/**
 * Callers by a JSON Web Token (RFC 7519) in `Authorization: Bearer`. A token must name its subject and its end.
 *
 * @example
 * ```ts
 * import { jwtAuth } from "@cloudapi/api";
 *
 * const auth = jwtAuth({
 *   keys: new URL("https://login.example.com/.well-known/jwks.json"),
 *   issuer: "https://login.example.com/",
 *   audience: "lake",
 * });
 * console.log(auth.name); // => "bearer"
 * ```
 */
export function jwtAuth(input: JwtAuthInput): Authenticator {
  checkOptionNames("jwtAuth", input, [
    "keys",
    "issuer",
    "audience",
    "algorithms",
    "clockToleranceSeconds",
  ]);
  const { keys, issuer, audience, algorithms = ALGORITHMS, clockToleranceSeconds = 5 } = input;
  const options = {
    issuer,
    audience,
    algorithms: [...algorithms],
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ["sub", "exp"],
  };
  const getKey = keyGetter(keys);
  return {
    name: "bearer",
    scheme: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
    challenge: 'Bearer error="invalid_token"',
    authenticate: async (request) => {
      const header = request.headers.get("authorization") ?? "";
      // Credentials of another scheme are for another authenticator.
      if (!/^Bearer(?: |$)/i.test(header)) return "absent";
      const token = /^Bearer ([^ ]{1,8192})$/i.exec(header)?.[1];
      if (token === undefined) return "invalid";
      try {
        const { payload } = await jwtVerify(token, getKey, options);
        return { subject: payload.sub ?? "", claims: payload };
      } catch (error) {
        if (isKeysUnavailable(error)) throw unavailable(error);
        return "invalid";
      }
    },
  };
}

function keyGetter(keys: JwtAuthInput["keys"]): JWTVerifyGetKey {
  if (keys instanceof URL) return createRemoteJWKSet(keys);
  return (typeof keys === "function" ? keys : () => keys) as JWTVerifyGetKey;
}

/** The issuer didn't give its keys: the token may well be right. */
function isKeysUnavailable(error: unknown): boolean {
  return error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError);
}

function unavailable(cause: unknown): ProblemError {
  return new ProblemError({
    status: 503,
    code: "ISSUER_UNREACHABLE",
    title: "The token can't be checked.",
    detail: "Its issuer doesn't answer with its keys. Ask again in some seconds.",
    headers: { "retry-after": "5" },
    cause,
  });
}
