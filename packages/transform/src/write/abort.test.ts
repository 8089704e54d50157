import { getEventListeners } from "node:events";
import { apiLogs } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import { skipWaits } from "../../../../scripts/lib/skip-waits.ts";
import { logRows, ndjson, readRows } from "../../test/support/logs.ts";
import {
  type MemorySink,
  memorySink,
  type PendingObject,
  type Sink,
  transform,
  writeRows,
} from "../index.ts";

const reason = new Error("enough");
const source = ndjson(logRows(3_000, 3));
const never = () => new Promise<never>(() => undefined);

/** Fires at a moment that a test names. */
function stopping() {
  const controller = new AbortController();
  return { signal: controller.signal, stop: () => controller.abort(reason) };
}

/** A sink whose pending objects stall in one of their methods, or which stalls itself. */
function stalling(inner: MemorySink, where: string, onStall: () => void): Sink {
  const stall = () => {
    setTimeout(onStall, 1);
    return never();
  };
  const wrap = (pending: PendingObject): PendingObject => ({
    write: (bytes) => (where === "write" ? stall() : pending.write(bytes)),
    publish: () => pending.publish(),
    discard: () => (where === "discard" ? stall() : pending.discard()),
  });
  return {
    ...inner,
    async create(key, properties) {
      return where === "create" ? stall() : wrap(await inner.create(key, properties));
    },
    read: (key) => (where === "read" ? stall() : inner.read(key)),
    async *list(folder) {
      yield* where === "list" ? await stall() : inner.list(folder);
    },
  };
}

describe.each(["create", "write", "read", "list"])("a sink that stalls in %s", (where) => {
  it("doesn't keep an aborted run from ending", async () => {
    const waits = skipWaits();
    const { signal, stop } = stopping();
    const inner = memorySink();
    const sink = stalling(inner, where, stop);
    const options = { signal, bufferBytes: 0, sourceId: "s" };
    await expect(transform(apiLogs, source, sink, options)).rejects.toBe(reason);
    expect(inner.objects.size).toBe(0);
    // A sink that doesn't know the signal is given two seconds to forget what it was given.
    expect(waits).toEqual(["create", "write"].includes(where) ? [2_000] : []);
  });
});

it("doesn't keep an aborted run from ending when it stalls in discarding", async () => {
  skipWaits();
  const { signal, stop } = stopping();
  const inner = memorySink();
  const run = transform(
    apiLogs,
    source,
    stalling(inner, "discard", () => undefined),
    {
      signal,
      bufferBytes: 0,
      onProgress: stop,
    },
  );
  await expect(run).rejects.toBe(reason);
  expect(inner.objects.size).toBe(0);
});

it("gives the sink a signal that fires with the caller's, in each method", async () => {
  const { signal, stop } = stopping();
  const inner = memorySink();
  const seen = new Map<string, AbortSignal | undefined>();
  const sink: Sink = {
    ...inner,
    create(key, properties, options) {
      seen.set("create", options?.signal);
      return inner.create(key, properties);
    },
    read(key, options) {
      seen.set("read", options?.signal);
      return inner.read(key);
    },
    list(folder, options) {
      seen.set("list", options?.signal);
      return inner.list(folder);
    },
  };
  const run = transform(apiLogs, source, sink, { signal, bufferBytes: 0, onProgress: stop });
  await expect(run).rejects.toBe(reason);
  expect([...seen.keys()].sort()).toEqual(["create", "list", "read"]);
  for (const given of seen.values()) expect(given).toMatchObject({ aborted: true, reason });
});

it("goes on to its end once it has begun to publish, and fires no signal", async () => {
  const { signal, stop } = stopping();
  const inner = memorySink();
  let publishing = 0;
  const signals: (AbortSignal | undefined)[] = [];
  const sink: Sink = {
    ...inner,
    async create(key, properties, options) {
      signals.push(options?.signal);
      const pending = await inner.create(key, properties);
      const publish = async () => {
        if (++publishing === 1) stop();
        await pending.publish();
      };
      return { ...pending, publish };
    },
  };
  const report = await transform(apiLogs, source, sink, { signal });
  expect(report.rowsWritten).toBe(3_000);
  expect(await readRows(inner)).toHaveLength(3_000);
  expect(signals.some((each) => each?.aborted === true)).toBe(false);
});

it("leaves no listener on the caller's signal", async () => {
  const { signal } = stopping();
  await transform(apiLogs, source, memorySink(), { signal });
  const failing: Sink = { ...memorySink(), create: () => Promise.reject(new Error("full")) };
  await expect(transform(apiLogs, source, failing, { signal })).rejects.toThrow("full");
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

it("ends writeRows, too, while the sink stalls", async () => {
  skipWaits();
  const { signal, stop } = stopping();
  const sink = stalling(memorySink(), "write", stop);
  const rows = logRows(2_000) as never[];
  await expect(
    writeRows(apiLogs, [rows], sink, { sourceId: "s", signal, bufferBytes: 0 }),
  ).rejects.toBe(reason);
});

it("frees a stalled run whose failure it was that it met first", async () => {
  skipWaits();
  const { signal, stop } = stopping();
  async function* failing() {
    yield Buffer.from(source);
    setTimeout(stop, 20);
    throw new Error("lost");
  }
  const sink = stalling(memorySink(), "discard", () => undefined);
  await expect(
    transform(apiLogs, failing(), sink, { sourceId: "s", signal, bufferBytes: 0 }),
  ).rejects.toMatchObject({ code: "SOURCE_READ_FAILED" });
});
