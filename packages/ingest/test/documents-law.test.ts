import { type Dataset, defineDataset, json } from "@cloudapi/core";
import fc from "fast-check";
import { BSON } from "mongodb";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { type DocumentPlan, documentPlan } from "../src/mongo/bytes/document-plan.ts";
import { DocumentTaker } from "../src/mongo/bytes/document-taker.ts";
import type { DocumentBatch } from "../src/mongo/document-batches.ts";
import { READ_AS_IS } from "../src/mongo/read-as-is.ts";
import { planRows } from "../src/rows/canonical-rows.ts";
import { documents, SCALARS } from "./bson-values.ts";
import { loaded } from "./support/both-ways.ts";
import { type RawBatches, sourceOfView, viewOf } from "./support/fake-collection.ts";

const { Binary, Code, Decimal128, Double, Int32, Long, ObjectId, Timestamp, UUID } = BSON;

/** A document as it comes over the wire. */
function received<T extends object>(document: T): T {
  return BSON.deserialize(BSON.serialize(document), READ_AS_IS) as T;
}

/** Load documents both ways, and expect the same of both. */
async function expectSame(
  input: {
    readonly sample: readonly object[];
    readonly batches: RawBatches;
    readonly isReply?: boolean;
  },
  kind: "ndjson" | "parquet" | "raw",
  options: Parameters<typeof loaded>[2] = {},
) {
  const { sample, batches, isReply = true } = input;
  const table = viewOf(sample.map(received));
  const load = (isFlat: boolean) =>
    loaded(sourceOfView(table, batches, { isFlat, isReply }), kind, options);
  const byBytes = await load(true);
  expect(byBytes).toEqual(await load(false));
  return byBytes;
}

/** Documents in one piece. */
function batchOf(raw: readonly Uint8Array[]): DocumentBatch {
  let end = 0;
  const ends = Int32Array.from(raw, ({ length }) => (end += length));
  const starts = ends.map((each, at) => each - (raw[at]?.length ?? 0));
  return { bytes: Buffer.concat(raw), starts, ends, size: raw.length };
}

/** Values that leave no doubt by their bytes, by what they are. */
const TAKEN = [
  ...Object.entries(SCALARS).filter(
    ([kind]) =>
      ![
        "regex",
        "javascript",
        "javascriptWithScope",
        "symbol",
        "minKey",
        "maxKey",
        "dbRef",
      ].includes(kind) && kind !== "binData",
  ),
  ["binData", SCALARS["binData"]?.filter((each) => (each as BSON.Binary).sub_type === 0)],
  [
    "documents",
    fc.record({ a: SCALARS["string"], b: SCALARS["long"], c: SCALARS["date"] } as never),
  ],
  ["lists", fc.array(SCALARS["objectId"] as fc.Arbitrary<unknown>)],
  ["several types", fc.oneof(fc.string(), fc.integer(), fc.record({ a: fc.boolean() }))],
] as [string, fc.Arbitrary<unknown>][];

const kinds = fc.constantFrom("ndjson" as const, "parquet" as const, "raw" as const);
const batchBytes = fc.constantFrom(1, 200, 100_000);

describe("documents by their bytes", () => {
  it("write the same files as objects do, and say the same", async () => {
    const inputs = fc.record({
      all: documents,
      sampled: fc.integer({ min: 1, max: 8 }),
      inBatch: fc.integer({ min: 1, max: 8 }),
      isReply: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(inputs, kinds, batchBytes, async (input, kind, bytes) => {
        const { all, sampled, inBatch, isReply } = input;
        const raw = all.map((each) => BSON.serialize(each));
        const batches = Array.from({ length: Math.ceil(raw.length / inBatch) }, (_, at) =>
          raw.slice(at * inBatch, (at + 1) * inBatch),
        );
        const sample = all.slice(0, sampled);
        await expectSame({ sample, batches, isReply }, kind, { batchBytes: bytes });
      }),
      { numRuns: propertyRuns(150) },
    );
  }, 120_000);

  it("are what the driver says where a byte is another one", async () => {
    const inputs = fc.tuple(documents, fc.nat(), fc.nat({ max: 255 }), fc.nat());
    await fc.assert(
      fc.asyncProperty(inputs, kinds, async ([all, place, byte, chosen], kind) => {
        const raw = all.map((each) => Buffer.from(BSON.serialize(each)));
        const changed = raw[chosen % raw.length] as Buffer;
        changed[4 + (place % (changed.length - 4))] = byte;
        await expectSame({ sample: all, batches: [raw] }, kind);
      }),
      { numRuns: propertyRuns(150) },
    );
  }, 120_000);

  it("take what a contract of one's own says", async () => {
    const own = z.object({
      _id: z.string().length(24),
      code: z.enum(["a", "b"]).optional(),
      note: z.string().max(3).nullable(),
      count: z.int32().min(0),
      big: z.int64().min(5n).nullish(),
      rate: z.number().max(10).default(1),
      at: z.iso.datetime({ offset: true }).min(20).optional(),
      day: z.string().optional(),
      isOpen: z.boolean().nullable(),
      price: z.string().optional(),
      data: z.string().optional(),
      other: json().nullish(),
      tags: z.array(z.string()).optional(),
      place: z.object({ city: z.string(), x: z.number().nullish() }).optional(),
    });
    const things = defineDataset({ name: "things", schema: own }) as unknown as Dataset;
    const value = {
      _id: fc.constant(new ObjectId("64b000000000000000000001")),
      code: fc.constantFrom("a", "b", "c", null),
      note: fc.constantFrom("é", "four", null, ""),
      count: fc.constantFrom(new Int32(1), new Int32(-1), new Double(2), new Double(2.5), null),
      big: fc.constantFrom(Long.fromString("9007199254740993"), new Int32(7), Long.ZERO, null),
      rate: fc.constantFrom(new Double(0.1), new Double(11), new Int32(3), new Double(Number.NaN)),
      at: fc.constantFrom(new Date(0), new Date(-1), new Date(8.64e15), null),
      day: fc.constantFrom(new Date(86_399_999), null),
      isOpen: fc.constantFrom(true, false, null),
      price: fc.constantFrom(Decimal128.fromString("1.10"), Decimal128.fromString("1E+3")),
      data: fc.constantFrom(
        new Binary(Buffer.from("ok")),
        new Binary(Buffer.from([255])),
        new UUID(),
      ),
      other: fc.constantFrom("x", { a: [{ b: Long.MAX_VALUE }] }, [new Timestamp({ t: 1, i: 2 })]),
      tags: fc.constantFrom(["x"], ["x", null], [], "x"),
      place: fc.constantFrom({ city: "P" }, { city: "P", x: new Double(-0) }, { town: "P" }),
    };
    const [first] = fc.sample(fc.record(value), { numRuns: 1, seed: 7 });
    const row = fc.record(value, { requiredKeys: ["_id"] });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 20 }), kinds, async (all, kind) => {
        const batches = [all.map((each) => BSON.serialize(each))];
        const datasets = { things };
        await expectSame({ sample: [first as object, ...all], batches }, kind, { datasets });
      }),
      { numRuns: propertyRuns(100) },
    );
  }, 120_000);

  it.each(TAKEN)("of %s are all taken", (_, values) => {
    const filled = fc.array(values, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(filled, (each) => {
        const all = each.map((value, at) => ({ _id: new Int32(at), value }));
        const table = viewOf(all.map(received));
        const schema = z.object(
          Object.fromEntries(table.columns.map(({ name, schema: of }) => [name, z.nullable(of)])),
        );
        const dataset = defineDataset({ name: "things", schema }) as unknown as Dataset;
        const rows = planRows(table, dataset, { bytes: "base64", omitColumns: [] });
        const plan = documentPlan(table, dataset, rows) as DocumentPlan;
        const taker = new DocumentTaker(plan, { convert: rows.convert, isPassed: () => false });
        const { flat, left } = taker.take(batchOf(all.map((one) => BSON.serialize(one))));
        expect([flat.size, left]).toEqual([all.length, []]);
      }),
      { numRuns: propertyRuns(20) },
    );
  });

  it("are taken where a field comes twice, and where others are", async () => {
    const [a, b] = [
      { _id: new Int32(1), x: "1" },
      { _id: new Int32(2), x: "2", y: new Code("f") },
    ];
    const twice = Buffer.concat([
      BSON.serialize({ _id: new Int32(3), x: "3" }).subarray(0, -1),
      BSON.serialize({ x: "4" }).subarray(4),
    ]);
    twice.writeInt32LE(twice.length);
    const batches = [[BSON.serialize(a), BSON.serialize(b), twice]];
    const { rowsWritten, objects } = await expectSame({ sample: [a], batches }, "ndjson");
    expect(rowsWritten).toBe(3);
    expect([...objects.values()][0]).toBe(
      '{"_id":1,"x":"1"}\n{"_id":2,"x":"2"}\n{"_id":3,"x":"4"}\n',
    );
  });

  it("fail a load where the driver fails at them", async () => {
    const document = { _id: new Int32(1), x: "\u00e9\u00e9" };
    const broken = Buffer.from(BSON.serialize(document));
    broken[broken.indexOf(0xc3)] = 0xff;
    const { said } = await expectSame({ sample: [document], batches: [[broken]] }, "ndjson");
    expect(said).toContain("Invalid UTF-8");
  });

  it("are read at every depth that a server has", async () => {
    const deep = (levels: number): object =>
      Array.from({ length: levels }).reduce<object>((inner) => ({ a: [inner] }), { z: "é" });
    const sample = [
      { _id: new Int32(1), x: deep(1) },
      { _id: new Int32(2), x: "text" },
    ];
    const all = [1, 10, 49, 50, 60].map((levels, at) => ({ _id: new Int32(at), x: deep(levels) }));
    const batches = [all.map((each) => BSON.serialize(each))];
    const { rowsWritten } = await expectSame({ sample, batches }, "ndjson");
    expect(rowsWritten).toBe(5);
  });
});
