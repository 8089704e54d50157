import { createHash } from "node:crypto";
import { S3Error } from "../s3-error.ts";

const PREFIX = "x-amz-server-side-encryption-customer-";
/** What the headers of a copy's source begin with. */
export const COPY_SOURCE_KEY_PREFIX = `x-amz-copy-source-server-side-encryption-customer-`;
const KEY_BYTES = 32;
const REQUESTS =
  "Requests specifying Server Side Encryption with Customer provided keys must provide";

/** The headers that carry a customer's key (SSE-C). */
export const CUSTOMER_KEY_HEADERS = keyHeaders(PREFIX);
/** The same for the object that a copy reads. */
export const COPY_SOURCE_KEY_HEADERS = keyHeaders(COPY_SOURCE_KEY_PREFIX);

function keyHeaders(prefix: string): string[] {
  return ["algorithm", "key", "key-md5"].map((name) => `${prefix}${name}`);
}

/**
 * Read the customer's key that a request carries. Of the key only its MD5 is kept, as S3 keeps a hash: a body lies here
 * as it came, and is given to whoever has the same key.
 *
 * @returns the MD5 in base64, or `undefined` when there is no key
 * @throws {S3Error} InvalidArgument or InvalidEncryptionAlgorithmError for a key that can't be one
 */
export function readCustomerKey(
  headers: ReadonlyMap<string, string>,
  prefix = PREFIX,
): string | undefined {
  const [algorithm, key, md5] = keyHeaders(prefix).map((name) => headers.get(name));
  if (algorithm === undefined && key === undefined && md5 === undefined) return undefined;
  if (algorithm === undefined)
    throw new S3Error("InvalidArgument", `${REQUESTS} a valid encryption algorithm.`);
  if (algorithm !== "AES256") throw new S3Error("InvalidEncryptionAlgorithmError");
  if (key === undefined)
    throw new S3Error("InvalidArgument", `${REQUESTS} an appropriate secret key.`);
  if (md5 === undefined)
    throw new S3Error(
      "InvalidArgument",
      `${REQUESTS} the client calculated MD5 of the secret key.`,
    );
  const bytes = Buffer.from(key, "base64");
  if (bytes.length !== KEY_BYTES || bytes.toString("base64") !== key)
    throw new S3Error("InvalidArgument", "The secret key was invalid for the specified algorithm.");
  if (createHash("md5").update(bytes).digest("base64") !== md5)
    throw new S3Error(
      "InvalidArgument",
      "The calculated MD5 hash of the key did not match the hash that was provided.",
    );
  return md5;
}

/** What a version or an upload is encrypted with. */
export interface Encrypted {
  /** The MD5 of the customer's key, in base64; none for S3's own encryption. */
  readonly customerKeyMd5?: string | undefined;
}

/**
 * Check that a read carries the key an object was written with, and none for an object without one.
 *
 * @throws {S3Error} InvalidRequest or AccessDenied
 */
export function checkCustomerKey(
  { customerKeyMd5 }: Encrypted,
  headers: ReadonlyMap<string, string>,
  prefix = PREFIX,
): void {
  const given = readCustomerKey(headers, prefix);
  if (given === customerKeyMd5) return;
  if (customerKeyMd5 === undefined)
    throw new S3Error(
      "InvalidRequest",
      "The encryption parameters are not applicable to this object.",
    );
  if (given === undefined)
    throw new S3Error(
      "InvalidRequest",
      "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.",
    );
  throw new S3Error("AccessDenied", `${REQUESTS} the correct secret key.`);
}

/**
 * Check that a part carries the key its upload was begun with.
 *
 * @throws {S3Error} InvalidRequest
 */
export function checkPartKey(
  { customerKeyMd5 }: Encrypted,
  headers: ReadonlyMap<string, string>,
): void {
  const given = readCustomerKey(headers);
  if (given === customerKeyMd5) return;
  if (customerKeyMd5 === undefined)
    throw new S3Error(
      "InvalidRequest",
      "The multipart upload initiate did not request encryption. Please resend the request without sending encryption parameters.",
    );
  throw new S3Error(
    "InvalidRequest",
    given === undefined
      ? "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters."
      : "The provided encryption parameters did not match the ones used originally.",
  );
}

/** The response headers that tell how something is encrypted. */
export function encryptionHeaders({ customerKeyMd5 }: Encrypted): Record<string, string> {
  if (customerKeyMd5 === undefined) return { "x-amz-server-side-encryption": "AES256" };
  return { [`${PREFIX}algorithm`]: "AES256", [`${PREFIX}key-md5`]: customerKeyMd5 };
}

/** The ETag of a body: its MD5, unless a customer's key encrypts it; then S3 says only that it is another. */
export function bodyEtag(md5: string, { customerKeyMd5 }: Encrypted): string {
  if (customerKeyMd5 === undefined) return md5;
  return createHash("md5").update(`${md5} ${customerKeyMd5}`).digest("hex");
}
