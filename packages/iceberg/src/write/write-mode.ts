const MODES = ["replaceSource", "append", "overwritePartitions"] as const;

/** How the rows of a run come to those that are there. */
export type TableWriteMode = (typeof MODES)[number];

/** How a run came to a table; `merge` takes rows out by their keys. */
export type RunMode = TableWriteMode | "merge";

export function isRunMode(mode: unknown): mode is RunMode {
  return mode === "merge" || isWriteMode(mode);
}

function isWriteMode(mode: unknown): mode is TableWriteMode {
  return (MODES as readonly unknown[]).includes(mode);
}

/** @throws {TypeError} for a mode that is none */
export function checkWriteMode(what: string, mode: unknown): void {
  if (isWriteMode(mode)) return;
  throw new TypeError(`${what}: mode must be one of ${MODES.join(", ")}.`);
}
