import { decimal, defineDataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type CsvOptions, csvFormat, readCheckedRecords } from "../index.ts";

const orders = defineDataset({
  name: "orders",
  schema: z.object({
    id: z.string(),
    qty: z.int().nullable(),
    price: decimal(12, 2).nullable(),
    ratio: z.number().nullable(),
    paid: z.boolean().nullable(),
    note: z.string().nullable(),
  }),
});
const HEADER = "id,qty,price,ratio,paid,note";

/** What a reading tells, in the order of the records. */
async function read(text: string | Uint8Array, options: CsvOptions) {
  const rows: unknown[] = [];
  const rejected: { line: number; raw: string; codes: string[]; messages: string[] }[] = [];
  const findings: { code: string; message: string; line?: number }[] = [];
  const format = csvFormat(options);
  for await (const batch of readCheckedRecords(orders, text, { format })) {
    for (const record of batch.records) {
      if (record.valid) rows.push(record.value);
      else
        rejected.push({
          line: record.line,
          raw: record.raw,
          codes: record.issues.map(({ code }) => code),
          messages: record.issues.map(({ message }) => message),
        });
    }
    findings.push(...batch.problems, ...batch.warnings);
  }
  return { rows, rejected, findings, codes: findings.map(({ code }) => code) };
}

const row = (fields: object) => ({
  id: "a",
  qty: null,
  price: null,
  ratio: null,
  paid: null,
  note: null,
  ...fields,
});

describe("numbers", () => {
  const german = { delimiter: ";", decimal: ",", thousands: ".", units: ["€", "%"] } as const;
  const head = HEADER.replaceAll(",", ";");

  it.each([
    ["1.234;1.234.567,89 €;12,5%;;", { qty: 1234, price: "1234567.89", ratio: 0.125 }],
    ["-12;-0,99;1,25E-01;;", { qty: -12, price: "-0.99", ratio: 0.125 }],
    ["1000000;€ 5;-5,0 %;;", { qty: 1_000_000, price: "5.00", ratio: -0.05 }],
    [";;;;", {}],
  ])("%s is read exactly", async (cells, fields) => {
    expect(await read(`${head}\na;${cells}\n`, german)).toMatchObject({
      rows: [row(fields)],
      rejected: [],
    });
  });

  it.each([
    ["1.2345;;;;", "qty"],
    ["12.34;;;;", "qty"],
    [";1.5;;;", "price"],
    [";1.23;;;", "price"],
    [";;1,234.5;;", "ratio"],
    [";;1.234.56;;", "ratio"],
    [";5 $;;;", "price"],
  ])("%s is refused, not guessed", async (cells, column) => {
    const { rows, rejected } = await read(`${head}\na;${cells}\n`, german);
    expect(rows).toEqual([]);
    expect(rejected[0]?.messages).toHaveLength(1);
    expect(rejected[0]?.messages[0]).toContain(`${column}: expected a number such as "1.234,5 €"`);
  });

  it("a decimal comma beside comma-separated cells stands in quotes", async () => {
    const text = `${HEADER}\na,1,"1,50","0,5",,\n`;
    expect((await read(text, { decimal: "," })).rows).toEqual([
      row({ qty: 1, price: "1.50", ratio: 0.5 }),
    ]);
  });

  it("a unit that no option names is told with the option", async () => {
    const { rejected } = await read(`${head}\na;;12,50 EUR;;;\n`, { delimiter: ";", decimal: "," });
    expect(rejected[0]?.messages).toEqual([
      'price: expected a number such as "1234,5", received "12,50 EUR". What stands beside a number is named by the option units.',
    ]);
  });
});

it("another character between groups than the option names is told, as it looks the same", async () => {
  const text = `${HEADER.replaceAll(",", ";")}\na;1\u202f234;;;;\n`;
  const { rejected } = await read(text, { delimiter: ";", decimal: ",", thousands: " " });
  expect(rejected[0]?.messages[0]).toContain(String.raw`thousands: "\u202f"`);
  const mended = await read(text, { delimiter: ";", decimal: ",", thousands: "\u202f" });
  expect(mended.rows).toEqual([row({ qty: 1234 })]);
});

it("nulls by column name columns of the contract", async () => {
  await expect(read(`${HEADER}\n`, { nulls: { qyt: ["NA"] } })).rejects.toThrow(
    'nulls: "qyt" does not name a column; did you mean qty?',
  );
});

describe("nulls and words", () => {
  it("a bare NA is null, a quoted one is Namibia", async () => {
    const text = `${HEADER}\na,NA,NA,NA,NA,NA\na,"NA",,,,"NA"\n`;
    expect((await read(text, { nulls: ["NA"] })).rows).toEqual([row({}), row({ note: "NA" })]);
    const quoted = await read(text, { nulls: ["NA"], quotedNulls: true });
    expect(quoted.rows).toEqual([row({}), row({})]);
  });

  it("nulls may differ by column, and an empty text is a text where it is not listed", async () => {
    const text = `${HEADER}\na,NA,,,,NA\n`;
    expect((await read(text, { nulls: { qty: ["NA"] } })).rows).toEqual([row({ note: "NA" })]);
    expect((await read(`${HEADER}\na,,,,,\n`, { nulls: ["NA"] })).rows).toEqual([
      row({ note: "" }),
    ]);
    expect((await read(`${HEADER}\na,,,,,""\n`, { quotedNulls: false })).rows).toEqual([
      row({ note: "" }),
    ]);
  });

  it("words of booleans are exact", async () => {
    const booleans = { true: ["WAHR", "1"], false: ["FALSCH", "0"] };
    const text = `${HEADER}\na,,,,WAHR,\na,,,,0,\na,,,,wahr,\na,,,,true,\n`;
    const { rows, rejected } = await read(text, { booleans });
    expect(rows).toEqual([row({ paid: true }), row({ paid: false })]);
    expect(rejected.map(({ line }) => line)).toEqual([4, 5]);
    expect(rejected[0]?.messages[0]).toBe(
      'paid: expected one of "WAHR", "1", "FALSCH", "0" (booleans), received "wahr".',
    );
  });
});

describe("quotes and escapes", () => {
  it("COPY text of PostgreSQL: no header, backslashes, \\N", async () => {
    const text = "a\t1\t2.50\t\\N\tt\tx\\ty\\nz\\\\\nb\t\\N\t\\N\t\\N\tf\t\\\\N\n";
    const options: CsvOptions = {
      delimiter: "\t",
      quote: null,
      escape: "sql",
      header: false,
      nulls: [],
      booleans: { true: ["t"], false: ["f"] },
    };
    expect((await read(text, options)).rows).toEqual([
      row({ qty: 1, price: "2.50", paid: true, note: "x\ty\nz\\" }),
      row({ id: "b", paid: false, note: "\\N" }),
    ]);
  });

  it("a backslash takes the next character as it is, line ends and delimiters among them", async () => {
    const text = `${HEADER}\na,,,,,"say \\"hi\\", \\n"\na,,,,,x\\,y\\\nz\nb,,,,,\n`;
    const { rows, rejected } = await read(text, { escape: "backslash" });
    expect(rows).toEqual([row({ note: 'say "hi", n' }), row({ note: "x,y\nz" }), row({ id: "b" })]);
    expect(rejected).toEqual([]);
  });

  it("another quote, blanks around cells, and none", async () => {
    expect(
      (await read(`${HEADER}\n a , 1 ,, , ,  'x, ''y''' \n`, { quote: "'", trim: true })).rows,
    ).toEqual([row({ qty: 1, note: "x, 'y'" })]);
    expect((await read(`${HEADER}\na,,,,,"x\n`, { quote: null })).rows).toEqual([
      row({ note: '"x' }),
    ]);
    const { rejected } = await read(`${HEADER}\na,,,,,'x'y\na,,,,,'open\nb,,,,,\n`, { quote: "'" });
    expect(rejected.map(({ line, codes }) => [line, codes])).toEqual([
      [2, ["invalid_quote"]],
      [3, ["invalid_quote"]],
    ]);
    expect(rejected[0]?.messages[0]).toContain("is written twice ('')");
  });
});

describe("lines that are no rows", () => {
  it("comments, units below the header, a preamble and a footer", async () => {
    const text = `made by "x\n\n# ${HEADER}\n# note, "\n${HEADER}\n-,-,EUR,,,\na,1,,,,\n#b\n\nSource: x\n"y\n`;
    const { rows, rejected, findings } = await read(text, {
      skipLines: "header",
      comment: "#",
      skipAfterHeader: 1,
      footer: "blank-line",
    });
    expect(rejected).toEqual([]);
    expect(rows).toEqual([row({ qty: 1 })]);
    expect(findings).toMatchObject([{ code: "footer_skipped", line: 10 }]);
  });

  it("a header in a comment is found by its names", async () => {
    const text = `# made today\n# ${HEADER}\na,1,,,,\n`;
    expect((await read(text, { comment: "#" })).rows).toEqual([row({ qty: 1 })]);
  });

  it("totals at the end are left out where the option says so, and rejected otherwise", async () => {
    const text = `${HEADER}\na,1,,,,\nb,2,,,,\nTotal,3\n`;
    const { rows, rejected, findings } = await read(text, { footer: 1 });
    expect([rows.length, rejected.length]).toEqual([2, 0]);
    expect(findings).toMatchObject([{ code: "footer_skipped", line: 4 }]);
    const plain = await read(text, { comment: "#" });
    expect(plain.rejected).toMatchObject([{ line: 4, raw: "Total,3", codes: ["too_few_cells"] }]);
  });

  it("a header that stands again, alone or behind a byte order mark, is no row", async () => {
    const text = `${HEADER}\na,,,,,\n${HEADER}\n\uFEFF${HEADER}\n\uFEFFb,,,,,\n`;
    const { rows, rejected } = await read(text, { comment: "#" });
    expect(rows).toHaveLength(1);
    expect(rejected.map(({ codes }) => codes)).toEqual([
      ["repeated_header"],
      ["repeated_header"],
      ["inner_byte_order_mark"],
    ]);
  });

  it("a second table is told once, with its place", async () => {
    const text = `${HEADER}\na,,,,,\nb,,,,,\n\nx,y\n1,2\n3,4\n`;
    const { rows, rejected, findings } = await read(text, { comment: "#" });
    expect([rows.length, rejected.length]).toEqual([2, 3]);
    expect(findings).toMatchObject([{ code: "other_table", line: 5 }]);
  });
});

describe("delimiters", () => {
  it.each([";", "\t", "|", "\x1f", "^", ":", " ", ","])(
    "%j is told by the lines",
    async (delimiter) => {
      const text = [HEADER, "a,1,,,,", "b,2,1.50,,,", 'c,3,,,,"x, y; z|:"'].join("\n");
      const quoted = text.split("\n").map((line) => {
        const cells = line.split(/,(?! )/);
        return cells.join(delimiter);
      });
      const { rows, findings } = await read(`${quoted.join("\n")}\n`, { delimiter: "auto" });
      expect(rows).toHaveLength(3);
      expect(findings).toMatchObject([{ code: "delimiter_detected", line: 1 }]);
    },
  );

  it("a sep= line is heeded without being asked for, and named where it contradicts", async () => {
    const text = `sep=;\n${HEADER.replaceAll(",", ";")}\na;1;;;;\n`;
    expect(await read(text, {})).toMatchObject({ rows: [row({ qty: 1 })], findings: [] });
    expect((await read(text, { delimiter: "," })).findings).toMatchObject([
      { code: "delimiter_stated", line: 1 },
    ]);
  });

  it("a list for the eye is told by its rules of dashes", async () => {
    const rule = "-".repeat(40);
    const text = `${rule}\n|id |qty|\n${rule}\n|a  |  1|\n${rule}\n`;
    const { findings } = await read(text, { delimiter: "|", quote: null });
    expect(findings.find(({ code }) => code === "fixed_width")).toMatchObject({ line: 1 });
  });
});

it("what is no row is told without options, too, and rows that repeat under no header are rows", async () => {
  const text = `${HEADER}\na,,,,,\n${HEADER}\n\uFEFFb,,,,,\n\nx,y\n1,2\n`;
  for await (const { problems, records } of readCheckedRecords(orders, text, { format: "csv" })) {
    expect(records.map((record) => !record.valid && record.issues[0]?.code)).toEqual([
      false,
      "repeated_header",
      "inner_byte_order_mark",
      "too_few_cells",
      "too_few_cells",
    ]);
    expect(problems).toMatchObject([{ code: "other_table", line: 6 }]);
  }
  const { rejected } = await read("1,2,3,4,5,6\n1,2,3,4,5,6\n", {});
  expect(rejected.map(({ codes }) => codes.includes("repeated_header"))).toEqual([false]);
});

it("headers match in any case where that is asked for", async () => {
  const text = "ID,Qty,PRICE,Ratio,paid,note\na,1,,,,\n";
  expect((await read(text, { caseInsensitive: true })).rows).toEqual([row({ qty: 1 })]);
  const exact = await read(text, {});
  expect(exact.rows).toEqual([]);
  expect(exact.rejected[0]?.messages.join()).toContain("or pass the option caseInsensitive: true");
  const twice = await read("ID,id,Qty,PRICE,Ratio,paid,note\na,b,1,,,,\n", {
    caseInsensitive: true,
  });
  expect(twice.codes).toEqual(["duplicate_column"]);
  expect(twice.rejected).toMatchObject([{ codes: ["duplicate_column"] }]);
});

it.each<[CsvOptions, string]>([
  [{ delimiter: ";;" }, "delimiter must be"],
  [{ delimiter: "\n" }, "delimiter must be"],
  [{ delimiter: "a" }, "delimiter must be"],
  [{ delimiter: "§" }, "delimiter must be"],
  [{ quote: "x" }, "quote must be"],
  [{ escape: "c" as "sql" }, "escape must be"],
  [{ comment: "" }, "comment must be"],
  [{ header: [] }, "header must be"],
  [{ skipLines: -1 }, "skipLines must be"],
  [{ footer: 0 }, "footer must not be 0"],
  [{ nulls: "NA" as never }, "nulls must be"],
  [{ decimal: ";" as "," }, "decimal must be"],
  [{ thousands: ",", decimal: "," }, "thousands and decimal are both"],
  [{ thousands: "." }, 'pass decimal: ","'],
  [{ units: ["1"] }, "units must be"],
  [{ booleans: { true: ["1"], false: ["1"] } }, "for true and for false"],
  [{ booleans: { true: ["NA"], false: ["0"] }, nulls: ["NA"] }, "in nulls and in booleans"],
  [{ delimiter: "'", quote: "'" }, "delimiter and quote are both"],
  [{ delimiter: ",", decimal: ",", quote: null }, "decimal and delimiter are both"],
  [{ header: false, skipLines: "header" }, "looks for a header"],
  [{ comment: '"x' }, "comment begins with the quote"],
  [{ delimitter: ";" } as CsvOptions, "delimitter"],
])("%o is refused at the call", (options, message) => {
  expect(() => csvFormat(options)).toThrow(message);
});
