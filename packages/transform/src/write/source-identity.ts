import { createHash } from "node:crypto";
import type { SourceIdentity } from "../manifest/manifest.ts";

/** A source's name, with its hash for keys; a version of a source is a source of its own. */
export function sourceIdentity(sourceId: string, sourceVersion?: string): SourceIdentity {
  const name = sourceVersion === undefined ? sourceId : JSON.stringify([sourceId, sourceVersion]);
  const sourceHash = createHash("sha256").update(name).digest("hex").slice(0, 16);
  return { sourceId, sourceHash, sourceVersion };
}
