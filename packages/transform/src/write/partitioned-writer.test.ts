import { apiLogs } from "@cloudapi/core";
import { afterEach, expect, test, vi } from "vitest";
import { memorySink } from "../sink/memory-sink.ts";
import type { Sink } from "../sink/sink.ts";
import { DataFile } from "./data-file.ts";
import { writeRows } from "./write-rows.ts";

afterEach(() => vi.restoreAllMocks());

/** A sink that tells which of its objects are pending. */
function watched() {
  const inner = memorySink();
  const pending = new Set<string>();
  const sink: Sink = {
    ...inner,
    async create(key, properties) {
      const object = await inner.create(key, properties);
      pending.add(key);
      return {
        write: (bytes) => object.write(bytes),
        publish: () => object.publish().finally(() => pending.delete(key)),
        discard: () => object.discard().finally(() => pending.delete(key)),
      };
    },
  };
  return { sink, pending };
}

test("a file that can't be closed is discarded with the others", async () => {
  const rows = Array.from({ length: 300 }, (_, i) => ({
    timestamp: `2025-01-1${i % 3}T00:00:00Z`,
    endpoint: "/a",
    status_code: 200,
  }));
  const { sink, pending } = watched();
  const close = vi.spyOn(DataFile.prototype, "close").mockImplementation(() => {
    throw new RangeError("Array buffer allocation failed");
  });
  const options = { sourceId: "s", rowGroupRows: 10 };
  const run = writeRows(apiLogs, [rows, rows], sink, options);
  await expect(run).rejects.toThrow("Array buffer allocation failed");
  expect(close).toHaveBeenCalledTimes(1);
  expect([...pending]).toEqual([]);
});
