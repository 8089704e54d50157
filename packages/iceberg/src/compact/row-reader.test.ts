import { defineDataset } from "@cloudapi/core";
import { writeRows } from "@cloudapi/transform";
import { readParquetFile } from "@cloudapi/transform/internal";
import { parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, it } from "vitest";
import * as z from "zod";
import { counterRows } from "../../test/support/counters.ts";
import { newTable, reloaded, write } from "../../test/support/lake.ts";
import { readTable } from "../../test/support/read-table.ts";
import { commitTable } from "../catalog/commit-loop.ts";
import { fileCatalog } from "../catalog/file/file-catalog.ts";
import type { DataFile } from "../manifest/data-file.ts";
import { currentSchema, currentSnapshot, defaultSpec } from "../metadata/current.ts";
import { memoryStorage } from "../storage/memory-storage.ts";
import { createTable } from "../table/create-table.ts";
import { evolveTable } from "../table/evolve-table.ts";
import type { IcebergTable } from "../table/iceberg-table.ts";
import { liveEntries } from "../table/read-manifests.ts";
import { icebergSink } from "../write/iceberg-sink.ts";
import { prepareSnapshot } from "../write/prepare-snapshot.ts";
import { compact } from "./compact.ts";
import { rowReader, UnfitFile } from "./row-reader.ts";

const evolved = defineDataset({
  name: "counters",
  schema: z.object({
    extra: z.array(z.object({ k: z.string(), v: z.int32().optional() })).optional(),
    number: z.int(),
    at: z.iso.datetime({ offset: true }),
    write: z.int32(),
  }),
  eventTime: "at",
  partition: { granularity: "day", layout: "hive" },
});

const textsOf = (rows: readonly object[]) =>
  rows
    .map((row) => JSON.stringify(row, (_, v: unknown) => (typeof v === "bigint" ? Number(v) : v)))
    .sort();

it("reads files of earlier schemas as rows of now: columns by their ids, and wider", async () => {
  const table = await newTable();
  await write(table, "a", counterRows(1, [0], 3));
  await evolveTable(table, evolved, { renames: { number: "n" } });
  const row = { at: "2025-01-01T01:02:03.004Z", write: 5, number: 2 ** 40 };
  await writeRows(
    evolved,
    [[row, { ...row, extra: [{ k: "x" }, { k: "y", v: 1 }] }]],
    icebergSink(await reloaded(table)),
    { sourceId: "b" },
  );
  const before = textsOf(await readTable(await reloaded(table)));
  expect(await compact(table)).toMatchObject({ filesBefore: 2, filesAfter: 1, left: [] });
  const now = await reloaded(table);
  expect(textsOf(await readTable(now))).toEqual(before);
  for await (const { file } of liveEntries(now, currentSnapshot(now.metadata), {})) {
    const found = await readParquetFile((await table.storage.read(file.path)) ?? new Uint8Array());
    const ids = currentSchema(now.metadata).fields.map(({ id }) => id);
    expect(found.fields.map(({ fieldId }) => fieldId)).toEqual(ids);
  }
});

/** A file of another writer, with times in microseconds. */
function foreignFile(micros: readonly bigint[], hasIds = true): Uint8Array {
  const id = (field_id: number) => (hasIds ? { field_id } : {});
  const required = { repetition_type: "REQUIRED" } as const;
  const logical_type = { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" } as const;
  return new Uint8Array(
    parquetWriteBuffer({
      schema: [
        { name: "schema", num_children: 3 },
        { name: "at", type: "INT64", ...required, ...id(1), logical_type },
        { name: "write", type: "INT32", ...required, ...id(2) },
        { name: "n", type: "INT32", ...required, ...id(3) },
      ],
      columnData: [
        { name: "at", data: [...micros] },
        { name: "write", data: micros.map(() => 7) },
        { name: "n", data: micros.map((_, i) => i) },
      ],
    }),
  );
}

/** Commit a file as another program does it. */
async function addFile(
  table: IcebergTable,
  name: string,
  bytes: Uint8Array,
  rows: number,
  partition: DataFile["partition"] = [20_089],
) {
  await commitTable(table.catalog, table.name, async (now) => {
    const path = `${now.metadata.location}/data/${name}.parquet`;
    await now.storage.write(path, bytes);
    const spec = defaultSpec(now.metadata);
    const file = {
      content: "data",
      path,
      format: "parquet",
      specId: 0,
      partition,
      rows,
      sizeBytes: bytes.length,
    } as const;
    return prepareSnapshot(now, { added: [file], spec, notes: {} });
  });
}

const MICROS = [1_735_689_600_000_001n, 1_735_775_999_999_999n, 1_735_700_000_123_456n];

it("keeps microseconds that another writer has written", async () => {
  const table = await newTable();
  await addFile(table, "spark", foreignFile(MICROS), 3);
  await write(table, "a", counterRows(1, [0], 2));
  expect(await compact(table)).toMatchObject({ filesBefore: 2, filesAfter: 1, left: [] });
  const now = await reloaded(table);
  for await (const { file } of liveEntries(now, currentSnapshot(now.metadata), {})) {
    const bytes = (await table.storage.read(file.path)) ?? new Uint8Array();
    const parsers = { timestampFromMicroseconds: (micros: bigint) => micros };
    const rows = await parquetReadObjects({ file: Uint8Array.from(bytes).buffer, parsers });
    const times = rows.map(({ at }) => at as bigint);
    expect(times.filter((at) => at % 1000n !== 0n)).toEqual([MICROS[0], MICROS[2], MICROS[1]]);
    const upper = Buffer.from(file.upperBounds?.get(1) ?? []).readBigInt64LE();
    expect(upper).toBe(MICROS[1]);
  }
});

it("leaves files that can't be written again exactly", async () => {
  const table = await newTable();
  await addFile(table, "no-ids", foreignFile(MICROS, false), 3);
  await addFile(table, "fewer", foreignFile(MICROS), 4);
  // Later than a double has microseconds of.
  await addFile(table, "late", foreignFile([253_402_300_799_999_999n]), 1);
  await write(table, "a", counterRows(1, [0], 2));
  await write(table, "b", counterRows(1, [0], 2));
  const report = await compact(table);
  expect(report).toMatchObject({ filesBefore: 2, filesAfter: 1, rows: 4 });
  expect(report.left.map(({ reason }) => reason).sort()).toEqual([
    "at has a value that is no timestamp, or finer than can be kept",
    "it has 3 rows, and the table says 4",
    "its columns have no ids",
  ]);
});

it("leaves a file that has a column's value in its partition alone", async () => {
  const kinds = defineDataset({
    name: "kinds",
    schema: z.object({ n: z.int32(), kind: z.string().optional() }),
  });
  const table = await createTable(fileCatalog(memoryStorage()), {
    namespace: "lake",
    dataset: kinds,
    partition: [{ column: "kind", transform: "identity" }],
  });
  for (const sourceId of ["a", "b"])
    await writeRows(kinds, [[{ n: 1, kind: "x" }]], icebergSink(table), { sourceId });
  const id = currentSchema(table.metadata).fields.find(({ name }) => name === "n")?.id ?? 0;
  const bytes = new Uint8Array(
    parquetWriteBuffer({
      schema: [
        { name: "schema", num_children: 1 },
        { name: "n", type: "INT32", repetition_type: "REQUIRED", field_id: id },
      ],
      columnData: [{ name: "n", data: [7] }],
    }),
  );
  await addFile(table, "hive", bytes, 1, ["x"]);
  const report = await compact(table);
  expect(report).toMatchObject({ filesBefore: 2, filesAfter: 1 });
  expect(report.left.map(({ reason }) => reason)).toEqual([
    "the value of kind is told by its partition alone",
  ]);
});

it("says what of a file doesn't fit", () => {
  const fields = [
    { id: 1, name: "id", required: true, type: "long" },
    { id: 2, name: "day", required: false, type: "date" },
    { id: 3, name: "ok", required: false, type: "boolean" },
    { id: 4, name: "price", required: false, type: "decimal(9, 2)" },
    { id: 5, name: "x", required: false, type: "double" },
    { id: 6, name: "text", required: false, type: "string" },
  ] as const;
  const file = fields.map(({ id, name }) => ({
    name: name.toUpperCase(),
    fieldId: id,
    children: [],
  }));
  const read = rowReader(file, { fields });
  const row = { ID: 1, DAY: "2025-01-01", OK: true, PRICE: "1.00", X: Number.NaN, TEXT: "a" };
  expect(read(row)).toEqual({
    id: 1,
    day: "2025-01-01",
    ok: true,
    price: "1.00",
    x: Number.NaN,
    text: "a",
  });
  for (const wrong of [
    { ID: null },
    { ID: "1" },
    { DAY: "+010000-01-01" },
    { OK: 1 },
    { PRICE: 1 },
    { X: "1" },
    { TEXT: Uint8Array.of(255) },
  ])
    expect(() => read({ ...row, ...wrong })).toThrow(UnfitFile);
  expect(() => rowReader(file.slice(1), { fields })).toThrow("it has no id");
});
