import { randomUUID } from "node:crypto";
import { concatBytes } from "../rows/concat-bytes.ts";
import { sameBytes } from "./same-bytes.ts";
import type { PendingObject, Sink } from "./sink.ts";

/** A sink that keeps its objects in memory. */
export interface MemorySink extends Sink {
  /** The published objects, by key. */
  readonly objects: ReadonlyMap<string, Uint8Array>;
}

/**
 * A sink that keeps what is written in memory: for tests, and for data that goes on to somewhere else.
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { memorySink, transform } from "@cloudapi/transform";
 *
 * const sink = memorySink();
 * await transform(apiLogs, '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}', sink);
 * console.log([...sink.objects.keys()].filter((key) => key.startsWith("year=2025/month=01/day=15/")).length); // => 1
 * ```
 */
export function memorySink(): MemorySink {
  const objects = new Map<string, Uint8Array>();
  const dates = new WeakMap<Uint8Array, Date>();
  function keep(key: string, bytes: Uint8Array): void {
    objects.set(key, bytes);
    dates.set(bytes, new Date());
  }
  return {
    location: `memory:${randomUUID()}`,
    prefix: "",
    objects,
    create: (key) => Promise.resolve(pendingObject(objects, key, keep)),
    read: (key) => Promise.resolve(objects.get(key)),
    async *list(folder) {
      yield* [...objects.keys()].filter((key) => key.startsWith(folder));
    },
    async *listDated(folder) {
      for (const [key, bytes] of objects)
        if (key.startsWith(folder)) yield { key, lastModified: dates.get(bytes) ?? new Date() };
    },
    remove(keys) {
      for (const key of keys) objects.delete(key);
      return Promise.resolve();
    },
  };
}

function pendingObject(
  objects: ReadonlyMap<string, Uint8Array>,
  givenKey: string,
  keep: (key: string, bytes: Uint8Array) => void,
): PendingObject {
  let key = givenKey;
  let pieces: Uint8Array[] = [];
  function publish(): void {
    keep(key, concatBytes(pieces));
    pieces = [];
  }
  return {
    write(bytes) {
      pieces.push(bytes);
      return Promise.resolve();
    },
    publish() {
      publish();
      return Promise.resolve();
    },
    publishIf(expected) {
      const isExpected = sameBytes(objects.get(key), expected);
      if (isExpected) publish();
      return Promise.resolve(isExpected);
    },
    moveTo(other) {
      key = other;
      return true;
    },
    discard() {
      pieces = [];
      return Promise.resolve();
    },
  };
}
