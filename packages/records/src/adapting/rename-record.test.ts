import { type Dataset, decimal, defineDataset } from "@cloudapi/core";
import { nestedTextWalk, planOfDataset } from "@cloudapi/core/internal";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { wholeRecord } from "../../test/frame-whole.ts";
import { type ReadOptions, readCheckedRecords } from "../engine/read-checked-records.ts";
import { JsonRecordParser } from "../parsing/json-record-parser.ts";
import { renameRecord } from "./rename-record.ts";
import { resolverOfNames } from "./resolve-names.ts";

const orders = defineDataset({
  name: "orders",
  schema: z.object({
    order_id: z.int64(),
    ts: z.iso.datetime({ offset: true }).optional(),
    customer_name: z.string().optional(),
    note: z.string().optional(),
  }),
  alias: { order_id: "order-id", ts: ["@timestamp", "time"], customer_name: "customer.name" },
});

async function read(text: string, dataset: Dataset = orders as never, options: ReadOptions = {}) {
  const rows: unknown[] = [];
  const issues: string[] = [];
  const unknown: string[] = [];
  const said: string[] = [];
  for await (const batch of readCheckedRecords(dataset, text, options)) {
    said.push(...[...batch.problems, ...batch.warnings].map(({ message }) => message));
    for (const record of batch.records) {
      unknown.push(...record.unknownFields);
      if (record.valid) rows.push(record.value);
      else issues.push(...record.issues.map(({ message }) => message));
    }
  }
  return { rows, issues, unknown, said };
}

function parseAndRename(dataset: Dataset, text: string) {
  const parser = new JsonRecordParser(nestedTextWalk(planOfDataset(dataset)), 256);
  return renameRecord(dataset, parser.parse(wholeRecord(Buffer.from(text))).record);
}

describe("other names of columns in JSON", () => {
  it("may lead into an object that is a column, too; what is read there is no unknown field", async () => {
    const dataset = defineDataset({
      name: "t",
      schema: z.object({
        id: z.int64(),
        city: z.string().optional(),
        lat: z.int64().optional(),
        c: z.strictObject({ x: z.string(), geo: z.strictObject({ lon: z.int32() }).optional() }),
      }),
      alias: { city: "c.y", lat: "c.geo.lat", "c.x": "x-x" },
    });
    const text = [
      '{"id":1,"c":{"x-x":"a","y":"Rome","geo":{"lat":9007199254740993,"lon":2}}}',
      '{"id":2,"c.y":"Oslo","c":{"x":"a","y":"left over"}}',
      '{"id":3,"c":{"x":"a","y":"Rome","z":1}}',
    ].join("\n");
    const { rows, issues } = await read(text, dataset as unknown as Dataset);
    expect(rows).toEqual([
      { id: 1n, city: "Rome", lat: 9007199254740993n, c: { x: "a", geo: { lon: 2 } } },
    ]);
    expect(issues).toEqual([
      expect.stringMatching(/c\.y\b|"y"/),
      expect.stringMatching(/c\.z\b|"z"/),
    ]);
  });

  it("are read, and so are the columns' own", async () => {
    const text = [
      '{"order-id":9007199254740993,"@timestamp":"2025-01-15T10:00:00Z","customer":{"name":"Ann"}}',
      '{"order_id":2,"time":"2025-01-15T10:00:00Z","customer_name":"Bob"}',
      '{"order-id":3,"customer.name":"Cy"}',
    ].join("\n");
    expect(await read(text)).toEqual({
      rows: [
        { order_id: 9007199254740993n, ts: "2025-01-15T10:00:00Z", customer_name: "Ann" },
        { order_id: 2n, ts: "2025-01-15T10:00:00Z", customer_name: "Bob" },
        { order_id: 3n, customer_name: "Cy" },
      ],
      issues: [],
      unknown: [],
      said: [],
    });
  });

  it("are an issue where a field has a value under two of them, even the same value", async () => {
    const { issues } = await read(
      '{"order-id":1,"order_id":1,"time":"2025-01-15T10:00:00Z","@timestamp":"2025-01-15T10:00:00Z"}',
    );
    expect(issues).toEqual([
      'order_id: the record has a value under each of "order_id" and "order-id", so which is meant is not clear. Keep one of them.',
      'ts: the record has a value under each of "@timestamp" and "time", so which is meant is not clear. Keep one of them.',
    ]);
  });

  it("may be there and null beside one that has a value", async () => {
    const text = '{"order-id":1,"order_id":null,"customer.name":null,"customer":{"name":"Ann"}}';
    expect((await read(text)).rows).toEqual([{ order_id: 1n, customer_name: "Ann" }]);
  });

  it("are no unknown fields; what is left of an object that a path leads into is, by its path", async () => {
    const text = '{"order-id":1,"x":1,"customer":{"name":"Ann","email":"a@b.c","zip":{"code":1}}}';
    const { rows, unknown } = await read(text);
    expect(rows).toEqual([{ order_id: 1n, customer_name: "Ann" }]);
    expect(unknown).toEqual(["x", "customer.email", "customer.zip"]);
    expect((await read('{"order-id":1,"customer":{"name":"Ann"}}')).unknown).toEqual([]);
    expect((await read('{"order-id":1,"customer":"Ann"}')).unknown).toEqual(["customer"]);
    const exact = '{"order-id":1,"customer.name":"A","customer":{"name":"B"}}';
    expect(await read(exact)).toMatchObject({
      rows: [{ order_id: 1n, customer_name: "A" }],
      unknown: ["customer.name"],
    });
  });

  it("are known to a strict contract", async () => {
    const strict = defineDataset({
      name: "t",
      schema: z.strictObject({ a: z.int32(), b: z.string().optional() }),
      alias: { a: "A", b: "c.b" },
    });
    expect((await read('{"A":1,"c":{"b":"x"}}', strict as never)).rows).toEqual([{ a: 1, b: "x" }]);
    const { issues } = await read('{"A":1,"c":{"b":"x","d":1}}', strict as never);
    expect(issues).toEqual(['The contract is strict and does not know "c.d".']);
  });

  it("do not reach what an object inherits", async () => {
    const odd = defineDataset({
      name: "t",
      schema: z.object({ a: z.string().optional(), b: z.string().optional() }),
      alias: { a: ["constructor", "x.constructor.name"], b: "__proto__" },
    });
    expect((await read('{"x":{}}', odd as never)).rows).toEqual([{}]);
    expect((await read('{"__proto__":"b","constructor":"a"}', odd as never)).rows).toEqual([
      { a: "a", b: "b" },
    ]);
  });

  it("leave the record that is passed as it is", () => {
    const record = { "order-id": 1, customer: { name: "Ann", email: "a" } };
    expect(renameRecord(orders, record).record).toEqual({
      order_id: 1,
      customer_name: "Ann",
      "customer.email": "a",
    });
    expect(record).toEqual({ "order-id": 1, customer: { name: "Ann", email: "a" } });
    for (const other of [null, 1, "x", [record]])
      expect(renameRecord(orders, other).record).toBe(other);
  });

  it("are read inside structs and lists, with exact numbers", () => {
    const nested = defineDataset({
      name: "t",
      schema: z.object({
        items: z.array(
          z.object({
            unit_price: decimal(30, 20),
            place: z.object({ row: z.int64().optional(), shelf: z.string().optional() }).optional(),
          }),
        ),
        buyer: z.object({ name: z.string().optional(), id: z.int64().optional() }).optional(),
      }),
      alias: {
        items: "line-items",
        "items[].unit_price": ["unit-price", "price.amount"],
        "items[].place.row": "Row",
        "buyer.id": "ref.id",
      },
    }) as unknown as Dataset;
    const text =
      '{"line-items":[{"unit-price":0.12345678901234567890,"place":{"Row":9007199254740993}},' +
      '{"price":{"amount":1.00000000000000000001,"currency":"EUR"}}],"buyer":{"ref":{"id":9007199254740993}}}';
    expect(parseAndRename(nested, text)).toEqual({
      record: {
        items: [
          { unit_price: "0.12345678901234567890", place: { row: 9007199254740993n } },
          { unit_price: "1.00000000000000000001", "price.currency": "EUR" },
        ],
        buyer: { id: 9007199254740993n },
      },
      issues: undefined,
    });
    const twice = '{"items":[{"unit-price":1,"unit_price":2}],"buyer":{"id":1,"ref":{"id":2}}}';
    const { issues = [] } = parseAndRename(nested, twice);
    expect(issues.map(({ message }) => message.slice(0, 62))).toEqual([
      'items[0].unit_price: the record has a value under each of "uni',
      'buyer.id: the record has a value under each of "id" and "ref.i',
    ]);
    const mixed = '{"items":{"unit-price":1},"buyer":[1]}';
    expect(parseAndRename(nested, mixed).record).toEqual({
      items: { "unit-price": 1 },
      buyer: [1],
    });
  });

  it("give the row that the columns' own names give", async () => {
    const names = { order_id: ["order_id", "order-id"], note: ["note"], ts: ["ts", "time"] };
    const values = { order_id: ["1", "null", "9007199254740993"], note: ['"x"'], ts: ["null"] };
    const fields = fc.tuple(
      ...(["order_id", "note", "ts"] as const).map((field) =>
        fc.tuple(
          fc.constantFrom(...names[field]),
          fc.constantFrom(...values[field]),
          fc.constant(field),
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fields, async (all) => {
        const aliased = all.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join();
        const plain = all.map(([, value, field]) => `"${field}":${value}`).join();
        expect(await read(`{${aliased}}`)).toEqual(await read(`{${plain}}`));
      }),
      { numRuns: propertyRuns(100) },
    );
  });
});

describe("other names of columns in a CSV header", () => {
  it("are read, with points as without", async () => {
    const text =
      "order-id,@timestamp,customer.name,x\n9007199254740993,2025-01-15T10:00:00Z,Ann,1\n";
    expect(await read(text)).toMatchObject({
      rows: [{ order_id: 9007199254740993n, ts: "2025-01-15T10:00:00Z", customer_name: "Ann" }],
      issues: [],
      unknown: ["x"],
    });
  });

  it("may be there beside one another as long as one of them has a value", async () => {
    const { rows, issues } = await read("order-id,order_id,note\n1,,\n,2,\n3,3,\n");
    expect(rows).toEqual([{ order_id: 1n }, { order_id: 2n }]);
    expect(issues).toEqual([
      expect.stringContaining("order_id: the record has a value under each"),
    ]);
  });

  it("stand for a required column, and may not come twice", async () => {
    const options = { format: "csv" } as const;
    expect((await read("note,time\na,\n", orders as never, options)).said).toEqual([
      expect.stringContaining('The header has no column "order_id", which every row needs.'),
    ]);
    const { said, issues } = await read("order-id,order-id\n1,1\n", orders as never, options);
    expect(said[0]).toContain('The header has the column "order-id" 2 times');
    expect(issues[0]).toContain("2 times");
  });

  it("can be resolved without regard to case, but never to two columns", () => {
    const dataset = defineDataset({
      name: "t",
      schema: z.object({ id: z.string(), user: z.string(), User2: z.string() }),
      alias: { id: ["Order-ID", "Name"], user: ["NAME", "USER"] },
    }) as never;
    const names = ["ID", "order-id", "Name", "NAME", "name", "User", "user2", "x"];
    const resolved = (options?: { caseInsensitive: boolean }) =>
      names
        .map(resolverOfNames(dataset, options))
        .map((each) => each && `${each.column.name}:${each.name}`);
    const n = undefined;
    expect(resolved()).toEqual([n, n, "id:Name", "user:NAME", n, n, n, n]);
    expect(resolved({ caseInsensitive: true })).toEqual([
      "id:id",
      "id:Order-ID",
      "id:Name",
      "user:NAME",
      n,
      "user:user",
      "User2:User2",
      n,
    ]);
  });
});
