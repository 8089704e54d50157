import type { MemorySink, PendingObject, Sink } from "../../src/index.ts";

/** A sink that waits for leave before whatever it does, so that a test decides in which order runs come on. */
export function steppedSink(sink: MemorySink, step: () => Promise<void>): Sink {
  async function after<T>(action: () => Promise<T> | T): Promise<T> {
    await step();
    return action();
  }
  function stepped(pending: PendingObject): PendingObject {
    return {
      write: (bytes) => after(() => pending.write(bytes)),
      publish: () => after(() => pending.publish()),
      publishIf: (expected) =>
        after(() => pending.publishIf?.(expected) ?? Promise.reject(new Error("not conditional"))),
      moveTo: (key) => pending.moveTo?.(key) ?? false,
      discard: () => after(() => pending.discard()),
    };
  }
  return {
    location: sink.location,
    prefix: sink.prefix,
    create: (...input) => after(async () => stepped(await sink.create(...input))),
    read: (key) => after(() => sink.read(key)),
    async *list(folder) {
      await step();
      yield* sink.list(folder);
    },
    // Key by key, as sinks do.
    async remove(keys) {
      for (const key of keys) await after(() => sink.remove([key]));
    },
  };
}
