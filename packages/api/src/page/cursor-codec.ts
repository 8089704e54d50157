import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

/** Cursors as text that nobody else can make, read or alter. */
export interface CursorCodec {
  /** The same content gives the same text. `scope` is what it is bound to: a cursor is read in its own scope alone. */
  seal(content: unknown, scope: string): string;
  /** `undefined` when it is no cursor of that scope. */
  open(text: string, scope: string): unknown;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under keys made of the secret. The nonce is an HMAC of what is sealed, so that it never comes again for other
 * content (the construction of SIV, RFC 5297, section 1.3), and cursors are the same from all servers that share the secret.
 *
 * @param what the function that was given the secret, for its error
 * @param secret at least 32 characters; without one, cursors are of this process
 * @throws {RangeError} for a secret that can be guessed
 */
export function cursorCodec(what: string, secret: string | undefined): CursorCodec {
  checkSecret(what, secret);
  const root = secret ?? randomBytes(32);
  const key = Buffer.from(hkdfSync("sha256", root, "", "cloudapi cursor key", 32));
  const nonceKey = Buffer.from(hkdfSync("sha256", root, "", "cloudapi cursor nonce", 32));
  return {
    seal: (content, scope) => {
      const plain = Buffer.from(JSON.stringify(content));
      const nonce = createHmac("sha256", nonceKey)
        .update(scope)
        .update("\0")
        .update(plain)
        .digest()
        .subarray(0, IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(scope));
      const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
    },
    open: (text, scope) => {
      const bytes = Buffer.from(text, "base64url");
      if (bytes.length <= IV_BYTES + TAG_BYTES || bytes.toString("base64url") !== text)
        return undefined;
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(scope))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        const plain = Buffer.concat([
          decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)),
          decipher.final(),
        ]);
        return JSON.parse(plain.toString("utf8")) as unknown;
      } catch {
        return undefined;
      }
    },
  };
}

function checkSecret(what: string, secret: unknown): void {
  if (secret === undefined || (typeof secret === "string" && secret.length >= 32)) return;
  throw new RangeError(
    `${what}: cursorSecret must have at least 32 characters; make one with \`openssl rand -base64 32\`.`,
  );
}
