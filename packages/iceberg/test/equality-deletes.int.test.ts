import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineDataset } from "@cloudapi/core";
import { writeRows } from "@cloudapi/transform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import {
  evolveTable,
  folderStorage,
  type IcebergTable,
  icebergSink,
  planScan,
} from "../src/index.ts";
import { type CounterRow, counterRows, counters } from "./support/counters.ts";
import { deleteByEquality } from "./support/equality-deletes.ts";
import { newTable, reloaded, write } from "./support/lake.ts";
import { writtenRow } from "./support/readers/canonical.ts";
import { differences, type Expected } from "./support/readers/differences.ts";
import { READERS } from "./support/readers/readers.ts";
import { newestMetadata } from "./support/readers/turns.ts";

const JANUARY_1 = 20_089;
const LONG = { timeout: 600_000 };

const wider = defineDataset({
  name: "counters",
  schema: counters.schema.extend({ n: z.int64(), place: z.string().optional() }),
  eventTime: "at",
});

/** PyIceberg knows no equality deletes, and says so; DuckDB and icebird take those of one partition for those of all. */
const THAT_READ = READERS.filter(({ name }) => ["Spark", "Trino"].includes(name));
const PYICEBERG = READERS.filter(({ name }) => name === "PyIceberg");

describe("a table of which an engine deleted rows by the value of a column", () => {
  let root = "";
  let expected: Expected[] = [];
  let table: IcebergTable;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "iceberg-equality-"));
    table = await newTable(folderStorage(root));
    const before = [...counterRows(1, [0, 1], 3), ...counterRows(2, [0], 2)];
    await write(table, "a", counterRows(1, [0, 1], 3));
    await write(table, "b", counterRows(2, [0], 2));
    await deleteByEquality(table, { column: "n", values: [1, 2], day: JANUARY_1 });
    await write(table, "c", counterRows(3, [0], 3));
    const evolved = await evolveTable(await reloaded(table), wider);
    const late = { at: "2025-01-01T05:00:00.000Z", write: 4, n: 1n, place: "Köln" };
    await writeRows(wider, [[late]], icebergSink(evolved), { sourceId: "d" });
    const isLeft = ({ at, n }: CounterRow) => !(at.startsWith("2025-01-01") && n > 0);
    const { columns } = wider;
    const rows = [...before.filter(isLeft), ...counterRows(3, [0], 3), late];
    const read = { metadata: await newestMetadata(join(root, "lake/counters")), columns };
    expected = [{ read, rows: rows.map((row) => writtenRow(columns, { ...row })) }];
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it("is planned with the deletes at the files before them, and of their partition, alone", async () => {
    const { tasks } = await planScan(await reloaded(table));
    const deletes = tasks.map((task) => [task.file.partition[0], task.deletes.length]);
    expect(deletes.filter(([, count]) => count === 1)).toEqual([
      [JANUARY_1, 1],
      [JANUARY_1, 1],
    ]);
    expect(deletes).toHaveLength(5);
  });

  for (const reader of THAT_READ)
    it.skipIf(!reader.isThere)(
      `is read by ${reader.name} without them, and with what came later`,
      LONG,
      async () => {
        expect(await differences(reader, expected)).toEqual([]);
      },
    );

  for (const { name, isThere, read } of PYICEBERG)
    it.skipIf(!isThere)(`is refused by ${name} by name`, LONG, async () => {
      await expect(read(expected.map((each) => each.read))).rejects.toThrow(/equality deletes/i);
    });
});
