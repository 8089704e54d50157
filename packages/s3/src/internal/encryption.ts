import { checkText } from "./check-arguments.ts";

/** How the server encrypts: with keys of S3's own, or with a KMS key (id, ARN or alias ARN). */
export type Encryption = "AES256" | { readonly kmsKeyId: string };

export function checkEncryption(what: string, encryption: unknown): void {
  if (encryption === undefined || encryption === "AES256") return;
  if (typeof encryption !== "object" || encryption === null || !("kmsKeyId" in encryption)) {
    throw new TypeError(`${what}: encryption must be "AES256" or { kmsKeyId }.`);
  }
  const unknown = Object.keys(encryption).find((name) => name !== "kmsKeyId");
  if (unknown !== undefined)
    throw new TypeError(`${what}: encryption has the unknown property "${unknown}".`);
  checkText(what, "encryption.kmsKeyId", encryption.kmsKeyId);
}
