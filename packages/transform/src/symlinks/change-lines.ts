import { setTimeout as sleep } from "node:timers/promises";
import { CloudApiError } from "@cloudapi/core";
import { replaceSideObject, type SideObject } from "../manifest/write-manifest.ts";
import { sameBytes } from "../sink/same-bytes.ts";
import { symlinkBytes, symlinkKey, symlinkLines } from "./symlink-manifest.ts";

/** Others may change the manifest of a partition at the same time. */
const TRIES = 100;
const WAIT_MS = 20;

/** What becomes of the lines of a partition's symlink manifest. */
export interface LineChange {
  readonly partition: string;
  /** Whether what the change was made from is still so; asked before each write, once the lines have been read. */
  readonly isCurrent: () => Promise<boolean>;
  readonly change: (lines: readonly string[]) => Iterable<string>;
}

/**
 * Change a partition's symlink manifest from what it is, whoever changes it meanwhile.
 *
 * @returns false when what was written is no longer so: who made that true may have looked before it was written
 */
export async function changeLines(
  { sink, contract }: Pick<SideObject, "sink" | "contract">,
  { partition, isCurrent, change }: LineChange,
): Promise<boolean> {
  const key = symlinkKey(sink, contract.name, partition);
  for (let tries = 0; tries < TRIES; tries++) {
    const found = await sink.read(key);
    const bytes = symlinkBytes(change(symlinkLines(found)));
    if (found !== undefined && sameBytes(found, bytes)) return true;
    if (!(await isCurrent())) return true;
    if (await replaceSideObject({ sink, contract, key, bytes, contentType: "text/plain" }, found))
      return isCurrent();
    await sleep(Math.random() * WAIT_MS);
  }
  throw new CloudApiError(
    "CONCURRENT_RUN",
    `The symlink manifest ${key} of ${sink.location} was changed by others again and again. The data is published; run again, or call writeSymlinks, to bring it up to date.`,
  );
}
