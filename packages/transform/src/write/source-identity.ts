import { createHash } from "node:crypto";
import type { SourceIdentity } from "../manifest/manifest.ts";

/** A source's name, with its hash for keys. */
export function sourceIdentity(sourceId: string): SourceIdentity {
  const sourceHash = createHash("sha256").update(sourceId).digest("hex").slice(0, 16);
  return { sourceId, sourceHash };
}
