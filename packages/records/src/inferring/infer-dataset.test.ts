import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { readCheckedRecords } from "../engine/read-checked-records.ts";
import { type InferOptions, inferDataset } from "./infer-dataset.ts";

function lines(...records: readonly object[]): string {
  return `${records.map((record) => JSON.stringify(record)).join("\n")}\n`;
}

/** A column's type and whether it is nullable, by path. */
async function typesOf(source: string, options: InferOptions = {}) {
  const { columns } = await inferDataset(source, options);
  return Object.fromEntries(
    columns.map(({ path, type, nullable }) => [path, type + (nullable ? "?" : "")]),
  );
}

/** Messages of the records that what is inferred rejects. */
async function rejectedBy(source: string, options: InferOptions = {}): Promise<string[]> {
  const inferred = await inferDataset(source, options);
  const messages: string[] = [];
  for await (const { records } of readCheckedRecords(inferred.dataset, source, inferred.options))
    for (const record of records)
      if (!record.valid) messages.push(...record.issues.map(({ message }) => message));
  expect(inferred.rejected).toBe(messages.length === 0 ? 0 : inferred.rejected);
  return messages;
}

describe("types of JSON", () => {
  it("are told from the values", async () => {
    const source = lines(
      { n: 1, id: 17, big: 9007199254740992, x: 0.5, price: 9.9, ok: true, on: "2025-01-15" },
      { n: 2, id: 18, big: 3, x: 2, price: 12.25, ok: false, on: "2025-01-16" },
    ).replaceAll("9007199254740992", "9007199254740993");
    expect(await typesOf(source)).toEqual({
      n: "int32",
      id: "int64",
      big: "int64",
      x: "double",
      price: "decimal(12,2)",
      ok: "boolean",
      on: "date",
    });
  });

  it("are nullable where nothing or null was seen", async () => {
    const source = lines({ a: 1, b: null, c: 1 }, { a: 2, b: 1 }, { a: 3, b: 2, c: null });
    expect(await typesOf(source)).toEqual({ a: "int32", b: "int32?", c: "int32?" });
    const { code } = await inferDataset(source);
    expect(code).toContain("b: z.int32().nullable(), // null in 1 of 3");
    expect(code).toContain("c: z.int32().nullish(), // absent in 1 of 3; null in 1 of 2");
  });

  it("are json() where they are mixed, empty or not known", async () => {
    const source = lines(
      { role: "a", list: [], object: {}, nothing: null },
      { role: { name: "a" }, list: [], object: {}, nothing: null },
    );
    expect(await typesOf(source)).toEqual({
      role: "json",
      list: "json",
      object: "json",
      nothing: "json?",
    });
    expect((await inferDataset(source)).code).toContain(
      "role: json(), // mixed: 1 text, 1 objects",
    );
  });

  it("are maps where keys are data", async () => {
    const source = lines(
      ...Array.from({ length: 40 }, (_, i) => ({ tags: { [`k.${i}`]: "v", [`l-${i}`]: "w" } })),
    );
    const { columns } = await inferDataset(source);
    expect(columns[0]).toMatchObject({
      path: "tags",
      findings: [expect.stringContaining("80 different keys")],
    });
    expect(["map", "json"]).toContain(columns[0]?.type);
  });

  it("that may be more, and zones that are not said, are told in comments", async () => {
    const source = lines(
      ...Array.from({ length: 40 }, (_, i) => ({
        method: i % 2 === 0 ? "GET" : "POST",
        time: 1_736_937_045_000 + i,
        at: `2025-01-15 10:00:${10 + i}`,
        ip: i === 7 ? "::1" : `10.0.0.${i}`,
      })),
    );
    const { code } = await inferDataset(source);
    expect(code).toContain('method: z.string(), // z.enum(["GET", "POST"])?');
    expect(code).toContain("time: z.iso.datetime({ offset: true }), // milliseconds since 1970");
    expect(code).toContain('// written "sql", in no zone: read as UTC; is it?');
    expect(code).toContain('  time: "epoch_ms",\n  at: { format: "sql", zone: "UTC" },\n};');
    expect(code.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(code).toContain('ip: z.string(), // ipv4 in 39 of 40, but "::1"');
  });
});

describe("names", () => {
  it("that can't be columns have one that can, and an alias", async () => {
    const source = lines({ "order-id": 1, order_id: 2, Größe: 3, "": 4, constructor: 5, "@": 6 });
    const { dataset, code } = await inferDataset(source.replace('"":4,', ""), { dataset: "t" });
    expect(dataset.alias).toEqual({
      order_id_2: ["order-id"],
      Grosse: ["Größe"],
      constructor_2: ["constructor"],
      column: ["@"],
    });
    expect(code).toContain('    order_id_2: "order-id",');
    expect(await rejectedBy(source.replace('"":4,', ""))).toEqual([]);
  });

  it.each([
    ["2025/Web Orders.csv.gz", "web_orders"],
    ["C:\\data\\a-b.ndjson", "a_b"],
    ["…", "records"],
  ])("of the source %j make the dataset's: %s", async (name, expected) => {
    const { dataset } = await inferDataset(name.includes(".csv") ? "a\n1\n" : '{"a":1}\n', {
      name,
    });
    expect(dataset.name).toBe(expected);
  });
});

describe("event time", () => {
  it("is the required time with the likeliest name", async () => {
    const at = "2025-01-15T10:00:00Z";
    const source = lines(
      { updated: at, created_at: at, seen: null },
      { updated: at, created_at: at },
    );
    const { dataset, eventTimeCandidates, code } = await inferDataset(source);
    expect(eventTimeCandidates).toEqual(["created_at", "updated"]);
    expect(dataset).toMatchObject({ eventTime: "created_at", partition: { granularity: "day" } });
    expect(code).toContain("// May be the event time, too: updated.");
  });

  it("has a layout whose columns the file has not", async () => {
    const { dataset, code } = await inferDataset("day,x\n20240301,1\n19991231,3\n");
    expect(dataset).toMatchObject({ eventTime: "day", partition: { layout: "hive-date" } });
    expect(code).toContain('layout: "hive-date"');
    expect((await inferDataset("day,dt\n2024-03-01,1\n")).dataset.partition).toBeUndefined();
  });

  it("is left out where a row would have no partition", async () => {
    const source = lines({ at: "1890-01-15T10:00:00Z" }, { at: "2025-01-15T10:00:00Z" });
    const { dataset } = await inferDataset(source);
    expect(dataset.partition).toBeUndefined();
    expect(await rejectedBy(source)).toEqual([]);
  });
});

describe("CSV", () => {
  it("has its delimiter, types and words for null told", async () => {
    const source =
      "id;n;x;ok;on;zip\n1;2;0.5;true;2025-01-15;01067\n2;NA;;FALSE;2025-01-16;10115\n";
    expect(await typesOf(source)).toEqual({
      id: "int64",
      n: "int32?",
      x: "double?",
      ok: "boolean",
      on: "date",
      zip: "string",
    });
    const { code } = await inferDataset(source);
    expect(code).toContain(
      'export const format = csvFormat({ delimiter: ";", nulls: { n: ["", "NA"] } });',
    );
    expect(await rejectedBy(source)).toEqual([]);
  });

  it("has a decimal comma told", async () => {
    const source = "sep=;\nName;Wert\na;1.234,50\nb;0,5\nc;7\n";
    const { code, dataset } = await inferDataset(source);
    expect(code).toContain(
      'csvFormat({\n  delimiter: ";",\n  decimal: ",",\n  thousands: ".",\n});',
    );
    expect(dataset.columns[1]?.type).toEqual({ kind: "double" });
    expect(await rejectedBy(source)).toEqual([]);
  });

  it("leaves the order of day and month open where the cells do", async () => {
    expect(await typesOf("on\n03/04/2024\n05/06/2024\n")).toEqual({ on: "string" });
    const { code } = await inferDataset("on\n03/04/2024\n05/06/2024\n");
    expect(code).toContain('"%d/%m/%Y" or "%m/%d/%Y"?');
    expect(await typesOf("on\n03/04/2024\n31/06/2024\n")).toEqual({ on: "string" });
    expect((await inferDataset("on\n03/04/2024\n05/31/2024\n")).options.timestamps).toEqual({
      on: "%m/%d/%Y",
    });
  });

  it("leaves out columns without a name of their own", async () => {
    const source = ",a,b,b\n1,2,3,4\n";
    expect(await typesOf(source)).toEqual({ a: "int32" });
    expect(await rejectedBy(source)).toEqual([]);
  });
});

describe("a sample", () => {
  it("is read no further than is asked", async () => {
    let given = 0;
    async function* endless() {
      for (;;) yield `${JSON.stringify({ n: given++ })}\n`;
    }
    const inferred = await inferDataset(endless(), { maxBytes: 100_000, maxRecords: 500 });
    expect(inferred).toMatchObject({ records: 500, isWhole: false });
    expect(given).toBeLessThan(20_000);
  });

  it("may be cut in a record, and have records that can't be parsed", async () => {
    const source = '{"n":1}\n{"n":\n{"n":2}\n';
    expect(await inferDataset(source)).toMatchObject({ records: 3, rejected: 1, isWhole: true });
    const cut = await inferDataset(lines({ n: 1 }, { n: 2 }, { n: 3 }), { maxBytes: 12 });
    expect(cut).toMatchObject({ records: 1, rejected: 0, isWhole: false });
  });

  it.each([
    ["", "no record."],
    ["   \n", "no record."],
    ["a,b\n", "no record."],
    ["{\n", "no record that can be parsed, of 1 that were tried"],
  ])("without records is refused: %j", async (source, message) => {
    await expect(inferDataset(source)).rejects.toMatchObject({
      code: "SOURCE_WITHOUT_RECORDS",
      message: expect.stringContaining(message) as string,
    });
  });

  it.each<[object, string]>([
    [{ maxRecords: 0 }, "maxRecords must be a positive integer"],
    [{ maxBytes: 1.5 }, "maxBytes must be a positive integer"],
    [{ format: "xml" }, 'format must be "json", "csv" or "auto"'],
    [{ formt: "csv" }, "unknown option"],
  ])("with options that can't be is refused: %j", async (options, message) => {
    await expect(inferDataset('{"a":1}', options as InferOptions)).rejects.toThrow(message);
  });
});

const anyText = fc.oneof(
  fc.constantFrom("", "a", "NA", "-", "2025-01-15", "2025-01-15T10:00:00Z", "1.5", "007", "1,5"),
  fc.string({ unit: "grapheme" }),
);
const leaf = fc.oneof(
  anyText,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b-c", "A", "x.y", "__proto__"), tie("value"), {
      maxKeys: 3,
    }),
  ),
}));
const anyRecord = fc.dictionary(
  fc.constantFrom("id", "at", "order-id", "n", "text", "constructor", "Nested"),
  anyValue,
  { minKeys: 1, maxKeys: 5 },
);

describe("what is inferred accepts the sample that it was inferred from", () => {
  it("in JSON", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRecord, { minLength: 1, maxLength: 8 }), async (records) => {
        const source = lines(...records);
        expect(await rejectedBy(source)).toEqual([]);
        expect((await inferDataset(source)).code).toBe((await inferDataset(source)).code);
      }),
      { numRuns: propertyRuns(60) },
    );
  });

  it("in CSV", async () => {
    const cell = fc.oneof(
      anyText,
      fc.integer().map(String),
      fc.double({ noNaN: true }).map(String),
    );
    const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
        minLength: 1,
        maxLength: 6,
      }),
    );
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom(",", ";", "|", "\t"), async (rows, delimiter) => {
        const header = ["id", "order-id", "Wert", "n"].slice(0, rows[0]?.length);
        const source = [header, ...rows]
          .map((row) => `${row.map(quote).join(delimiter)}\n`)
          .join("");
        expect(await rejectedBy(source, { format: "csv", delimiter })).toEqual([]);
      }),
      { numRuns: propertyRuns(60) },
    );
  });
});
