import { constants, copyFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { BlobStore } from "./blob-store.ts";
import { type Bucket, newBucket, segmentsOf } from "./bucket.ts";
import { BLOBS_FOLDER } from "./data-folder.ts";
import { JOURNAL_FILE, Journal } from "./journal.ts";
import type { JournalEntry } from "./journal-entry.ts";
import type { ObjectVersion, Upload } from "./records.ts";
import { replay } from "./replay.ts";
import { SortedMap } from "./sorted-map.ts";

/** What a repair of a data folder could not keep. */
export interface DataDirRepair {
  /** The folder in which the journal as it was lies, and the bodies that nothing refers to any more. */
  readonly setAside: string;
  /** Line numbers of the journal that could not be read, from 1. */
  readonly damagedLines: readonly number[];
  /** Buckets whose creation was among them; they are back with the settings that could be read. */
  readonly remadeBuckets: readonly string[];
  /** Object versions and parts of uploads whose bytes are missing or cut short. */
  readonly lost: readonly LostBytes[];
}

/** Something whose bytes are gone. */
export interface LostBytes {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  readonly uploadId?: string;
  readonly partNumber?: number;
}

/**
 * Load everything of a data folder that can be read, and set the rest aside.
 *
 * @returns the buckets, and what was wrong; `undefined` when nothing was
 */
export async function repairDataFolder(
  folder: string,
  blobs: BlobStore,
  now: number,
): Promise<{ buckets: SortedMap<Bucket>; repair: DataDirRepair | undefined }> {
  const buckets = new SortedMap<Bucket>();
  const lines = await Journal.readLines(folder);
  const damagedLines = lines.filter(({ entry }) => entry === undefined).map(({ number }) => number);
  const entries = lines.flatMap(({ entry }) => entry ?? []);
  const remadeBuckets = entries.flatMap((entry) => replayAnyway(buckets, entry, now));
  const unusable = await blobs.findUnusable(segmentsOf(buckets));
  const lost = [...buckets.values()].flatMap((bucket) => dropLost(bucket, unusable));
  const stray = lines.length === 0 && (await countBlobs(folder)) > 0;
  if (damagedLines.length + remadeBuckets.length + lost.length === 0 && !stray) {
    await blobs.adopt(segmentsOf(buckets));
    return { buckets, repair: undefined };
  }
  const setAside = await makeAside(folder, now);
  await blobs.adopt(segmentsOf(buckets), { orphansTo: join(setAside, BLOBS_FOLDER) });
  return { buckets, repair: { setAside, damagedLines, remadeBuckets, lost } };
}

function replayAnyway(buckets: SortedMap<Bucket>, entry: JournalEntry, now: number): string[] {
  if (entry.op === "bucket-removed" || entry.op === "upload-removed") {
    replay(buckets, entry);
    return [];
  }
  if (replay(buckets, entry) || entry.op === "opened") return [];
  buckets.set(entry.bucket, newBucket(entry.bucket, now, {}));
  replay(buckets, entry);
  return [entry.bucket];
}

function dropLost(bucket: Bucket, unusable: ReadonlySet<string>): LostBytes[] {
  const isLost = ({ segments }: Pick<ObjectVersion, "segments">) =>
    segments.some(({ blob }) => unusable.has(blob));
  const lost: LostBytes[] = [];
  for (const [key, versions] of bucket.objects.entries()) {
    const kept = versions.filter((version) => !isLost(version));
    if (kept.length === versions.length) continue;
    for (const version of versions.filter(isLost))
      lost.push({ bucket: bucket.name, key, versionId: version.versionId });
    if (kept.length === 0) bucket.objects.delete(key);
    else bucket.objects.set(key, kept);
  }
  for (const upload of bucket.uploads.values()) lost.push(...dropParts(bucket, upload, isLost));
  return lost;
}

function dropParts(
  bucket: Bucket,
  upload: Upload,
  isLost: (part: Pick<ObjectVersion, "segments">) => boolean,
): LostBytes[] {
  const { uploadId, key } = upload;
  const gone = [...upload.parts.values()].filter(isLost);
  if (gone.length === 0) return [];
  const parts = new Map([...upload.parts].filter(([, part]) => !isLost(part)));
  bucket.uploads.set(uploadId, { ...upload, parts });
  return gone.map(({ partNumber }) => ({ bucket: bucket.name, key, uploadId, partNumber }));
}

async function countBlobs(folder: string): Promise<number> {
  return (await readdir(join(folder, BLOBS_FOLDER)).catch(() => [])).length;
}

/** The journal is copied: until the new one takes its place, the old one stays where it is. */
async function makeAside(folder: string, now: number): Promise<string> {
  const stamp = new Date(now)
    .toISOString()
    .replaceAll(/[-:]/g, "")
    .replace(/\.(\d+)Z$/, "$1Z");
  const aside = join(folder, `damaged-${stamp}`);
  await mkdir(aside);
  const journal = join(aside, JOURNAL_FILE);
  await copyFile(join(folder, JOURNAL_FILE), journal, constants.COPYFILE_EXCL).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    },
  );
  return aside;
}
