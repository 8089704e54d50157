import { createHash, timingSafeEqual } from "node:crypto";
import { checkOptionNames } from "@cloudapi/core/internal";
import type { Authenticator } from "./authenticator.ts";

/** A key that callers may have. */
export interface ApiKey {
  /** Who has it, for the logs. */
  readonly subject: string;
  /** The SHA-256 of the key, in 64 hexadecimal digits: the key itself is not kept. */
  readonly sha256: string;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Options of `apiKeyAuth`. */
export interface ApiKeyAuthInput {
  readonly keys: readonly ApiKey[];
  /** The header that has the key; default `x-api-key`. */
  readonly header?: string;
}

const MAX_KEY_CHARACTERS = 512;

/**
 * Callers by a key of theirs in a header.
 *
 * @throws {TypeError} for a hash that is none
 *
 * @example
 * ```ts
 * import { createHash } from "node:crypto";
 * import { apiKeyAuth } from "@cloudapi/api";
 *
 * const sha256 = createHash("sha256").update("a key of 32 random characters....").digest("hex");
 * const auth = apiKeyAuth({ keys: [{ subject: "reports", sha256, claims: { tenant: "acme" } }] });
 * console.log(auth.name); // => "apiKey"
 * ```
 */
export function apiKeyAuth(input: ApiKeyAuthInput): Authenticator {
  checkOptionNames("apiKeyAuth", input, ["keys", "header"]);
  const { keys, header = "x-api-key" } = input;
  const known = keys.map(({ subject, sha256, claims = {} }) => ({
    hash: keyHash("apiKeyAuth", subject, sha256),
    identity: { subject, claims },
  }));
  return {
    name: "apiKey",
    scheme: { type: "apiKey", in: "header", name: header },
    challenge: `ApiKey header="${header}"`,
    authenticate: async (request) => {
      const key = request.headers.get(header);
      if (key === null) return "absent";
      if (key.length > MAX_KEY_CHARACTERS) return "invalid";
      const hash = createHash("sha256").update(key).digest();
      // Every key is compared, so that the time says nothing of which it was.
      const found = known.filter((each) => timingSafeEqual(each.hash, hash));
      return found[0]?.identity ?? "invalid";
    },
  };
}

/** @throws {TypeError} when it is none */
export function keyHash(what: string, subject: string, sha256: string): Buffer {
  if (/^[0-9a-fA-F]{64}$/.test(sha256)) return Buffer.from(sha256, "hex");
  throw new TypeError(
    `${what}: sha256 of "${subject}" must be the SHA-256 of its key, 64 hexadecimal digits.`,
  );
}
