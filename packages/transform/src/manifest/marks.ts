import type { Manifest, TakenFiles } from "./manifest.ts";

/** Who reads manifests while they change is late by a few of them at most. */
const KEPT_MARKS = 100;

/**
 * The last marks, all that say that rows are in files with those of others, and the last that says that the source has rows in manifests of
 * its own runs: without it nobody would look for these.
 */
export function boundedMarks(taken: readonly TakenFiles[]): readonly TakenFiles[] {
  const lastOwn = taken.findLastIndex(({ isOwn }) => isOwn);
  return taken.filter(
    ({ isGone }, i) => isGone !== true || i >= taken.length - KEPT_MARKS || i === lastOwn,
  );
}

/** What the next manifest of a source keeps of its marks, for readers that are late. */
export function pastMarks(taken: readonly TakenFiles[]): Pick<Manifest, "taken"> {
  return taken.length === 0
    ? {}
    : { taken: boundedMarks(taken.map((mark) => ({ ...mark, isPast: true }))) };
}

/** Whether rows of a source are in files with those of others. */
export function isMerged(taken: readonly TakenFiles[]): boolean {
  return taken.some(({ isDone, isGone }) => isDone && isGone !== true);
}
