import { checkOptionNames } from "@cloudapi/core/internal";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { RestAuth } from "./rest-auth.ts";

/** A client of an OAuth 2 server. */
export interface OAuthAuthInput {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Default `catalog`. */
  readonly scope?: string | undefined;
  /** Where tokens are given. Default: the catalog's own `v1/oauth/tokens`. */
  readonly tokenUri?: string | undefined;
}

const INPUT = [
  "clientId",
  "clientSecret",
  "scope",
  "tokenUri",
] as const satisfies readonly (keyof OAuthAuthInput)[];
/** A token is renewed so long before it expires. */
const MARGIN_MS = 30_000;
const DEFAULT_LIFE_MS = 3_600_000;

/** What a token server answers. */
interface TokenAnswer {
  readonly access_token?: unknown;
  readonly expires_in?: unknown;
}

/**
 * Tokens by OAuth 2 client credentials, as Polaris and other catalogs want it: one is asked for when it is needed, and again
 * before it expires.
 *
 * @throws {TypeError} for an unknown or missing option
 *
 * @example
 * ```ts
 * import { oAuthAuth } from "@cloudapi/iceberg/rest";
 *
 * const clientSecret = process.env["CATALOG_SECRET"] ?? "of the client";
 * const auth = oAuthAuth({ clientId: "loader", clientSecret, scope: "PRINCIPAL_ROLE:ALL" });
 * console.log(typeof auth.headers); // => "function"
 * ```
 */
export function oAuthAuth(input: OAuthAuthInput): RestAuth {
  checkOptionNames("oAuthAuth", input, INPUT);
  for (const name of ["clientId", "clientSecret"] as const) {
    if (typeof input[name] !== "string" || input[name] === "")
      throw new TypeError(`oAuthAuth: ${name} must be given.`);
  }
  let token: { readonly text: string; readonly until: number } | undefined;
  return {
    async headers(_request, { isRefused, fetch: send, catalogUri, signal }) {
      if (isRefused || token === undefined || Date.now() >= token.until) {
        const uri = input.tokenUri ?? `${catalogUri}/v1/oauth/tokens`;
        token = await askForToken(input, uri, { send, signal });
      }
      return { authorization: `Bearer ${token.text}` };
    },
  };
}

async function askForToken(
  { clientId, clientSecret, scope = "catalog" }: OAuthAuthInput,
  uri: string,
  { send, signal }: { readonly send: typeof fetch; readonly signal: AbortSignal | undefined },
): Promise<{ readonly text: string; readonly until: number }> {
  const form = {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    scope,
  };
  const answer = await send(uri, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
    redirect: "error",
    ...(signal !== undefined && { signal }),
  });
  const { access_token: text, expires_in: seconds } = await tokenOf(answer);
  if (!answer.ok || typeof text !== "string") {
    // The server's words are left out: they may repeat what it was sent.
    throw new IcebergError(
      answer.status >= 500 ? "CATALOG_UNAVAILABLE" : "CATALOG_ACCESS_DENIED",
      `No token was given by ${uri}: it answered with status ${answer.status}. Check clientId, clientSecret, scope and tokenUri.`,
    );
  }
  const lifeMs = typeof seconds === "number" ? seconds * 1000 : DEFAULT_LIFE_MS;
  return { text, until: Date.now() + Math.max(0, lifeMs - MARGIN_MS) };
}

async function tokenOf(answer: Response): Promise<TokenAnswer> {
  const parsed: unknown = await answer.json().catch(() => undefined);
  return Object(parsed) as TokenAnswer;
}
