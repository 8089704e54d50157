import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyUpdates } from "../metadata/apply-updates.ts";
import { createMetadata } from "../metadata/create-metadata.ts";
import { currentSchema, defaultSpec } from "../metadata/current.ts";
import { partitionPath } from "../partition/partition-path.ts";
import { partitionType } from "../partition/partition-type.ts";
import { partitionOfRows } from "../partition/partition-values.ts";
import { lowerText, upperText } from "../values/text-bounds.ts";
import type { DataFile, ManifestFile } from "./data-file.ts";
import { readManifest } from "./read-manifest.ts";
import { readManifestList } from "./read-manifest-list.ts";
import { writeManifest } from "./write-manifest.ts";
import { writeManifestList } from "./write-manifest-list.ts";

const COLUMNS = [
  { name: "id", type: { kind: "int64" }, nullable: false },
  { name: "at", type: { kind: "timestamp" }, nullable: true },
  { name: "price", type: { kind: "decimal", precision: 12, scale: 2 }, nullable: true },
  { name: "Stadt/Ort", type: { kind: "string" }, nullable: true },
] as const;
const metadata = createMetadata(
  {
    columns: COLUMNS,
    location: "s3://lake/t",
    partition: [
      { column: "at", transform: "day" },
      { column: "price" },
      { column: "Stadt/Ort" },
      { column: "id", transform: "bucket", n: 8 },
    ],
  },
  1_750_000_000_000,
);
const [schema, spec] = [currentSchema(metadata), defaultSpec(metadata)];
const type = partitionType(spec, [schema]);
const SNAPSHOT = 9_223_372_036_854_775_807n;

const counts = fc
  .dictionary(fc.integer({ min: 1, max: 4 }).map(String), fc.nat())
  .map((each) => new Map(Object.entries(each).map(([key, value]) => [Number(key), value])));
const bounds = fc
  .dictionary(fc.integer({ min: 1, max: 4 }).map(String), fc.uint8Array({ maxLength: 20 }))
  .map((each) => new Map(Object.entries(each).map(([key, value]) => [Number(key), value])));

const dataFile = fc.record(
  {
    content: fc.constant("data" as const),
    path: fc.webUrl(),
    format: fc.constant("parquet"),
    specId: fc.constant(0),
    partition: fc.tuple(
      fc.option(fc.integer({ min: -1000, max: 99_999 })),
      fc.option(fc.bigInt({ min: -999_999_999_999n, max: 999_999_999_999n })),
      fc.option(fc.string({ unit: "grapheme" })),
      fc.option(fc.integer({ min: 0, max: 7 })),
    ),
    rows: fc.nat(),
    sizeBytes: fc.maxSafeNat(),
    columnSizes: counts,
    valueCounts: counts,
    nullCounts: counts,
    nanCounts: counts,
    lowerBounds: bounds,
    upperBounds: bounds,
    splitOffsets: fc.array(fc.maxSafeNat(), { maxLength: 5 }),
    sortOrderId: fc.nat(),
    keyMetadata: fc.uint8Array(),
  },
  { requiredKeys: ["content", "path", "format", "specId", "partition", "rows", "sizeBytes"] },
) as fc.Arbitrary<DataFile>;

it("a manifest and its list are read as they were written", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(dataFile, { maxLength: 8 }), fc.nat(99), async (files, sequence) => {
      const entries = files.map((file, i) => {
        const entry = { snapshotId: 5n + BigInt(i), sequenceNumber: i, fileSequenceNumber: i };
        const status = (["added", "existing", "deleted"] as const)[i % 3];
        return status === "added"
          ? ({ status, file } as const)
          : ({ status: status ?? "existing", file, ...entry } as const);
      });
      const written = writeManifest({ spec, schema, entries, snapshotId: SNAPSHOT });
      const manifest = written.at("s3://lake/t/metadata/m.avro", sequence);
      expect(manifest.sizeBytes).toBe(written.bytes.length);
      expect(await readManifest(written.bytes, manifest, metadata)).toEqual(
        entries.map((entry) =>
          entry.status === "added"
            ? {
                ...entry,
                snapshotId: SNAPSHOT,
                sequenceNumber: sequence,
                fileSequenceNumber: sequence,
              }
            : entry,
        ),
      );
      const list = writeManifestList({
        manifests: [manifest],
        snapshotId: SNAPSHOT,
        parentSnapshotId: undefined,
        sequenceNumber: sequence,
      });
      expect(await readManifestList(list, "list.avro")).toEqual([manifest]);
    }),
    { numRuns: 60 },
  );
});

it("a manifest has what its files come to", () => {
  const file: DataFile = {
    content: "data",
    path: "s3://lake/t/a.parquet",
    format: "parquet",
    specId: 0,
    partition: [5, -100n, "b", null],
    rows: 10,
    sizeBytes: 100,
  };
  const kept = { snapshotId: 1n, sequenceNumber: 3, fileSequenceNumber: 3 };
  const { at, bytes } = writeManifest({
    spec,
    schema,
    entries: [
      { status: "added", file },
      { status: "existing", ...kept, file: { ...file, partition: [-7, 200n, "é", 4] } },
      { status: "deleted", ...kept, sequenceNumber: 1, file: { ...file, rows: 1 } },
    ],
    snapshotId: 7n,
  });
  const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
  expect(at("m.avro", 9)).toEqual({
    path: "m.avro",
    sizeBytes: bytes.length,
    specId: 0,
    content: "data",
    sequenceNumber: 9,
    minSequenceNumber: 3,
    snapshotId: 7n,
    addedFiles: 1,
    existingFiles: 1,
    deletedFiles: 1,
    addedRows: 10,
    existingRows: 10,
    deletedRows: 1,
    partitions: [
      { containsNull: false, containsNaN: false, lower: hex("f9ffffff"), upper: hex("05000000") },
      { containsNull: false, containsNaN: false, lower: hex("9c"), upper: hex("00c8") },
      { containsNull: false, containsNaN: false, lower: hex("62"), upper: hex("c3a9") },
      { containsNull: true, containsNaN: false, lower: hex("04000000"), upper: hex("04000000") },
    ],
  } satisfies ManifestFile);
  expect(Buffer.from(bytes).toString("latin1")).toContain('"iceberg-field-name":"Stadt/Ort"');
});

describe("bytes that are no manifest", () => {
  const { bytes, at } = writeManifest({ spec, schema, entries: [], snapshotId: 7n });

  it.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array(0)],
    ["text", Buffer.from("hello")],
    ["a part", bytes.subarray(0, 100)],
    [
      "another file of Avro",
      writeManifestList({
        manifests: [at("m", 1)],
        snapshotId: 1n,
        parentSnapshotId: 2n,
        sequenceNumber: 1,
      }),
    ],
  ])("are refused by name: %s", async (_, wrong) => {
    await expect(readManifest(wrong, at("s3://m.avro", 1), metadata)).rejects.toMatchObject({
      code: "INVALID_MANIFEST",
      message: expect.stringContaining("s3://m.avro is no manifest") as string,
    });
  });

  it("are refused as a list", async () => {
    const entry = {
      status: "added",
      file: {
        content: "data",
        path: "a",
        format: "parquet",
        specId: 0,
        partition: [],
        rows: 1,
        sizeBytes: 1,
      },
    } as const;
    const manifest = writeManifest({ spec, schema, entries: [entry], snapshotId: 7n });
    await expect(readManifestList(manifest.bytes, "l.avro")).rejects.toMatchObject({
      code: "INVALID_MANIFEST",
    });
  });
});

describe("partitions", () => {
  const partitionOf = partitionOfRows(COLUMNS, schema, type);

  it("are those of the row's values", () => {
    const row = { id: 34n, at: "1969-12-31T23:00:00.000Z", price: "-1.00", "Stadt/Ort": "Köln" };
    expect(partitionOf(row)).toEqual([-1, -100n, "Köln", (2_017_239_379 & 0x7fffffff) % 8]);
    expect(partitionOf({ id: 34n })).toEqual([null, null, null, 3]);
  });

  it("have a path that a person can read, and every file system takes", () => {
    expect(partitionPath(type, [20_103, -105n, "Köln/a b", 3])).toBe(
      "at_day=2025-01-15/price=-1.05/Stadt%2FOrt=K%C3%B6ln%2Fa%20b/id_bucket=3/",
    );
    const long = partitionPath(type, [null, null, "é".repeat(500), null]);
    expect(long).toMatch(
      /^at_day=null\/price=null\/Stadt%2FOrt=(%C3%A9)+-[0-9a-f]{16}\/id_bucket=null\/$/,
    );
    expect(Math.max(...long.split("/").map((each) => each.length))).toBeLessThan(255);
    expect(partitionPath(type, [0, 0n, "..", 0])).toContain("Stadt%2FOrt=%2E%2E/");
  });

  it.each([
    ["year", -1, "1969"],
    ["month", -1, "1969-12"],
    ["month", 660, "2025-01"],
    ["hour", 482_490, "2025-01-15-18"],
    ["hour", -1, "1969-12-31-23"],
    ["identity", -1n, "1969-12-31T23%3A59%3A59.999999"],
  ] as const)("by %s %s are called %s", (transform, value, text) => {
    const table = createMetadata(
      {
        columns: COLUMNS,
        location: "s3://l/t",
        partition: [
          {
            column: "at",
            transform,
            name: transform === "identity" ? "at" : "p",
          },
        ],
      },
      0,
    );
    const byTime = partitionType(defaultSpec(table), [currentSchema(table)]);
    expect(partitionPath(byTime, [value])).toMatch(new RegExp(`^(p|at)=${text}/$`));
  });

  it("need the columns that they are made of", () => {
    expect(() => partitionOfRows(COLUMNS.slice(0, 2), schema, type)).toThrow(
      "The table is partitioned by price, which is made of a column that the contract does not have",
    );
  });

  it("of another transform than these can't be used", () => {
    const field = { "source-id": 1, "field-id": 1000, name: "z", transform: "zorder" };
    expect(() => partitionType({ "spec-id": 1, fields: [field] }, [schema])).toThrow(
      expect.objectContaining({ code: "UNSUPPORTED_TABLE" }),
    );
  });

  it("of a column that was dropped are those of an earlier schema", () => {
    const rest = { ...schema, "schema-id": 1, fields: schema.fields.slice(0, 2) };
    const later = applyUpdates(metadata, [{ action: "add-schema", schema: rest }], 0);
    expect(partitionType(spec, [rest, ...later.schemas])).toEqual(type);
  });
});

it("bounds of text are short, and on the right side", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  const compare = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  fc.assert(
    fc.property(text, (value) => {
      const [lower, upper] = [lowerText(value), upperText(value)];
      expect(Array.from(lower).length).toBeLessThanOrEqual(16);
      expect(compare(lower, value)).toBeLessThanOrEqual(0);
      const last = "\u{10FFFF}".repeat(40);
      expect(compare(upper ?? last, value)).toBeGreaterThanOrEqual(0);
      expect(Array.from(upper ?? "").length).toBeLessThanOrEqual(16);
    }),
  );
  expect(upperText("\u{10FFFF}".repeat(17))).toBeUndefined();
  expect(upperText(`a${"\u{10FFFF}".repeat(17)}`)).toBe("b");
  expect(upperText(`${"\uD7FF".repeat(16)}x`)).toBe(`${"\uD7FF".repeat(15)}\uE000`);
});
