import { type Dataset, decimal, defineDataset, json } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { csvFormat } from "../dialect/csv-format.ts";
import { type ReadOptions, readCheckedRecords } from "../engine/read-checked-records.ts";
import { quarantineRecord } from "../report/quarantine-record.ts";
import { Tally } from "../report/tally.ts";
import { explode } from "./explode.ts";
import { pick } from "./pick.ts";
import { pipe } from "./pipe.ts";
import type { RecordMap } from "./record-map.ts";
import { rulesOfMap } from "./record-map.ts";
import { rename } from "./rename.ts";

const lines = defineDataset({
  name: "lines",
  schema: z.object({
    order_id: z.string(),
    sku: z.string().optional(),
    quantity: z.int32().min(1).default(1),
    price: decimal(30, 20).optional(),
    seen: z.int64().optional(),
    extra: json().optional(),
  }),
}) as unknown as Dataset;

async function read(text: string, options: ReadOptions, dataset = lines) {
  const tally = new Tally({ maxRejections: 100, maxNames: 100 });
  const rows: unknown[] = [];
  const kept: ReturnType<typeof quarantineRecord>[] = [];
  for await (const batch of readCheckedRecords(dataset, text, options)) {
    tally.addBatch(batch);
    for (const record of batch.records) {
      tally.addRecord(record);
      if (record.valid) rows.push(record.value);
      else kept.push(quarantineRecord(dataset, "s", batch.format, record));
    }
  }
  const { rowsIn, rowsFiltered, rowsAdded, rowsValid, rowsRejected } = tally;
  const counts = [rowsIn, rowsFiltered, rowsAdded, rowsValid, rowsRejected];
  const messages = kept.flatMap(({ issues }) => issues.map(({ message }) => message));
  return { rows, kept, counts, messages, tally };
}

describe("a map", () => {
  it("derives, filters, and makes several rows of one", async () => {
    const text = '{"id":"A","n":2}\n{"id":"B","n":0}\n{"id":"C","n":1}\n';
    const map: RecordMap = ({ id, n }) =>
      n === 0
        ? undefined
        : n === 1
          ? { order_id: id }
          : [{ order_id: id }, { order_id: `${String(id)}2` }];
    expect(await read(text, { map })).toMatchObject({
      rows: [
        { order_id: "A", quantity: 1 },
        { order_id: "A2", quantity: 1 },
        { order_id: "C", quantity: 1 },
      ],
      counts: [3, 1, 1, 3, 0],
    });
    expect((await read(text, { map: () => [] })).counts).toEqual([3, 3, 0, 0, 0]);
    expect((await read(text, { map: () => [] })).tally.problems).toEqual([]);
  });

  it("leaves the text and the place of the record to rows that are rejected, and says which row it was", async () => {
    const first = '{"order_id":"A","items":[{"sku":"x","quantity":1},{"sku":"y","quantity":0}]}';
    const { rows, kept } = await read(`${first}\n{"order_id":5}\n`, {
      map: explode("items", { empty: "keep" }),
    });
    expect(rows).toEqual([{ order_id: "A", sku: "x", quantity: 1 }]);
    expect(kept).toMatchObject([
      { line: 1, byteOffset: 0, item: 2, raw: first, byteLength: first.length },
      { line: 2, byteOffset: first.length + 1, raw: '{"order_id":5}' },
    ]);
    expect(kept[1]).not.toHaveProperty("item");
  });

  it("is told where the record stands", async () => {
    const places: unknown[] = [];
    const map: RecordMap = (record, place) => {
      places.push(place);
      return record;
    };
    await read('[{"order_id":"A"},\n {"order_id":"B"}]', { map, name: "orders.json" });
    await read("order_id\nA\n", { map });
    expect(places).toEqual([
      { line: 1, byteOffset: 1, format: "json-array", source: "orders.json" },
      { line: 2, byteOffset: 20, format: "json-array", source: "orders.json" },
      { line: 2, byteOffset: 9, format: "csv", source: undefined },
    ]);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no such thing");
      },
      "map threw Error: no such thing.",
    ],
    [
      "throws nothing",
      () => {
        throw null as unknown as Error;
      },
      "map threw null.",
    ],
    [
      "throws what has no text",
      () => {
        throw hostileError();
      },
      "map threw something that has no text.",
    ],
    [
      "throws a long text",
      () => {
        throw new Error("x".repeat(5000));
      },
      `map threw Error: ${"x".repeat(193)}….`,
    ],
    [
      "returns a promise",
      () => Promise.reject(new Error("late")),
      "map returned a promise; it has to return records at once.",
    ],
    [
      "returns promises",
      () => [Promise.resolve({})],
      "map returned a promise; it has to return records at once.",
    ],
    ["returns null", () => null, "map returned null where a record was expected."],
    ["returns text", () => "x", 'map returned "x" where a record was expected.'],
    ["returns lists of lists", () => [{}, []], "map returned array where a record was expected."],
  ])("that %s has its record rejected", async (_name, map, message) => {
    const text = '{"order_id":"A"}\n{"order_id":"B"}\n';
    const { kept, counts, messages } = await read(text, { map: map as never });
    expect(kept[0]).toMatchObject({ line: 1, raw: '{"order_id":"A"}' });
    expect(kept.map(({ issues }) => issues[0]?.code)).toEqual(["map_failed", "map_failed"]);
    expect(counts).toEqual([2, 0, 0, 0, 2]);
    expect(messages[0]).toBe(`The record could not be mapped: ${message}`);
  });

  it("is given numbers that are not rounded, and the text of json()", async () => {
    const seen: Record<string, unknown>[] = [];
    const map: RecordMap = (record) => {
      seen.push({ ...record });
      return { order_id: "A", ...(record["deep"] as { list: object[] }).list[0] };
    };
    const text =
      '{"id":9007199254740993,"ratio":0.12345678901234567890,"deep":{"list":[{"price":0.12345678901234567890,"seen":9007199254740993,"extra":{"b":1.0,"a":12345678901234567890}}]}}';
    const { rows } = await read(text, { map });
    expect(seen[0]).toMatchObject({ id: 9007199254740993n, ratio: 0.12345678901234568 });
    expect(rows).toEqual([
      {
        order_id: "A",
        quantity: 1,
        price: "0.12345678901234567890",
        seen: 9007199254740993n,
        extra: '{"b":1.0,"a":12345678901234567890}',
      },
    ]);
    const twice = await read('{"deep":{"x":{"a":1,"a":2}}}', { map });
    expect(twice.kept[0]?.issues[0]).toMatchObject({ path: ["deep", "x", "a"] });
  });

  it("comes before aliases, and what it leaves is checked as any record", async () => {
    const dataset = defineDataset({
      name: "t",
      schema: z.strictObject({ id: z.int32() }),
      alias: { id: "Id" },
    }) as never;
    const { rows, messages } = await read(
      '{"v":1}\n{"v":2}\n',
      {
        map: ({ v }) => (v === 1 ? { Id: 1 } : { Id: 2, x: 1 }),
      },
      dataset,
    );
    expect(rows).toEqual([{ id: 1 }]);
    expect(messages).toEqual(['The contract is strict and does not know "x".']);
  });

  it("has to be a function", async () => {
    await expect(read("{}", { map: {} as never })).rejects.toThrow(TypeError);
  });

  it("gets only records: what is not JSON, or not an object, is told as ever", async () => {
    const { kept } = await read('{"a":\n5\n', { map: () => undefined });
    expect(kept.map(({ issues }) => issues[0]?.code)).toEqual(["invalid_json", "not_an_object"]);
  });
});

describe("a map of a CSV file", () => {
  it("is given every cell as text or null, and its texts are read as cells are", async () => {
    const seen: unknown[] = [];
    const map: RecordMap = (record) => {
      seen.push({ ...record });
      return { order_id: record["no"], quantity: record["pieces"], seen: record["big"] };
    };
    const text = 'no,pieces,big,other\nA,2,9007199254740993,x\nB,,"",\nC,two,1,y\n';
    const { rows, kept, messages } = await read(text, { map });
    expect(seen[0]).toEqual({ no: "A", pieces: "2", big: "9007199254740993", other: "x" });
    expect(seen[1]).toEqual({ no: "B", pieces: null, big: null, other: null });
    expect(rows).toEqual([
      { order_id: "A", quantity: 2, seen: 9007199254740993n },
      { order_id: "B", quantity: 1 },
    ]);
    expect(kept).toMatchObject([{ line: 4, raw: "C,two,1,y" }]);
    expect(messages).toEqual(['quantity: expected an integer, received "two".']);
  });

  it("has the dialect's numbers and null words", async () => {
    const format = csvFormat({ delimiter: ";", decimal: ",", nulls: ["NA", "-"] });
    const map = pipe(
      rename({ no: "order_id", amount: "price" }),
      pick(["order_id", "price", "sku"]),
    );
    const text = 'no;amount;sku;x\nA;1,5;NA;\nB;-;"NA";\nC;1.5;a;\n';
    const { rows, messages } = await read(text, { map, format });
    expect(rows).toEqual([
      { order_id: "A", quantity: 1, price: "1.50000000000000000000" },
      { order_id: "B", quantity: 1, sku: "NA" },
    ]);
    expect(messages).toEqual([expect.stringContaining("price: expected a number such as")]);
  });

  it("is not given a column that is there twice, and that is told", async () => {
    const { rows, tally } = await read("order_id,a,a,,\nA,1,2,3,4\n", {
      map: (record) => ({ ...record, sku: Object.keys(record).join() }),
      format: "csv",
    });
    expect(rows).toEqual([{ order_id: "A", quantity: 1, sku: "order_id" }]);
    expect(tally.warnings.map(({ code }) => code)).toEqual(["duplicate_column"]);
  });
});

describe("the counts", () => {
  it("add up whatever a map does", async () => {
    const record = fc.record({ k: fc.constantFrom("none", "one", "many", "bad"), n: fc.nat(4) });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 30 }), async (records) => {
        const text = records.map((each) => JSON.stringify(each)).join("\n");
        const row = { order_id: "A" };
        const map: RecordMap = ({ k, n }) => {
          if (k === "bad") throw new Error();
          if (k === "none") return undefined;
          return k === "one"
            ? row
            : Array.from({ length: n as number }, (_, at) => ({ ...row, quantity: at }));
        };
        const { counts, rows } = await read(text, { map });
        const many = records.filter(({ k }) => k === "many");
        const filtered = records.filter(({ k, n }) => k === "none" || (k === "many" && n === 0));
        const added = many.reduce((sum, { n }) => sum + Math.max(0, n - 1), 0);
        const rejected =
          records.filter(({ k }) => k === "bad").length + many.filter(({ n }) => n > 0).length;
        const [rowsIn = 0, rowsFiltered = 0, rowsAdded = 0, rowsValid = 0, rowsRejected = 0] =
          counts;
        expect([rowsIn, rowsFiltered, rowsAdded]).toEqual([records.length, filtered.length, added]);
        expect([rowsValid, rowsRejected]).toEqual([rows.length, rejected]);
        expect(rowsIn - rowsFiltered + rowsAdded).toBe(rowsValid + rowsRejected);
      }),
      { numRuns: propertyRuns(200) },
    );
  });
});

describe("explode", () => {
  const place = { line: 1, byteOffset: 0, format: "json-lines", source: undefined } as const;
  const order = { id: 1, note: "n", items: [{ sku: "x" }, { sku: "y" }] };

  it("puts each element's fields beside the record's", () => {
    expect(explode("items")(order, place)).toEqual([
      { id: 1, note: "n", sku: "x" },
      { id: 1, note: "n", sku: "y" },
    ]);
    expect(explode("items", { keep: ["id"] })(order, place)).toEqual([
      { id: 1, sku: "x" },
      { id: 1, sku: "y" },
    ]);
    expect(explode("items", { keep: [], as: "item" })(order, place)).toEqual([
      { item: { sku: "x" } },
      { item: { sku: "y" } },
    ]);
    expect(explode("tags", { as: "tag" })({ tags: ["a", null] }, place)).toEqual([
      { tag: "a" },
      { tag: null },
    ]);
    expect(explode("items")({ id: 1, items: [null] }, place)).toEqual([{ id: 1 }]);
  });

  it("drops or keeps records without elements", () => {
    for (const record of [{ id: 1 }, { id: 1, items: null }, { id: 1, items: [] }]) {
      expect(explode("items")(record, place)).toBeUndefined();
      expect(explode("items", { empty: "keep" })(record, place)).toEqual({ id: 1 });
    }
  });

  it("overwrites nothing, and takes nothing but a list", () => {
    const clash = { id: 1, items: [{ id: 2 }] };
    expect(() => explode("items")(clash, place)).toThrow('both have "id"');
    expect(() => explode("items", { as: "id" })(clash, place)).toThrow('both have "id"');
    expect(explode("items", { keep: [] })(clash, place)).toEqual([{ id: 2 }]);
    expect(() => explode("items")({ items: { a: 1 } }, place)).toThrow("holds no list");
    expect(() => explode("items")({ items: ["x"] }, place)).toThrow("an element is no object");
    const proto = JSON.parse('{"items":[{"__proto__":{"x":1}}]}') as Record<string, unknown>;
    expect(JSON.stringify(explode("items")(proto, place))).toBe('[{"__proto__":{"x":1}}]');
  });

  it("refuses options that can't be", () => {
    expect(() => explode("")).toThrow(TypeError);
    expect(() => explode("a", { keep: "b" as never })).toThrow(TypeError);
    expect(() => explode("a", { empty: "no" as never })).toThrow(TypeError);
    expect(() => explode("a", { kep: [] } as never)).toThrow("kep");
    expect(() => rename({ a: "c", b: "c" })).toThrow("two fields");
    expect(() => rename(null as never)).toThrow(TypeError);
    expect(() => pick("a" as never)).toThrow(TypeError);
    expect(() => pipe(1 as never)).toThrow(TypeError);
  });

  it("says what it does, as every map does", () => {
    const maps = [
      explode("a"),
      explode("b"),
      explode("a", { keep: ["x"] }),
      pick(["a"]),
      rename({ a: "b" }),
      pipe(explode("a"), pick(["a"])),
      pipe(explode("b"), pick(["a"])),
      (record: object) => record,
    ];
    expect(new Set(maps.map(rulesOfMap)).size).toBe(maps.length);
    expect(rulesOfMap(explode("a"))).toBe(rulesOfMap(explode("a")));
  });
});

describe("rename and pipe", () => {
  const place = { line: 1, byteOffset: 0, format: "json-lines", source: undefined } as const;

  it("move fields, also in a circle, and overwrite no value", () => {
    expect(rename({ a: "b", b: "a" })({ a: 1, b: 2 }, place)).toEqual({ a: 2, b: 1 });
    expect(() => rename({ a: "b" })({ a: 1, b: 2 }, place)).toThrow('has "b" already');
    expect(rename({ a: "b" })({ a: 1, b: null }, place)).toEqual({ b: 1 });
    expect(rename({ a: "b" })({ b: 1, a: null }, place)).toEqual({ b: 1 });
  });

  it("give what the last map makes of what the others made", () => {
    const map = pipe(
      explode("orders", { keep: [] }),
      explode("items", { empty: "drop" }),
      ({ sku }) => (sku === "z" ? undefined : { sku }),
    );
    const record = {
      orders: [{ items: [{ sku: "x" }, { sku: "z" }] }, {}, { items: [{ sku: "y" }] }],
    };
    expect(map(record, place)).toEqual([{ sku: "x" }, { sku: "y" }]);
    expect(map({ orders: [] }, place)).toBeUndefined();
    expect(pipe()(record, place)).toBe(record);
  });
});

function hostileError(): Error {
  const error = new Error("x");
  Object.defineProperty(error, "message", {
    get() {
      throw new Error("no message");
    },
  });
  return error;
}
