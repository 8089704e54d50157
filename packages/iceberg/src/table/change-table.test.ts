import { defineDataset } from "@cloudapi/core";
import { writeRows } from "@cloudapi/transform";
import { expect, it } from "vitest";
import * as z from "zod";
import { counterRows, counters } from "../../test/support/counters.ts";
import { newTable, reloaded, rowsOf, write } from "../../test/support/lake.ts";
import { readTable } from "../../test/support/read-table.ts";
import { commitTable } from "../catalog/commit-loop.ts";
import { currentSchema, defaultSpec } from "../metadata/current.ts";
import { icebergSink } from "../write/iceberg-sink.ts";
import { createTable } from "./create-table.ts";
import { evolveTable } from "./evolve-table.ts";
import type { IcebergTable } from "./iceberg-table.ts";
import { loadTable } from "./load-table.ts";
import { setPartition } from "./set-partition.ts";
import { snapshots } from "./snapshots.ts";
import { tagSnapshot } from "./tag-snapshot.ts";

function contract(schema: z.core.$ZodObject) {
  return defineDataset({ name: "counters", schema });
}

const { at, write: writeColumn, n } = counters.schema.shape;

it("takes the columns of a new contract, and keeps what rows have", async () => {
  const table = await newTable();
  await write(table, "a", counterRows(1, [0], 1));
  const wider = contract(
    z.object({ at, n: z.int(), writer: writeColumn, tags: z.array(z.string()).optional() }),
  );
  await expect(writeRows(wider, [[]], icebergSink(table), { sourceId: "b" })).rejects.toMatchObject(
    { code: "SCHEMA_MISMATCH" },
  );
  const evolved = await evolveTable(table, wider, { renames: { writer: "write" } });
  expect(evolved.metadata.schemas.at(-1)?.fields).toMatchObject([
    { id: 1, name: "at", type: "timestamp" },
    { id: 3, name: "n", type: "long" },
    { id: 2, name: "writer", type: "int" },
    { name: "tags", required: false },
  ]);
  expect(evolved.metadata.properties["cloudapi.contract_hash"]).toBe(wider.contractHash);
  const row = { at: "2025-01-02T00:00:00.000Z", n: 2 ** 40, writer: 2, tags: ["x"] };
  await writeRows(wider, [[row]], icebergSink(evolved), { sourceId: "b" });
  expect(await readTable(await reloaded(table))).toEqual(
    expect.arrayContaining([
      { at: new Date("2025-01-01T00:00:00Z"), n: 0, writer: 1, tags: null },
      { at: new Date(row.at), n: BigInt(row.n), writer: 2, tags: ["x"] },
    ]),
  );
  expect((await evolveTable(evolved, wider)).metadataLocation).toBe(
    (await reloaded(table)).metadataLocation,
  );
});

it("keeps the columns that rows are sorted by, without which Iceberg's own library reads no table", async () => {
  const { catalog } = await newTable();
  const sortOrder = [{ column: "n" }];
  const table = await createTable(catalog, {
    namespace: "lake",
    name: "sorted",
    dataset: counters,
    sortOrder,
  });
  await expect(
    evolveTable(table, contract(z.object({ at, write: writeColumn }))),
  ).rejects.toMatchObject({
    code: "SCHEMA_CANNOT_EVOLVE",
    message: expect.stringContaining("column n, by which the table's rows are sorted") as string,
  });
  const renamed = contract(z.object({ at, write: writeColumn, number: n }));
  await evolveTable(table, renamed, { renames: { number: "n" } });
});

it("adds no column under the name of a partition's value, with which Iceberg's own library reads no table", async () => {
  const table = await newTable();
  await setPartition(table, [{ column: "n", transform: "bucket", n: 4 }]);
  for (const name of ["at_day", "n_bucket"]) {
    const schema = z.object({ at, write: writeColumn, n, [name]: z.string().optional() });
    await expect(evolveTable(table, contract(schema))).rejects.toMatchObject({
      code: "SCHEMA_CANNOT_EVOLVE",
      message: expect.stringContaining(`new column ${name},`) as string,
    });
  }
  await setPartition(table, [{ column: "n" }]);
  const anew = contract(z.object({ at, write: writeColumn, number: n, n: z.string().optional() }));
  await expect(evolveTable(table, anew, { renames: { number: "n" } })).rejects.toMatchObject({
    message: expect.stringContaining("new column n,") as string,
  });
});

it("renames once, however often it is told to, and refuses renames that can't be", async () => {
  const table = await newTable();
  const renamed = contract(z.object({ at, n, writer: writeColumn, write: z.string().optional() }));
  const ids = async (renames: Record<string, string>) => {
    const { metadata } = await evolveTable(table, renamed, { renames });
    return currentSchema(metadata).fields.map(({ name, id }) => `${name} ${id}`);
  };
  const once = await ids({ writer: "write" });
  expect(once).toEqual(["at 1", "n 3", "writer 2", "write 5"]);
  const { metadataLocation } = await reloaded(table);
  expect(await ids({ writer: "write" })).toEqual(once);
  const twice = contract(z.object({ at, a: writeColumn, b: writeColumn }));
  for (const [to, renames, says] of [
    [renamed, { wrter: "write" }, "renames names wrter"],
    [twice, { a: "n", b: "n" }, "both to be what n was"],
    [twice, { a: "m" }, "a was to be what m was"],
  ] as const)
    await expect(evolveTable(table, to, { renames })).rejects.toMatchObject({
      code: "SCHEMA_CANNOT_EVOLVE",
      message: expect.stringContaining(says) as string,
    });
  expect((await reloaded(table)).metadataLocation).toBe(metadataLocation);
});

it("keeps what another program said of columns", async () => {
  const table = await newTable();
  await commitTable(table.catalog, table.name, ({ metadata }) => {
    const before = currentSchema(metadata);
    const fields = before.fields.map((field) => ({ ...field, doc: `of ${field.name}` }));
    const schema = { ...before, fields };
    const updates = [
      { action: "add-schema", schema },
      { action: "set-current-schema", "schema-id": -1 },
    ] as const;
    return { requirements: [], updates, written: [] };
  });
  const renamed = contract(z.object({ at, n, writer: writeColumn }));
  const { metadata } = await evolveTable(table, renamed, { renames: { writer: "write" } });
  expect(currentSchema(metadata).fields.map(({ doc }) => doc)).toEqual([
    "of at",
    "of n",
    "of write",
  ]);
});

it("refuses a contract that what is there can't be read by, and changes nothing", async () => {
  const table = await newTable();
  for (const [schema, says] of [
    [z.object({ at, write: z.string(), n }), "write was int, is string"],
    [z.object({ moment: at, write: writeColumn, n }), "partitioned"],
  ] as const) {
    const changed = evolveTable(table, contract(schema));
    await expect(changed).rejects.toMatchObject({
      code: "SCHEMA_CANNOT_EVOLVE",
      message: expect.stringContaining(says) as string,
    });
  }
  expect((await reloaded(table)).metadataLocation).toBe(table.metadataLocation);
});

it("partitions new rows by something else, and back", async () => {
  const table = await newTable();
  const rows = counterRows(1, [0, 1], 3);
  await write(table, "a", rows);
  const { metadata } = await setPartition(table, [{ column: "n", transform: "bucket", n: 4 }]);
  expect(metadata["partition-specs"]).toHaveLength(2);
  const more = counterRows(2, [2], 3);
  const report = await write(table, "b", more);
  expect(report.partitions.every(({ partition }) => /^n_bucket=\d\/$/.test(partition))).toBe(true);
  expect(await rowsOf(table)).toHaveLength(9);
  const back = await setPartition(table, [{ column: "at", transform: "day" }]);
  expect(back.metadata["default-spec-id"]).toBe(0);
  expect(back.metadata["partition-specs"]).toHaveLength(2);
  const replaced = await write(table, "b", counterRows(3, [2], 1));
  expect(replaced.partitions).toMatchObject([{ partition: "at_day=2025-01-03/" }]);
  expect(await rowsOf(table)).toHaveLength(7);
});

it("gives the values of no two partitionings one name", async () => {
  const table = await newTable();
  const names: string[] = [];
  for (const n of [4, 8, 16, 8]) {
    const { metadata } = await setPartition(table, [{ column: "n", transform: "bucket", n }]);
    names.push(...defaultSpec(metadata).fields.map(({ name }) => name));
  }
  expect(names).toEqual(["n_bucket", "n_bucket_8", "n_bucket_16", "n_bucket_8"]);
});

it("tells and names snapshots, and each shows its rows", async () => {
  const table = await newTable();
  await expect(tagSnapshot(table, { tag: "empty" })).rejects.toMatchObject({
    code: "NO_SUCH_SNAPSHOT",
  });
  await write(table, "a", counterRows(1, [0], 2));
  await tagSnapshot(table, { tag: "first" });
  await write(table, "a", counterRows(2, [0, 1], 2));
  const now = await tagSnapshot(table, { tag: "last" });
  const [first, last] = snapshots(now);
  expect(snapshots(now)).toMatchObject([
    { operation: "append", totalRows: 2n, sourceId: "a", refs: ["first"], isAncestor: true },
    { operation: "overwrite", totalRows: 4n, sourceId: "a", refs: ["main", "last"] },
  ]);
  expect(await rowsOf(table, first?.snapshotId)).toHaveLength(2);
  expect(await rowsOf(table, last?.snapshotId)).toHaveLength(4);
  const moved = await tagSnapshot(table, { tag: "last", snapshotId: first?.snapshotId });
  expect(snapshots(moved)[0]?.refs).toEqual(["first", "last"]);
  await expect(tagSnapshot(table, { tag: "x", snapshotId: 1n })).rejects.toMatchObject({
    code: "NO_SUCH_SNAPSHOT",
  });
});

it("refuses what is no table, no name, no term", async () => {
  const table = await newTable();
  const none = {} as IcebergTable;
  await expect(evolveTable(none, counters)).rejects.toThrow(TypeError);
  await expect(setPartition(none, [])).rejects.toThrow(TypeError);
  expect(() => snapshots(none)).toThrow(TypeError);
  await expect(tagSnapshot(table, { tag: "main" })).rejects.toThrow(TypeError);
  await expect(setPartition(table, [{ column: "none" }])).rejects.toThrow(TypeError);
  await expect(loadTable(table.catalog, { namespace: "lake", name: "none" })).rejects.toMatchObject(
    {
      code: "NO_SUCH_TABLE",
    },
  );
});
