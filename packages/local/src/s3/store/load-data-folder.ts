import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { BlobStore } from "./blob-store.ts";
import { type Bucket, segmentsOf } from "./bucket.ts";
import { corruptDataFolder } from "./corrupt-data-folder.ts";
import { BLOBS_FOLDER } from "./data-folder.ts";
import { JOURNAL_FILE, Journal } from "./journal.ts";
import { replay } from "./replay.ts";
import { SortedMap } from "./sorted-map.ts";

/**
 * Load what an earlier run left in a data folder.
 *
 * @throws {CloudApiError} `LOCAL_DATA_DIR_CORRUPT` when any of it can't be read or is missing
 */
export async function loadDataFolder(folder: string, blobs: BlobStore): Promise<SortedMap<Bucket>> {
  const buckets = new SortedMap<Bucket>();
  const entries = await Journal.read(folder);
  for (const [i, entry] of entries.entries()) {
    if (!replay(buckets, entry)) {
      const place = `${join(folder, JOURNAL_FILE)}:${i + 1}`;
      throw corruptDataFolder(`${place} speaks of a bucket that was never created`);
    }
  }
  if (entries.length === 0) await refuseStrayBlobs(folder);
  await blobs.adopt(segmentsOf(buckets));
  return buckets;
}

/** Without a journal nothing tells whose these files are: they are not cleared away. */
async function refuseStrayBlobs(folder: string): Promise<void> {
  const names = await readdir(join(folder, BLOBS_FOLDER)).catch(() => []);
  if (names.length === 0) return;
  throw corruptDataFolder(
    `${join(folder, BLOBS_FOLDER)} holds ${names.length} files, and ${join(folder, JOURNAL_FILE)} says nothing of them`,
  );
}
