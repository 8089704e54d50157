import { decimal, defineDataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { cellReaderOf } from "../convert-cell.ts";
import { nestedAdapter } from "./nested-adapter.ts";

const item = z.object({
  unitPrice: decimal(38, 10),
  count: z.int64(),
  rank: z.int32(),
  share: z.float32(),
  at: z.iso.datetime({ precision: 0 }).nullable(),
  on_day: z.iso.date().optional(),
  ok: z.boolean(),
});
const dataset = defineDataset({
  name: "orders",
  schema: z.object({
    items: z.array(item.nullable()),
    tags: z.map(z.string(), z.int64()),
    labels: z.record(z.string(), z.string().nullable()),
    payment: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("card"), digits: z.string() }),
      z.strictObject({ kind: z.literal("transfer"), at: z.iso.datetime() }),
    ]),
    points: z.array(z.array(z.number())),
    names: z.array(z.string()),
  }),
});

/** What a cell of a column becomes, in a result where it has a type of Athena's. */
function read(name: keyof typeof dataset.schema.shape, type: string, text: string): unknown {
  const column = dataset.columns.find((each) => each.name === name);
  if (column === undefined) throw new Error(name);
  const result = { name: name.toLowerCase(), type, read: cellReaderOf(type) };
  const schema = dataset.schema.shape[name];
  return nestedAdapter({ column, schema, result, queryExecutionId: "q-1" })(text, 3);
}

describe("columns selected as JSON", () => {
  it("give every digit, instants, and fields under the contract's names", () => {
    const text =
      '[{"unitprice":1234567890123456789012345678.0123456789,"count":-9223372036854775808,"rank":7,"share":0.1,"at":"2025-01-15 10:30:45.000","on_day":"2025-01-15","ok":true},null,{"unitprice":1E-8,"count":9007199254740993,"rank":0,"share":1.0E10,"at":null,"on_day":null,"ok":false}]';
    const items = [
      {
        unitPrice: "1234567890123456789012345678.0123456789",
        count: -(2n ** 63n),
        rank: 7,
        share: Math.fround(0.1),
        at: "2025-01-15T10:30:45Z",
        on_day: "2025-01-15",
        ok: true,
      },
      null,
      { unitPrice: "1E-8", count: 9_007_199_254_740_993n, rank: 0, share: 1e10, ok: false },
    ];
    expect(read("items", "varchar", text)).toEqual(items);
    expect(read("items", "json", text)).toEqual(items);
  });

  it("give a z.map as a Map and a z.record as an object, whatever the keys are", () => {
    expect(read("tags", "varchar", '{"a, b":1,"=":9007199254740993}')).toEqual(
      new Map([
        ["a, b", 1n],
        ["=", 9_007_199_254_740_993n],
      ]),
    );
    expect(read("labels", "varchar", '{"__proto__":"x","b":null}')).toEqual(
      Object.fromEntries([
        ["__proto__", "x"],
        ["b", null],
      ]),
    );
  });

  it("leave out what a variant doesn't have", () => {
    expect(read("payment", "varchar", '{"kind":"card","digits":"42","at":null}')).toEqual({
      kind: "card",
      digits: "42",
    });
    const text = '{"kind":"transfer","digits":null,"at":"2025-01-15 10:30:45.120"}';
    expect(read("payment", "varchar", text)).toEqual({
      kind: "transfer",
      at: "2025-01-15T10:30:45.120Z",
    });
  });

  it("are an error where they are not JSON", () => {
    expect(() => read("names", "varchar", "[a, b]")).toThrow(
      expect.objectContaining({
        code: "UNREADABLE_RESULT_VALUE",
        rowNumber: 3,
        column: "names",
        message: expect.stringContaining(
          "if it is text, correct it where it was written",
        ) as string,
      }),
    );
  });
});

describe("columns selected as they are", () => {
  it("are read where their text can mean one thing only", () => {
    expect(read("points", "array", "[[1.0, -2.5E-7], null, []]")).toEqual([[1, -2.5e-7], null, []]);
    const text =
      "[{unitprice=0.1000000000, count=-5, rank=1, share=0.1, at=2025-01-15 10:30:45.000, on_day=null, ok=true}, null]";
    expect(read("items", "array", text)).toEqual([
      {
        unitPrice: "0.1000000000",
        count: -5n,
        rank: 1,
        share: Math.fround(0.1),
        at: "2025-01-15T10:30:45Z",
        ok: true,
      },
      null,
    ]);
  });

  it.each(["[[1.0], ", "[[1.0]]]", "[1.0, 2.0", "{}", "[[1.0]  ]", "[[a=1]]"])(
    "are an error where the text is not of the type: %s",
    (text) => {
      expect(() => read("points", "array", text)).toThrow(
        expect.objectContaining({ code: "UNREADABLE_RESULT_VALUE" }),
      );
    },
  );

  it.each([
    ["names", "array"],
    ["tags", "map"],
    ["labels", "map"],
    ["payment", "row"],
  ] as const)("are refused where it can mean several: %s", (name, type) => {
    expect(() => read(name, type, "")).toThrow(
      expect.objectContaining({
        code: "AMBIGUOUS_RESULT_COLUMN",
        column: name,
        message: expect.stringContaining(`CAST("${name}" AS JSON)) AS "${name}"`) as string,
      }),
    );
  });
});
