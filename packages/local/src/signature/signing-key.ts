import { createHmac, createSecretKey, type KeyObject } from "node:crypto";

const MOST = 64;
const kept = new Map<string, KeyObject>();

/** The key of Signature Version 4 for a scope (date, region, service, `aws4_request`); the last ones are kept. */
export function signingKey(secretAccessKey: string, scope: readonly string[]): KeyObject {
  const id = [secretAccessKey, ...scope].join("\n");
  const known = kept.get(id);
  if (known !== undefined) return known;
  const bytes = scope.reduce(
    (key, part) => createHmac("sha256", key).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  const key = createSecretKey(bytes);
  kept.set(id, key);
  const [oldest] = kept.keys();
  if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
  return key;
}
