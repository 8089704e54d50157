import { createHash, timingSafeEqual } from "node:crypto";
import { checkOptionNames } from "@cloudapi/core/internal";
import { type ApiKey, keyHash } from "./api-key-auth.ts";
import type { Authenticator } from "./authenticator.ts";

/** Options of `basicAuth`. */
export interface BasicAuthInput {
  /** Each subject is a user's name, and its key the password. */
  readonly keys: readonly ApiKey[];
}

const MAX_CHARACTERS = 1_024;

/**
 * People by name and password, for which a browser asks by itself (RFC 7617): a dashboard behind a sign-in without a page for it. Only
 * over TLS, since every request carries them. The keys may be those of `apiKeyAuth`.
 *
 * @throws {TypeError} for a name with a colon, or a hash that is none
 *
 * @example
 * ```ts
 * import { createHash } from "node:crypto";
 * import { basicAuth } from "@cloudapi/api";
 *
 * const sha256 = createHash("sha256").update("a password of 32 random characters").digest("hex");
 * const auth = basicAuth({ keys: [{ subject: "ana", sha256 }] });
 * console.log(auth.challenge); // => 'Basic realm="api", charset="UTF-8"'
 * ```
 */
export function basicAuth(input: BasicAuthInput): Authenticator {
  checkOptionNames("basicAuth", input, ["keys"]);
  const known = input.keys.map(({ subject, sha256, claims = {} }) => {
    if (subject === "" || subject.includes(":"))
      throw new TypeError(
        `basicAuth: a subject must be a name without a colon, not ${JSON.stringify(subject)}.`,
      );
    const hash = hashOf(`${subject}:`, keyHash("basicAuth", subject, sha256));
    return { hash, identity: { subject, claims } };
  });
  return {
    name: "basic",
    scheme: { type: "http", scheme: "basic" },
    challenge: 'Basic realm="api", charset="UTF-8"',
    authenticate: async (request) => {
      const header = request.headers.get("authorization") ?? "";
      if (!/^basic /i.test(header)) return "absent";
      if (header.length > MAX_CHARACTERS) return "invalid";
      const text = Buffer.from(header.slice("basic ".length), "base64").toString("utf8");
      const colon = text.indexOf(":");
      if (colon === -1) return "invalid";
      const password = createHash("sha256")
        .update(text.slice(colon + 1))
        .digest();
      const hash = hashOf(text.slice(0, colon + 1), password);
      // Everyone is compared, so that the time says nothing of who it was.
      const found = known.filter((each) => timingSafeEqual(each.hash, hash));
      return found[0]?.identity ?? "invalid";
    },
  };
}

function hashOf(name: string, password: Buffer): Buffer {
  return createHash("sha256").update(name).update(password).digest();
}
