import { sourceIdentity } from "../write/source-identity.ts";

/** What rejected rows are of. */
interface RejectedOf {
  readonly sourceId: string;
  readonly sourceHash: string;
  /** The version of the source whose rejected rows stay beside those of other versions; without one a run's take the place of those before. */
  readonly version: string | undefined;
  /** Of a run that is written in parts: which one it is, from 1. */
  readonly part: number | undefined;
}

/** What the rejected rows of a run are kept under: the source's hash, and behind it that of the version and part. */
export function rejectedName({ sourceId, sourceHash, version, part = 1 }: RejectedOf): string {
  const hashOf = (text: string) => sourceIdentity(sourceId, text).sourceHash;
  if (version === undefined) return part === 1 ? sourceHash : hashOf(`part ${part}`);
  return `${sourceHash}-${hashOf(part === 1 ? version : JSON.stringify([version, part]))}`;
}

/** What a manifest says that rejected rows are kept under; the source's hash where it says nothing, or what is none of the source's. */
export function knownRejectedName(sourceHash: string, name: unknown): string {
  return typeof name === "string" && isVersionOf(sourceHash, name) ? name : sourceHash;
}

/** Whether a name is that of a version's rejected rows of the source. */
export function isVersionOf(sourceHash: string, name: string): boolean {
  return name.startsWith(`${sourceHash}-`) && /^[0-9a-f]{16}-[0-9a-f]{16}$/.test(name);
}
