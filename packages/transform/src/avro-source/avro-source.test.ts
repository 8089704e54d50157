import { readFileSync } from "node:fs";
import { defineDataset } from "@cloudapi/core";
import { SourceError } from "@cloudapi/records";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { memorySink, transform } from "../index.ts";
import { avroCursor } from "./avro-cursor.ts";
import { avroRows } from "./avro-rows.ts";
import { ByteQueue } from "./byte-queue.ts";
import { avroFormat } from "./index.ts";
import { readLong } from "./read-long.ts";
import { rowReader } from "./schema-reader.ts";

const FOLDER = new URL("../../../../fixtures/avro/", import.meta.url);
const CODECS = "null deflate snappy zstandard bzip2".split(" ");
const fileOf = (codec: string) => readFileSync(new URL(`${codec}.avro`, FOLDER));
const expected = readFileSync(new URL("rows.jsonl", FOLDER), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Pieces that share memory, each until the next one comes. */
async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const memory = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    memory.set(piece);
    yield await Promise.resolve(memory.subarray(0, piece.length));
  }
}

async function rowsOf(bytes: Uint8Array, size = 1000) {
  const rows: object[] = [];
  try {
    const queue = new ByteQueue(pieces(bytes, size));
    for await (const batch of avroRows(queue, { bytesRead: 0, rows: 0 })) rows.push(...batch);
  } catch (failure) {
    return { rows, failure };
  }
  return { rows, failure: undefined };
}

/** Rows as JSON has them: the 64-bit numbers of one column as text, since JSON rounds them. */
function plain(rows: readonly object[]): unknown {
  return JSON.parse(
    JSON.stringify(rows, (key, value: unknown) => {
      if (value instanceof Map) return Object.fromEntries(value as Map<string, unknown>);
      if (typeof value === "bigint") return key === "id" ? String(value) : Number(value);
      return value;
    }),
  );
}

describe.each(CODECS)("a file of fastavro in the codec %s", (codec) => {
  const bytes = fileOf(codec);

  it.each([1000, 7])("is read as it was written, in pieces of %i bytes", async (size) => {
    const { rows, failure } = await rowsOf(bytes, size);
    expect(failure).toBeUndefined();
    expect(plain(rows)).toEqual(expected);
  });

  it("gives rows or says what is wrong, whichever byte is another", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (place, change) => {
          const damaged = Buffer.from(bytes);
          damaged[place] = (damaged[place] ?? 0) ^ change;
          const { rows, failure } = await rowsOf(damaged);
          const isWhole = rows.length === expected.length;
          expect(failure === undefined ? isWhole : failure instanceof SourceError).toBe(true);
        },
      ),
      { numRuns: propertyRuns(100) },
    );
  });

  it("that is cut gives the rows before and says so", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
        const { rows, failure } = await rowsOf(bytes.subarray(0, length));
        expect(plain(rows)).toEqual(expected.slice(0, rows.length));
        // Where a block ends a file may, too.
        expect(failure === undefined || failure instanceof SourceError).toBe(true);
        expect(rows.length).toBeLessThan(expected.length);
      }),
      { numRuns: propertyRuns(20) },
    );
  });
});

it("transform checks its rows against the contract", async () => {
  const dataset = defineDataset({
    name: "rows",
    schema: z.object({
      at: z.iso.datetime({ offset: true }),
      id: z.int64().nullable(),
      kind: z.enum(["A", "B"]),
      tags: z.array(z.string()).nullable(),
    }),
    eventTime: "at",
    partition: { granularity: "day", layout: "hive" },
  });
  const bytes = fileOf("deflate");
  const report = await transform(dataset, bytes, memorySink(), { format: avroFormat() });
  expect(report).toMatchObject({
    format: "avro",
    rowsIn: 120,
    rowsWritten: 80,
    rowsRejected: 40,
    bytesRead: bytes.length,
  });
  await expect(
    transform(dataset, "{}", memorySink(), { format: avroFormat() }),
  ).rejects.toMatchObject({ code: "SOURCE_UNSUPPORTED_FORMAT" });
});

describe("values", () => {
  it("of 64 bits are exact", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const bytes: number[] = [];
        let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
        for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
        bytes.push(Number(rest));
        expect(readLong(avroCursor(Uint8Array.from(bytes)))).toBe(value);
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it("that take no bytes, and records in one another, are bounded", () => {
    const field = (type: unknown) => ({ type: "record", name: "R", fields: [{ name: "a", type }] });
    const nulls = rowReader(field({ type: "array", items: "null" }));
    const many = Uint8Array.from([0xfe, 0xff, 0xff, 0xff, 0x7f, 0]);
    expect(() => nulls(avroCursor(many))).toThrow("more than 1000000 values that take no bytes");
    const deep = rowReader(field(["null", "R"]));
    const chain = new Uint8Array(1000).fill(2);
    expect(() => deep(avroCursor(chain))).toThrow("more than 256 records");
    expect(() => rowReader(field("R"))(avroCursor(chain))).toThrow("more than 256 records");
  });

  it("whose types are not in the schema are told", () => {
    expect(() =>
      rowReader({ type: "record", name: "R", fields: [{ name: "a", type: "X" }] }),
    ).toThrow("its schema names the type X, which it does not have");
    expect(() => rowReader("string")).toThrow("its schema is not a record");
  });
});
