import { type Bucket, newBucket } from "./bucket.ts";
import type { JournalEntry } from "./journal-entry.ts";
import type { SortedMap } from "./sorted-map.ts";

/**
 * Make a change again that a journal tells of.
 *
 * @returns whether it could be made: not when its bucket was never created
 */
export function replay(buckets: SortedMap<Bucket>, entry: JournalEntry): boolean {
  if (entry.op === "opened") return true;
  if (entry.op === "bucket") {
    const known = buckets.get(entry.bucket);
    if (known === undefined)
      buckets.set(entry.bucket, newBucket(entry.bucket, entry.createdAt, entry.settings));
    else known.settings = entry.settings;
    return true;
  }
  const bucket = buckets.get(entry.bucket);
  if (bucket === undefined) return false;
  if (entry.op === "bucket-removed") buckets.delete(entry.bucket);
  else if (entry.op === "upload-removed") bucket.uploads.delete(entry.uploadId);
  else if (entry.op === "upload") {
    const parts = new Map(entry.upload.parts.map((part) => [part.partNumber, part]));
    bucket.uploads.set(entry.upload.uploadId, { ...entry.upload, parts });
  } else if (entry.versions.length === 0) bucket.objects.delete(entry.key);
  else bucket.objects.set(entry.key, entry.versions);
  return true;
}

/** The entries from which a replay makes the same state. */
export function* entriesOf(buckets: SortedMap<Bucket>): Generator<JournalEntry> {
  for (const { name, createdAt, settings, objects, uploads } of buckets.values()) {
    yield { op: "bucket", bucket: name, createdAt, settings };
    for (const [key, versions] of objects.entries())
      yield { op: "versions", bucket: name, key, versions };
    for (const upload of uploads.values()) {
      const stored = { ...upload, parts: [...upload.parts.values()] };
      yield { op: "upload", bucket: name, upload: stored };
    }
  }
}
