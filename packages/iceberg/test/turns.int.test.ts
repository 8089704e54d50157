import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineDataset } from "@cloudapi/core";
import { writeRows } from "@cloudapi/transform";
import { describe, expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { evolveTable, folderStorage, icebergSink, setPartition } from "../src/index.ts";
import { type CounterRow, counterRows, counters } from "./support/counters.ts";
import { newTable, reloaded, write } from "./support/lake.ts";
import { writtenRow } from "./support/readers/canonical.ts";
import { firstDifference } from "./support/readers/first-difference.ts";
import { READERS } from "./support/readers/readers.ts";
import {
  byPyIceberg,
  bySpark,
  byTrino,
  HAS_WRITERS,
  newestMetadata,
} from "./support/readers/turns.ts";

/** The same columns and others, and one that is wider. */
const wider = defineDataset({
  name: "counters",
  schema: counters.schema.extend({ n: z.int(), place: z.object({ city: z.string() }).optional() }),
  eventTime: "at",
});

type WiderRow = z.infer<(typeof wider)["schema"]>;

const early = counters.columns.filter(({ name }) => name !== "n");

/** icebird gives some texts of Spark's files cut off. */
const READERS_OF_ALL = READERS.filter(({ name }) => name !== "icebird");

/** Rows as SQL has them. */
function values(rows: readonly CounterRow[], type: string): string {
  return rows
    .map(
      ({ at, write: number, n }) =>
        `(${type}'${at.slice(0, -1).replace("T", " ")}', ${number}, ${n}, NULL)`,
    )
    .join(", ");
}

describe.skipIf(!HAS_WRITERS || READERS.some(({ isThere }) => !isThere))("a table", () => {
  it("is written by Spark, PyIceberg, Trino and runs by turns, and read by all at each snapshot", {
    timeout: 400_000,
  }, async () => {
    const root = await mkdtemp(join(tmpdir(), "iceberg-turns-"));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const folder = join(root, "lake", "counters");
    const table = await newTable(folderStorage(root));
    let rows: WiderRow[] = [];
    const states: { snapshotId: bigint; rows: readonly WiderRow[] }[] = [];
    const note = async (now: readonly WiderRow[]) => {
      rows = [...now];
      const snapshotId = (await reloaded(table)).metadata["current-snapshot-id"];
      if (snapshotId === undefined) throw new Error("no snapshot");
      states.push({ snapshotId, rows });
    };

    const [a, s, b, p] = [1, 2, 3, 4].map((n) => counterRows(n, [0, 1, n % 3], 3)) as [
      CounterRow[],
      CounterRow[],
      CounterRow[],
      CounterRow[],
    ];
    await write(table, "a", a);
    await note(a);
    await bySpark(root, [`INSERT INTO files.lake.counters VALUES ${values(s, "TIMESTAMP_NTZ")}`]);
    await note([...rows, ...s]);
    await write(table, "b", b);
    await note([...rows, ...b]);
    await byPyIceberg(
      folder,
      p.map((row) => writtenRow(counters.columns, { ...row })),
    );
    await note([...rows, ...p]);
    // What runs wrote is still theirs to replace, and no row of others.
    await write(table, "a", a.slice(0, 2));
    await note([...rows.filter(({ write: number }) => number !== 1), ...a.slice(0, 2)]);

    await setPartition(await reloaded(table), [{ column: "n", transform: "bucket", n: 3 }]);
    const evolved = await evolveTable(await reloaded(table), wider);
    const c = { at: "2025-01-03T04:05:06.007Z", write: 5, n: 2 ** 40, place: { city: "Zürich" } };
    await writeRows(wider, [[c]], icebergSink(evolved), { sourceId: "c" });
    await note([...rows, c]);

    const t = counterRows(6, [0, 3], 2);
    await byTrino(folder, [
      (name) => `INSERT INTO ${name} ("at", "write", n, note) VALUES ${values(t, "TIMESTAMP ")}`,
    ]);
    await note([...rows, ...t]);
    await byTrino(folder, [(name) => `DELETE FROM ${name} WHERE n = 1`]);
    await note(rows.filter(({ n }) => n !== 1));
    // Of what a source has, Trino has deleted some: a run can't know what is to be of that.
    await expect(
      writeRows(wider, [[c]], icebergSink(await reloaded(table)), { sourceId: "a" }),
    ).rejects.toMatchObject({ code: "DELETES_APPLY" });
    const d = { ...c, write: 7, n: 1 };
    await writeRows(wider, [[d]], icebergSink(await reloaded(table)), { sourceId: "d" });
    await note([...rows, d]);
    await bySpark(root, ["UPDATE files.lake.counters SET note = 'by Spark' WHERE `write` = 5"]);
    await note(rows.map((row) => (row.write === 5 ? { ...row, note: "by Spark" } : row)));
    const e = { ...c, write: 8, n: 2, note: "the last" };
    await writeRows(wider, [[e]], icebergSink(await reloaded(table)), { sourceId: "e" });
    await note([...rows, e]);

    const { metadata: last } = await reloaded(table);
    const ids = last.snapshots.map(({ "snapshot-id": id }) => id);
    expect(states.map(({ snapshotId }) => snapshotId).filter((id) => !ids.includes(id))).toEqual(
      [],
    );
    expect(last["snapshot-log"].map(({ "snapshot-id": id }) => id)).toEqual(ids);

    const metadata = await newestMetadata(folder);
    // The snapshots before columns came have their own, so what has another type now isn't read of them.
    const reads = [
      { metadata, columns: wider.columns, rows },
      ...states.slice(-5).map((state) => ({ metadata, columns: wider.columns, ...state })),
      ...states.slice(0, 5).map((state) => ({ metadata, columns: early, ...state })),
    ];
    const expected = reads.map(({ columns, rows: of }) =>
      of.map((row) => writtenRow(columns, { ...row })),
    );
    for (const { name, read } of READERS_OF_ALL)
      expect([name, firstDifference(await read(reads), expected)]).toEqual([name, undefined]);
  });
});
