import type { BucketSettings, ObjectVersion, Segment, Upload } from "./records.ts";
import { SortedMap } from "./sorted-map.ts";

/** A bucket with everything in it. */
export interface Bucket {
  readonly name: string;
  readonly createdAt: number;
  settings: BucketSettings;
  /** Versions by key, newest first; never an empty list. */
  readonly objects: SortedMap<readonly ObjectVersion[]>;
  readonly uploads: Map<string, Upload>;
}

/** An empty bucket. */
export function newBucket(name: string, createdAt: number, settings: BucketSettings): Bucket {
  return { name, createdAt, settings, objects: new SortedMap(), uploads: new Map() };
}

/** Every segment that a version or a part in these buckets refers to. */
export function* segmentsOf(buckets: SortedMap<Bucket>): Generator<Segment> {
  for (const { objects, uploads } of buckets.values()) {
    for (const versions of objects.values())
      for (const version of versions) yield* version.segments;
    for (const upload of uploads.values())
      for (const part of upload.parts.values()) yield* part.segments;
  }
}
