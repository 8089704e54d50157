import { expect, it } from "vitest";
import { counterRows } from "../../test/support/counters.ts";
import { filesOf, newTable, rowsOf, write } from "../../test/support/lake.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { IcebergTable } from "../table/iceberg-table.ts";
import { compact } from "./compact.ts";

/** A table of rows of two sources in one partition. */
async function ofTwo(): Promise<IcebergTable> {
  const table = await newTable();
  await write(table, "a", counterRows(1, [0], 3));
  await write(table, "b", counterRows(2, [0], 2));
  return table;
}

it("keeps its files when it is stopped after a commit whose answer was lost", async () => {
  const table = await ofTwo();
  const before = await rowsOf(table);
  const controller = new AbortController();
  const losing: IcebergTable = {
    ...table,
    catalog: {
      ...table.catalog,
      async commit(...input) {
        await table.catalog.commit(...input);
        controller.abort();
        throw new IcebergError("COMMIT_STATE_UNKNOWN", "lost");
      },
    },
  };
  const stopped = compact(losing, {}, { signal: controller.signal });
  await expect(stopped).rejects.toMatchObject({ code: "COMMIT_STATE_UNKNOWN" });
  expect(await rowsOf(table)).toEqual(before);
});

it("leaves no file when it is stopped between a conflict and the next try, and none of a try that was not made", async () => {
  const table = await ofTwo();
  const files = await filesOf(table);
  const controller = new AbortController();
  const conflicting: IcebergTable = {
    ...table,
    catalog: {
      ...table.catalog,
      commit() {
        controller.abort();
        return Promise.reject(new IcebergError("COMMIT_CONFLICT", "first"));
      },
    },
  };
  const stopped = compact(conflicting, {}, { signal: controller.signal });
  await expect(stopped).rejects.toThrow("aborted");
  expect(await filesOf(table)).toEqual(files);
  let loads = 0;
  const late = new AbortController();
  const storage = {
    ...table.storage,
    write: async (...input: Parameters<typeof table.storage.write>) => {
      late.abort();
      return table.storage.write(...input);
    },
  };
  const slow: IcebergTable = {
    ...table,
    catalog: {
      ...table.catalog,
      load: async (...input) => {
        const loaded = await table.catalog.load(...input);
        return ++loads === 2 && loaded !== undefined ? { ...loaded, storage } : loaded;
      },
    },
  };
  await expect(compact(slow, {}, { signal: late.signal })).rejects.toThrow("aborted");
  expect(late.signal.aborted).toBe(true);
  expect(await filesOf(table)).toEqual(files);
});
