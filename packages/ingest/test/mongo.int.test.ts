import * as fc from "fast-check";
import { BSON, type Db, type Document, MongoClient } from "mongodb";
import { describe, expect, it } from "vitest";
import { mongoSource } from "../src/mongo/index.ts";
import type { ReadOptions, SourceBatch } from "../src/source/source.ts";
import type { SourceTable } from "../src/source/source-table.ts";
import { SCALARS } from "./bson-values.ts";
import { MONGO_SERVERS, withDatabase } from "./mongo-servers.ts";

const { Decimal128, Double, Int32, Long, ObjectId, UUID } = BSON;

type Row = Readonly<Record<string, unknown>>;

async function tableOf(db: Db, name: string, sampleSize = 1000): Promise<SourceTable> {
  const [table] = await mongoSource(db, { name: "shop", sampleSize }).discover({ tables: [name] });
  if (table === undefined) throw new Error(`${name} was not found`);
  return table;
}

async function batchesOf(db: Db, table: SourceTable, options: Partial<ReadOptions> = {}) {
  const snapshot = await mongoSource(db, { name: "shop" }).open();
  const batches: SourceBatch[] = [];
  for await (const batch of snapshot.read(table, { batchBytes: 100_000, ...options }))
    batches.push(batch);
  await snapshot.close();
  return batches;
}

async function rowsOf(db: Db, table: SourceTable, options?: Partial<ReadOptions>): Promise<Row[]> {
  return (await batchesOf(db, table, options)).flatMap(({ rows }) => rows);
}

describe.each(MONGO_SERVERS)("%s", (_, url = "") => {
  it.skipIf(url === "")("gives every document once, in batches of bounded size", async () => {
    await withDatabase(url, async (db) => {
      const all = Array.from({ length: 2500 }, (_each, index) => ({
        _id: index * 3,
        text: "x".repeat(index % 200),
      }));
      await db.collection<Document>("many").insertMany(all as never);
      const table = await tableOf(db, "many", 100);
      expect(table).toMatchObject({ key: ["_id"], rowEstimate: 2500, sample: { documents: 100 } });
      const batches = await batchesOf(db, table, { batchBytes: 10_000 });
      expect(batches.flatMap(({ rows }) => rows)).toEqual(all);
      expect(Math.max(...batches.map(({ bytes }) => bytes))).toBeLessThan(11_000);
      expect(batches.length).toBeGreaterThan(20);
    });
  });

  it.skipIf(url === "")(
    "reads from a place on, and up to one, in the order of two fields",
    async () => {
      await withDatabase(url, async (db) => {
        const all = Array.from({ length: 60 }, (_each, index) => ({
          _id: new ObjectId(),
          at: new Date(Date.UTC(2025, 0, 1 + Math.floor(index / 7))),
          n: index,
        }));
        await db.collection("events").insertMany(all);
        const table = await tableOf(db, "events");
        const orderBy = ["at", "_id"];
        const ordered = await rowsOf(db, table, { orderBy });
        expect(ordered.map(({ n }) => n)).toEqual(all.map(({ n }) => n));
        const snapshot = await mongoSource(db).open();
        const last = await snapshot.last(table, { orderBy });
        expect(last).toEqual([ordered.at(-1)?.["at"], ordered.at(-1)?.["_id"]]);
        const cursorOf = (row: Row) => [String(row["at"]), String(row["_id"])];
        for (const [from, to] of [
          [0, 59],
          [5, 20],
          [13, 14],
          [6, 6],
        ] as const) {
          const rows = await rowsOf(db, table, {
            orderBy,
            after: cursorOf(ordered[from] ?? {}),
            upTo: cursorOf(ordered[to] ?? {}),
          });
          expect(rows).toEqual(ordered.slice(from + 1, to + 1));
        }
        const day = [String(ordered[7]?.["at"])];
        const sameDay = ordered.filter(({ at }) => at === day[0]).length;
        const behindDay = await rowsOf(db, table, { orderBy, after: day });
        const toDay = await rowsOf(db, table, { orderBy, upTo: day });
        expect([behindDay.length, toDay.length]).toEqual([60 - 7 - sameDay, 7 + sameDay]);
      });
    },
  );

  it.skipIf(url === "")(
    "goes on behind a value of each type that rows can be ordered by",
    async () => {
      const id = (index: number) => `65a5cb00000000000000000${index}`;
      const kinds: Readonly<Record<string, (index: number) => unknown>> = {
        text: (index) => `k${index}`,
        whole: (index) => new Int32(index),
        long: (index) => Long.fromString(`900719925474099${index}`),
        double: (index) => new Double(index + 0.5),
        time: (index) => new Date(Date.UTC(2025, 0, index + 1)),
        id: (index) => new ObjectId(id(index)),
        unique: (index) => new UUID(`65a5cb00-0000-4000-8000-00000000000${index}`),
      };
      await withDatabase(url, async (db) => {
        for (const [kind, make] of Object.entries(kinds)) {
          const all = [0, 1, 2, 3, 4].map((index) => ({ _id: index, at: make(index) }));
          await db.collection<Document>(kind).insertMany(all as never);
          const table = await tableOf(db, kind);
          const ordered = await rowsOf(db, table, { orderBy: ["at", "_id"] });
          const after = [ordered[1]?.["at"] as string];
          const rest = await rowsOf(db, table, { orderBy: ["at", "_id"], after });
          expect([kind, rest.map(({ _id }) => _id)]).toEqual([kind, [2, 3, 4]]);
        }
      });
    },
  );

  it.skipIf(url === "")("refuses an order in which some documents have no place", async () => {
    await withDatabase(url, async (db) => {
      await db.collection("events").insertMany([{ at: new Date() }, { n: 1 }]);
      const table = await tableOf(db, "events");
      await expect(rowsOf(db, table, { orderBy: ["at", "_id"] })).rejects.toMatchObject({
        code: "CURSOR_HAS_NULLS",
        table: "events",
        column: "at",
      });
      await expect(rowsOf(db, table, { orderBy: ["when"] })).rejects.toMatchObject({
        code: "NO_KEY",
      });
    });
  });

  it.skipIf(url === "")(
    "reads the columns that are wanted, and fields that no sample had",
    async () => {
      await withDatabase(url, async (db) => {
        await db.collection("a").insertMany([{ x: 1, y: { z: 1 } }]);
        const table = await tableOf(db, "a");
        await db.collection("a").insertOne({ x: 2, late: "new", y: { z: 2, w: "new" } });
        expect(
          (await rowsOf(db, table, { columns: ["x"] })).map((row) => Object.keys(row)),
        ).toEqual([["x"], ["x"]]);
        const [, second] = await rowsOf(db, table);
        expect(second).toMatchObject({ x: 2, late: "new", y: { z: 2, w: "new" } });
      });
    },
  );

  it.skipIf(url === "")("says that a collection is not there, or no longer", async () => {
    await withDatabase(url, async (db) => {
      await db.collection("a").insertMany(Array.from({ length: 1500 }, (_each, x) => ({ x })));
      const source = mongoSource(db, { name: "shop" });
      await expect(source.discover({ tables: ["b"] })).rejects.toMatchObject({
        code: "NO_SUCH_TABLE",
        message: 'shop: there is no collection "b". There are: a.',
      });
      const table = await tableOf(db, "a");
      const snapshot = await source.open();
      const reading = snapshot.read(table, { batchBytes: 100 })[Symbol.asyncIterator]();
      await reading.next();
      await db.collection("a").drop();
      await expect(drain(reading)).rejects.toMatchObject({ code: "TABLE_CHANGED", table: "a" });
      await expect(rowsOf(db, table)).rejects.toMatchObject({ code: "NO_SUCH_TABLE" });
    });
  });

  it.skipIf(url === "")("stops with the reason of a signal", async () => {
    await withDatabase(url, async (db) => {
      await db.collection("a").insertMany(Array.from({ length: 1500 }, (_each, x) => ({ x })));
      const table = await tableOf(db, "a");
      const controller = new AbortController();
      const snapshot = await mongoSource(db).open();
      const options = { batchBytes: 100, signal: controller.signal };
      const reading = snapshot.read(table, options)[Symbol.asyncIterator]();
      await reading.next();
      controller.abort(new Error("enough"));
      await expect(drain(reading)).rejects.toThrow("enough");
    });
  });

  it.skipIf(url === "")("samples the beginning, the end and what is between", async () => {
    await withDatabase(url, async (db) => {
      const all = Array.from({ length: 4000 }, (_each, index) => ({
        _id: index,
        v: index > 1990 && index < 2010 ? "text" : index === 3999 ? true : 1,
      }));
      await db.collection<Document>("drift").insertMany(all as never);
      const table = await tableOf(db, "drift", 1000);
      const types = table.sample?.exceptions.map(({ type }) => type).sort();
      expect([table.sample?.documents, types]).toEqual([1000, ["bool"]]);
      const closer = await tableOf(db, "drift", 4000);
      expect(closer.sample?.exceptions).toEqual([
        { column: "v", type: "string", documents: 19, examples: ["1991", "1992", "1993"] },
        { column: "v", type: "bool", documents: 1, examples: ["3999"] },
      ]);
    });
  });
});

describe("mongo-java-server, which has every BSON type", () => {
  const [, url = ""] = MONGO_SERVERS[0] ?? [];

  it.skipIf(url === "")("hands out every value as it was inserted", async () => {
    await withDatabase(url, async (db) => {
      const values = Object.entries(SCALARS)
        // This server has no code with a scope, no symbols, and no binaries but those of subtypes 0 and 4.
        .filter(([kind]) => !["javascriptWithScope", "symbol", "binData"].includes(kind))
        .flatMap(([kind, arbitrary]) =>
          fc.sample(arbitrary, { numRuns: 20, seed: 7 }).map((value) => ({ kind, value })),
        );
      values.push({ kind: "binData", value: new BSON.Binary(new Uint8Array([0, 255])) });
      await db.collection("all").insertMany(values);
      const table = await tableOf(db, "all", 10_000);
      const texts = (await rowsOf(db, table)).map(({ value }) => value);
      const expected = values.map(({ value }) => (value === null ? null : value));
      const read = (text: unknown): unknown =>
        text === null ? null : BSON.EJSON.parse(`[${text as string}]`, { relaxed: false });
      const same = (value: unknown) => BSON.EJSON.stringify(value, { relaxed: true });
      expect(texts.map((text) => same(read(text)))).toEqual(
        expected.map((value) => same(value === null ? null : asWritten([value]))),
      );
    });
  });

  it.skipIf(url === "")("pages through identifiers of several types", async () => {
    await withDatabase(url, async (db) => {
      const ids = [
        ...Array.from({ length: 1500 }, (_each, index) => new Int32(index)),
        ...Array.from({ length: 1500 }, (_each, index) => new Double(index + 0.5)),
        ...Array.from({ length: 1500 }, (_each, index) => `id ${index}`),
        ...Array.from({ length: 1200 }, () => new ObjectId()),
        false,
        true,
        new Date(0),
      ];
      await db.collection<Document>("mixed").insertMany(ids.map((_id) => ({ _id })) as never);
      const table = await tableOf(db, "mixed");
      const rows = await rowsOf(db, table);
      expect(new Set(rows.map(({ _id }) => _id)).size).toBe(ids.length);
      expect(rows).toHaveLength(ids.length);
      expect(table.sample?.exceptions.map(({ type }) => type)).toContain("string");
    });
  });

  it.skipIf(url === "")("gives columns of one type their own form", async () => {
    await withDatabase(url, async (db) => {
      await db.collection("a").insertMany([
        {
          price: Decimal128.fromString("12.30"),
          big: Long.MAX_VALUE,
          ratio: new Double(Number.NaN),
        },
        { price: Decimal128.fromString("1E+3"), big: Long.MIN_VALUE, ratio: new Double(0.1) },
      ]);
      const table = await tableOf(db, "a");
      const forms = table.columns.map(({ name, code, verdict }) => [name, code, verdict]);
      expect(forms.filter(([name]) => name !== "_id")).toEqual([
        ["price", "decimal(38, 2)", "exact"],
        ["big", "z.int64()", "exact"],
        ["ratio", "z.string()", "converted"],
      ]);
      const rows = await rowsOf(db, table);
      expect(rows.map(({ price, big, ratio }) => [price, big, ratio])).toEqual([
        ["12.30", 9_223_372_036_854_775_807n, "NaN"],
        ["1000", -9_223_372_036_854_775_808n, "0.1"],
      ]);
    });
  });

  it.skipIf(url === "")(
    "reads all that was there throughout, whatever is written meanwhile",
    async () => {
      await withDatabase(url, async (db) => {
        const events = db.collection<Document>("events");
        await events.insertMany(
          Array.from({ length: 4000 }, (_each, n) => ({ _id: n * 10, n })) as never,
        );
        const table = await tableOf(db, "events");
        const snapshot = await mongoSource(db).open();
        expect(snapshot.consistency.kind).toBe("ranges");
        const found = new Set<unknown>();
        let count = 0;
        for await (const { rows } of snapshot.read(table, { batchBytes: 2000 })) {
          for (const { _id } of rows) found.add(_id);
          await events.insertOne({ _id: count * 10 + 1, n: -1 } as never);
          await events.deleteOne({ _id: (count * 10 + 1) as never });
          count += rows.length;
        }
        const missing = Array.from({ length: 4000 }, (_each, n) => n * 10).filter(
          (id) => !found.has(id),
        );
        expect([missing, count]).toEqual([[], found.size]);
      });
    },
  );
});

describe("a server that does not answer", () => {
  it("is refused, without the password of its address", async () => {
    const address =
      "mongodb://reader:secret-word@127.0.0.1:9/?directConnection=true&serverSelectionTimeoutMS=300";
    const client = new MongoClient(address);
    const source = mongoSource(client.db("shop"), { name: "shop" });
    const error: unknown = await source.discover().catch((each: unknown) => each);
    await client.close();
    expect(error).toMatchObject({
      name: "IngestError",
      code: "CONNECTION_REFUSED",
      source: "shop",
    });
    expect(String((error as Error).message)).not.toContain("secret-word");
    expect(JSON.stringify(error)).not.toContain("secret-word");
  });
});

/** A value as the relaxed form has it: a double that is whole comes back as an integer. */
function asWritten(value: unknown): unknown {
  return BSON.EJSON.parse(BSON.EJSON.stringify(value, { relaxed: true }), { relaxed: false });
}

async function drain(reading: AsyncIterator<unknown>): Promise<void> {
  while ((await reading.next()).done !== true);
}
