import type { DownloadedFile } from "../download/transfer-object.ts";
import type { PlacedObject, RefusedKey } from "./place-objects.ts";

/** How far the download of a prefix has come. */
export interface PrefixProgress {
  readonly files: number;
  readonly refused: number;
  readonly transferredBytes: number;
}

/** At most this many refused keys are kept; all are counted. */
const MAX_REFUSED_KEYS = 1000;

/** Counts what becomes of the objects of a prefix. */
export function createPrefixTally(onProgress: ((progress: PrefixProgress) => void) | undefined) {
  const counts = { files: 0, folderMarkers: 0, refused: 0, sizeBytes: 0 };
  const refusedKeys: RefusedKey[] = [];

  function report(): void {
    onProgress?.({
      files: counts.files,
      refused: counts.refused,
      transferredBytes: counts.sizeBytes,
    });
  }

  return {
    add(object: Exclude<PlacedObject, { kind: "file" }>): void {
      if (object.kind === "folder") counts.folderMarkers++;
      else {
        counts.refused++;
        if (refusedKeys.length < MAX_REFUSED_KEYS) refusedKeys.push(object.refusedKey);
      }
      report();
    },
    addFile({ sizeBytes }: DownloadedFile): void {
      counts.files++;
      counts.sizeBytes += sizeBytes;
      report();
    },
    total() {
      const objects = counts.files + counts.folderMarkers + counts.refused;
      return { objects, ...counts, refusedKeys };
    },
  };
}
