import type { Column } from "@cloudapi/core";
import { openKernel, RowStore } from "@cloudapi/records/internal";
import { afterEach, expect, test, vi } from "vitest";
import type { EncodedRowGroup } from "../parquet/encode-row-group.ts";
import { EncodeThread } from "../parquet/thread/encode-thread.ts";
import { EncodeQueue, type RowGroupFile } from "./encode-queue.ts";

afterEach(() => vi.restoreAllMocks());

const MIB = 1024 * 1024;
const columns: readonly Column[] = [{ name: "n", type: { kind: "int32" }, nullable: false }];

function rowGroupOf(bytes: number): EncodedRowGroup {
  return {
    bytes: new Uint8Array(bytes),
    rowGroup: { rows: 1, sizeBytes: bytes, columns: [] },
  };
}

/** A file, and the bytes of each row group that it has got; those that this thread encodes have one byte. */
function openFile() {
  const taken: number[] = [];
  const file: RowGroupFile = {
    plan: { compression: "snappy", leaves: [] },
    isEmpty: true,
    pending: 0,
    encode: () => rowGroupOf(1),
    expect: () => undefined,
    take: ({ bytes }) => taken.push(bytes.length),
  };
  return { file, taken };
}

/** A queue with a row group that another thread has not begun. */
function queueWithThread() {
  const thread = {
    isThere: true,
    isFree: true,
    give: () => ({ job: 1, slot: 0 }),
    isDone: () => false,
    takeBack: () => true,
  };
  vi.spyOn(EncodeThread, "start").mockReturnValue(thread as unknown as EncodeThread);
  const kernel = openKernel();
  const store = new RowStore({ columns, eventTime: undefined, partition: undefined }, { kernel });
  const queue = new EncodeQueue({ store, kernel, threads: 2, columns, eventTime: undefined });
  const { file, taken } = openFile();
  const rows = store.open();
  store.append(rows, { n: 1 }, undefined);
  expect(queue.add(file, rows)).toBe(true);
  return { queue, thread, file, taken };
}

test("what waits for a thread that does not begin takes no more than 24 MiB", () => {
  const { queue, file, taken } = queueWithThread();
  for (let i = 0; i < 24; i++) queue.addEncoded(file, rowGroupOf(MIB));
  queue.collect();
  expect(taken).toEqual([]);
  queue.addEncoded(file, rowGroupOf(2));
  queue.collect();
  expect(taken).toEqual([1, ...Array.from({ length: 24 }, () => MIB), 2]);
});

test("what a thread had that is gone is encoded here, and nothing waits for it", () => {
  const { queue, thread, file, taken } = queueWithThread();
  queue.addEncoded(file, rowGroupOf(2));
  queue.collect();
  expect(taken).toEqual([]);
  thread.isThere = false;
  queue.collect();
  expect(taken).toEqual([1, 2]);
});
