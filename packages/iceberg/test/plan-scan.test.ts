import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Column } from "@cloudapi/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import type { DataFile, ManifestEntry } from "../src/manifest/data-file.ts";
import { deleteFinder } from "../src/manifest/may-delete.ts";
import type { PartitionTerm } from "../src/partition/partition-term.ts";
import { planScan } from "../src/scan/plan-scan.ts";
import type { ScanCondition } from "../src/scan/scan-condition.ts";
import { folderStorage } from "../src/storage/folder-storage.ts";
import { compareValues } from "../src/values/compare-values.ts";
import { icebergValue } from "../src/values/iceberg-value.ts";
import { makeTable } from "./support/make-table.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "plan-scan-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const COLUMNS = [
  { name: "n", type: { kind: "int32" }, nullable: true },
  { name: "id", type: { kind: "int64" }, nullable: true },
  { name: "at", type: { kind: "timestamp" }, nullable: true },
  { name: "day", type: { kind: "date" }, nullable: true },
  { name: "city", type: { kind: "string" }, nullable: true },
  { name: "ratio", type: { kind: "double" }, nullable: true },
  { name: "price", type: { kind: "decimal", precision: 9, scale: 2 }, nullable: true },
] as const satisfies Column[];

const instants = fc.integer({ min: -200, max: 200 }).map((hours) => new Date(hours * 1_234_567));
/** Few values, so that conditions meet them. */
const VALUES = {
  n: fc.oneof(fc.integer({ min: -15, max: 15 }), fc.constantFrom(-(2 ** 31), 2 ** 31 - 1)),
  id: fc.oneof(fc.bigInt({ min: -15n, max: 15n }), fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n)),
  at: instants.map((date) => date.toISOString()),
  day: instants.map((date) => date.toISOString().slice(0, 10)),
  city: fc.oneof(
    fc.string({ unit: fc.constantFrom("a", "b", "\uFFFD", "\u{1F600}"), maxLength: 20 }),
    fc.constantFrom("a".repeat(16), "a".repeat(17), "\u{1F600}".repeat(18)),
  ),
  ratio: fc.integer({ min: -4, max: 4 }).map((value) => value / 2),
  price: fc.integer({ min: -300, max: 300 }).map((value) => (value / 100).toFixed(2)),
};

const row = fc.record(
  Object.fromEntries(
    Object.entries(VALUES).map(([name, value]) => [
      name,
      fc.option(value as fc.Arbitrary<unknown>, { freq: 5 }),
    ]),
  ),
);

const condition = fc.oneof(
  ...Object.entries(VALUES).map(([column, value]) =>
    fc
      .tuple(
        fc.constantFrom("eq", "in", "lt", "lte", "gt", "gte", "isNull"),
        fc.array(value as fc.Arbitrary<string>, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
      )
      .map(([kind, values, isNull]): ScanCondition => {
        if (kind === "isNull") return { column, isNull };
        return { column, [kind]: kind === "in" ? values : values[0] };
      }),
  ),
);

const TERMS: readonly (readonly PartitionTerm[])[] = [
  [],
  ...COLUMNS.map(({ name }) => [{ column: name }]),
  ...(["year", "month", "day", "hour"] as const).map((transform) => [{ column: "at", transform }]),
  ...(["year", "month", "day"] as const).map((transform) => [{ column: "day", transform }]),
  ...["n", "id", "at", "day", "city", "price"].map((column) => [
    { column, transform: "bucket" as const, n: 3 },
  ]),
  ...["n", "id", "city", "price"].map((column) => [
    { column, transform: "truncate" as const, n: 4 },
  ]),
  [{ column: "at", transform: "day" }, { column: "city", transform: "void" }, { column: "n" }],
];

type Row = Readonly<Record<string, unknown>>;

/** Whether a row meets a condition, looked at by itself. */
function meets(value: Row, { column, ...wanted }: ScanCondition): boolean {
  const { type } = COLUMNS.find(({ name }) => name === column) as (typeof COLUMNS)[number];
  const is = icebergValue(type, value[column]);
  if (wanted.isNull !== undefined) return (is === null) === wanted.isNull;
  if (is === null) return false;
  const order = (given: unknown) => compareValues(is, icebergValue(type, given) ?? false);
  if (wanted.in !== undefined) return wanted.in.some((each) => order(each) === 0);
  if (wanted.eq !== undefined) return order(wanted.eq) === 0;
  if (wanted.lt !== undefined) return order(wanted.lt) < 0;
  if (wanted.lte !== undefined) return order(wanted.lte) <= 0;
  if (wanted.gt !== undefined) return order(wanted.gt) > 0;
  return order(wanted.gte) >= 0;
}

it("passes over no file that has a row that is wanted, and over some that have none", {
  timeout: 120_000,
}, async () => {
  let [files, skipped, needless] = [0, 0, 0];
  const property = fc.asyncProperty(
    fc.constantFrom(...TERMS),
    fc.array(fc.array(row, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 3 }),
    fc.array(fc.array(condition, { minLength: 1, maxLength: 2 }), { minLength: 10, maxLength: 10 }),
    async (partition, commits, filters) => {
      const folder = await mkdtemp(join(root, "t-"));
      const made = await makeTable({ folder, columns: COLUMNS, partition, commits });
      const table = { metadata: made.metadata, storage: folderStorage(folder) };
      for (const where of filters) {
        const { tasks, skipped: passed } = await planScan(table, { where });
        const planned = new Set(tasks.map(({ file }) => file.path));
        const wanted = made.rowsOf.filter(({ rows }) =>
          rows.some((each) => where.every((one) => meets(each, one))),
        );
        const missed = wanted.filter(({ path }) => !planned.has(path));
        expect({ where, missed: missed.map(({ rows }) => rows) }).toEqual({ where, missed: [] });
        files += made.files.length;
        skipped += made.files.length - planned.size;
        needless += planned.size - wanted.length;
        expect(passed.files).toBeLessThanOrEqual(made.files.length - planned.size);
      }
    },
  );
  await fc.assert(property, { numRuns: propertyRuns(25) });
  expect(skipped).toBeGreaterThan(files / 4);
  expect(needless).toBeLessThan(files / 2);
});

describe("a plan", () => {
  const commits = [0, 1, 2].map((day) =>
    [1, 2].map((id) => ({ id: BigInt(id), at: `2025-01-0${day + 1}T10:00:00.000Z` })),
  );
  const partition = [{ column: "at", transform: "day" }] as const;
  async function table() {
    const folder = await mkdtemp(join(root, "t-"));
    const { metadata } = await makeTable({ folder, columns: COLUMNS, partition, commits });
    return { metadata, storage: folderStorage(folder) };
  }

  it("reads no manifest whose partitions are none of those that are wanted", async () => {
    const where = [{ column: "at", gte: "2025-01-02T00:00:00Z", lt: "2025-01-03T00:00:00Z" }];
    const { tasks, skipped } = await planScan(await table(), { where });
    expect(tasks.map(({ file }) => file.rows)).toEqual([2]);
    expect(skipped).toEqual({ manifests: 2, files: 0 });
  });

  it("is of the table as it was at a snapshot, a name or a time", async () => {
    const made = await table();
    const [first, second] = made.metadata.snapshots;
    const rows = async (at: Parameters<typeof planScan>[1]) =>
      (await planScan(made, at)).tasks.reduce((sum, { file }) => sum + file.rows, 0);
    expect(await rows({})).toBe(6);
    expect(await rows({ at: { snapshotId: first?.["snapshot-id"] ?? 0n } })).toBe(2);
    expect(await rows({ at: { ref: "main" } })).toBe(6);
    const time = new Date(second?.["timestamp-ms"] ?? 0);
    expect(await rows({ at: { time } })).toBe(4);
    for (const at of [{ snapshotId: 1n }, { ref: "none" }, { time: new Date(0) }])
      await expect(planScan(made, { at })).rejects.toMatchObject({ code: "NO_SUCH_SNAPSHOT" });
  });

  it.each<[ScanCondition, string]>([
    [{ column: "nope", eq: 1 }, 'there is no column "nope"; columns: n, id'],
    [{ column: "at", eq: "soon" }, 'at is timestamp; "soon" is no value of it'],
    [{ column: "at", eq: "2025-01-01T00:00:00.0001Z" }, "is no value of it"],
    [{ column: "price", eq: "1.234" }, "price is decimal"],
    [{ column: "n" }, "says nothing"],
    [{ column: "n", like: 3 } as ScanCondition, "like"],
  ])("is not made for %o", async (where, message) => {
    await expect(planScan(await table(), { where: [where] })).rejects.toThrow(message);
  });
});

describe("deletes", () => {
  const file = (content: DataFile["content"], partition: number, specId = 0): DataFile => ({
    content,
    path: `s3://lake/${content}-${partition}-${specId}`,
    format: "parquet",
    specId,
    partition: [partition],
    rows: 1,
    sizeBytes: 1,
  });
  const entry = (sequenceNumber: number, of: DataFile): ManifestEntry => ({
    status: "added",
    snapshotId: 1n,
    sequenceNumber,
    fileSequenceNumber: sequenceNumber,
    file: of,
  });
  const data = entry(5, file("data", 1));
  const path = (bytes: string) => new Map([[2_147_483_546, Uint8Array.from(Buffer.from(bytes))]]);

  it.each<[string, ManifestEntry, boolean]>([
    ["positions of the same commit", entry(5, file("position-deletes", 1)), true],
    ["positions of an earlier commit", entry(4, file("position-deletes", 1)), false],
    ["positions of another partition", entry(9, file("position-deletes", 2)), false],
    ["positions of another spec", entry(9, file("position-deletes", 1, 1)), false],
    [
      "positions in other files",
      entry(9, {
        ...file("position-deletes", 1),
        lowerBounds: path("s3://lake/e"),
        upperBounds: path("s3://lake/z"),
      }),
      false,
    ],
    [
      "positions in this file",
      entry(9, {
        ...file("position-deletes", 1),
        lowerBounds: path(data.file.path),
        upperBounds: path(data.file.path),
      }),
      true,
    ],
    ["values of the same commit", entry(5, file("equality-deletes", 1)), false],
    ["values of a later commit", entry(6, file("equality-deletes", 1)), true],
    ["values of another partition", entry(6, file("equality-deletes", 2)), false],
    [
      "values of all partitions",
      entry(6, { ...file("equality-deletes", 0, 7), partition: [] }),
      true,
    ],
  ])("%s: %#", (_, deletes, applies) => {
    expect(deleteFinder([deletes])(data).length).toBe(applies ? 1 : 0);
  });
});
