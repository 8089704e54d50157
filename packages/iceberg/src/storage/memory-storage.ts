import { randomUUID } from "node:crypto";
import { memorySink, type Sink } from "@cloudapi/transform";
import { folderBelow, keyBelow } from "./key-below.ts";
import { subSink } from "./sub-sink.ts";
import type { TableStorage } from "./table-storage.ts";

/**
 * A storage in memory, for tests: what it holds is gone with it. Each has a root of its own.
 *
 * @example
 * ```ts
 * import { memoryStorage } from "@cloudapi/iceberg";
 *
 * const storage = memoryStorage();
 * const bytes = new TextEncoder().encode("x");
 * console.log(await storage.write(`${storage.root}a`, bytes, { ifAbsent: true })); // => true
 * console.log(await storage.write(`${storage.root}a`, bytes, { ifAbsent: true })); // => false
 * ```
 */
export function memoryStorage(): TableStorage {
  const root = `memory://${randomUUID()}/`;
  const inner = memorySink();
  const times = new Map<string, Date>();
  const sink = noting(inner, times);
  return {
    root,
    read: (uri, options) => sink.read(keyBelow(root, uri), options),
    exists: (uri) => Promise.resolve(inner.objects.has(keyBelow(root, uri))),
    async write(uri, bytes, { ifAbsent = false, signal } = {}) {
      const properties = { contentType: "", metadata: {} };
      const pending = await sink.create(keyBelow(root, uri), properties, { signal });
      // The caller may go on to use its bytes.
      await pending.write(bytes.slice());
      if (ifAbsent) return (await pending.publishIf?.(undefined)) === true;
      await pending.publish();
      return true;
    },
    sink: (uri) => subSink(sink, uri, folderBelow(root, uri)),
    async *list(uri) {
      const folder = folderBelow(root, uri);
      for (const [key, { length: sizeBytes }] of inner.objects) {
        if (key.startsWith(folder))
          yield { uri: root + key, sizeBytes, lastModified: times.get(key) ?? new Date() };
      }
    },
    remove: (uris) => sink.remove(uris.map((uri) => keyBelow(root, uri))),
  };
}

/** The sink, with the time at which each object was published. */
function noting(sink: Sink, times: Map<string, Date>): Sink {
  return {
    ...sink,
    async create(first, properties, options) {
      const pending = await sink.create(first, properties, options);
      let key = first;
      const note = () => times.set(key, new Date());
      return {
        ...pending,
        async publish() {
          await pending.publish();
          note();
        },
        async publishIf(expected) {
          const isDone = (await pending.publishIf?.(expected)) === true;
          if (isDone) note();
          return isDone;
        },
        moveTo(other) {
          key = other;
          return pending.moveTo?.(other) === true;
        },
      };
    },
  };
}
