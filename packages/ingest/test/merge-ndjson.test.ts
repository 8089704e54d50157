import { decimal } from "@cloudapi/core";
import { memorySink } from "@cloudapi/transform";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { type IngestInput, ingest, ndjsonTarget, proposeDataset } from "../src/index.ts";
import { rowDecoder } from "../src/ndjson/row-decoder.ts";
import { rowEncoder } from "../src/ndjson/row-encoder.ts";
import { column, type FakeTable, fakeSource, table } from "./support/fake-source.ts";

type Row = Record<string, unknown>;

const COLUMNS = [
  column({ name: "id", schema: z.int64() }),
  column({ name: "version", schema: z.int32() }),
  column({ name: "gone", schema: z.boolean() }),
  column({ name: "total", schema: decimal(38, 4), nullable: true }),
  column({ name: "weight", schema: z.number(), nullable: true }),
  column({ name: "note", schema: z.string(), nullable: true }),
  column({ name: "at", schema: z.iso.datetime(), nullable: true }),
  column({
    name: "lines",
    schema: z.array(z.object({ sku: z.string(), units: z.int64(), price: decimal(20, 4) })),
  }),
];

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const digits = (most: number) => fc.bigInt({ min: 0n, max: 10n ** BigInt(most) - 1n }).map(String);
const exact = fc
  .tuple(fc.boolean(), digits(16), digits(4))
  .map(([isNegative, front, back]) =>
    front === "0" && Number(back) === 0
      ? "0"
      : `${isNegative ? "-" : ""}${front}.${back.padStart(4, "0")}`,
  );
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0);
const time = fc
  .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString());
const line = fc.record({ sku: fc.string(), units: fc.bigInt(INT64), price: exact });
const values = fc.record({
  id: fc.constantFrom(1n, 2n, 3n, 2n ** 53n, 2n ** 53n + 1n, INT64.max, INT64.min),
  gone: fc.boolean(),
  total: orNull(exact),
  weight: orNull(double),
  note: orNull(fc.string({ unit: "binary" }).map((text) => text.toWellFormed())),
  at: orNull(time),
  lines: fc.array(line, { maxLength: 3 }),
});

function input(found: FakeTable, sink = memorySink()): IngestInput & { sink: typeof sink } {
  return {
    sink,
    source: fakeSource([found]),
    target: ndjsonTarget(sink, { isPartitioned: false }),
    mode: "merge",
    cursors: { orders: { column: "version", key: ["id"], deleted: "gone" } },
  };
}

async function merge({ sink, ...what }: ReturnType<typeof input>) {
  const report = await ingest(what);
  expect(report.tables).toMatchObject([{ status: "done" }]);
  return { report, text: Buffer.from(sink.objects.get("orders/data.json") ?? []).toString() };
}

it("reads a row as it was written", () => {
  const { columns } = proposeDataset(table("orders", COLUMNS, []));
  const [encode, decode] = [rowEncoder(columns), rowDecoder(columns)];
  fc.assert(
    fc.property(values, (row) => {
      const read = decode(JSON.parse(encode(row)));
      expect(encode(read)).toBe(encode(row));
      expect(read).toMatchObject({ id: row.id, weight: row.weight, note: row.note, at: row.at });
    }),
    { numRuns: propertyRuns(200) },
  );
});

it("has the latest row of each key after any changes, the others as they were", async () => {
  const changes = fc.array(fc.array(values, { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 4,
  });
  const encode = rowEncoder(proposeDataset(table("orders", COLUMNS, [])).columns);
  await fc.assert(
    fc.asyncProperty(changes, async (runs) => {
      const found = table("orders", COLUMNS, []);
      const what = input(found);
      const latest = new Map<unknown, Row>();
      let version = 0;
      for (const run of runs) {
        for (const row of run) latest.set(row.id, { ...row, version: ++version });
        found.rows = [...latest.values()];
        const { text } = await merge(what);
        const kept = found.rows.filter(({ gone }) => gone === false).map((row) => encode(row));
        expect(text.split("\n").slice(0, -1).toSorted()).toEqual(kept.toSorted());
      }
    }),
    { numRuns: propertyRuns(30) },
  );
});

it("merges in rounds what does not fit in memory, and nothing a second time", async () => {
  const row = { gone: false, total: "1.5", weight: 1, note: "", at: null, lines: [] };
  const found = table("orders", COLUMNS, [{ ...row, id: 1n, version: 1 }]);
  const what = input(found);
  await merge(what);
  found.rows = Array.from({ length: 20 }, (_, at) => ({ ...row, id: BigInt(at), version: at + 2 }));
  const { sink, ...plain } = what;
  const report = await ingest(plain, { mergeBytes: 100 });
  expect(report.tables).toMatchObject([{ rowsRead: 20, rowsInTable: 20 }]);
  const { report: again } = await merge({ sink, ...plain });
  expect(again.rowsRead).toBe(0);
});

it("merges nothing with a file that others wrote", async () => {
  const row = { gone: false, total: "1.5", weight: 1, note: "", at: null, lines: [] };
  const found = table("orders", COLUMNS, [{ ...row, id: 1n, version: 1 }]);
  const what = input(found);
  await merge(what);
  const foreign = '{"id":1,\n';
  const properties = { contentType: "application/x-ndjson", metadata: {} };
  const pending = await what.sink.create("orders/data.json", properties);
  await pending.write(Buffer.from(foreign));
  await pending.publish();
  found.rows = [{ ...row, id: 2n, version: 2 }];
  const { sink, ...plain } = what;
  const report = await ingest(plain);
  expect(report.tables).toMatchObject([
    {
      status: "failed",
      code: "LOADED_OTHERWISE",
      message: expect.stringContaining("Line 1 of orders/data.json") as string,
    },
  ]);
  expect(Buffer.from(sink.objects.get("orders/data.json") ?? []).toString()).toBe(foreign);
});

it("refuses a layout beside another, which would give rows twice", async () => {
  const found = table("orders", COLUMNS, []);
  const { sink, source } = input(found);
  await ingest({ source, target: ndjsonTarget(sink) });
  const before = [...sink.objects.keys()];
  const report = await ingest({ source, target: ndjsonTarget(sink, { isPartitioned: false }) });
  expect(report.tables).toMatchObject([
    {
      status: "failed",
      code: "LOADED_OTHERWISE",
      message: expect.stringContaining('in the layout "by date"') as string,
    },
  ]);
  expect([...sink.objects.keys()]).toEqual(before);
});
