import type { CommittedVersion } from "@cloudapi/transform/internal";
import type { LoadedTable } from "../catalog/catalog.ts";
import { appendedVersions } from "./run-state.ts";

/** The version of a part: that of its source, and the places where it begins and ends: the number of rows up to there, and their digest. */
const PART = /^(.*)#(\d{1,15}:[0-9a-f]{64})>(\d{1,15}:[0-9a-f]{64})$/s;

/** What a table has of a version of a source: all of it by one commit, or parts of it. */
export async function committedParts(
  table: LoadedTable,
  sourceId: string,
  version: string,
): Promise<CommittedVersion> {
  const parts = new Map<string, Set<string>>();
  const versions = await appendedVersions(table, sourceId);
  for (const each of versions) {
    const [, of, from, to] = PART.exec(each) ?? [];
    if (of !== version || from === undefined || to === undefined) continue;
    const alike = parts.get(from) ?? new Set();
    parts.set(from, alike.add(to));
  }
  return { isWhole: versions.includes(version), parts };
}
