import { defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { type CsvOptions, csvFormat, readCheckedRecords } from "../index.ts";

const sales = defineDataset({
  name: "sales",
  schema: z.object({ shop: z.string(), pieces: z.int32() }),
});
const PREAMBLE = "Report of sales\nMade on 2025-01-15\n\n";

async function read(text: string, options: CsvOptions | undefined) {
  const messages: string[] = [];
  let valid = 0;
  const format = options && csvFormat(options);
  for await (const { records, problems } of readCheckedRecords(sales, text, { format })) {
    messages.push(...problems.map(({ code, message }) => `${code}: ${message}`));
    valid += records.filter((record) => record.valid).length;
  }
  return { headerMessage: messages.find((message) => message.startsWith("missing_header")), valid };
}

it.each<[string, string, CsvOptions | undefined]>([
  ["CSV without options", `${PREAMBLE}shop,pieces\na,1\nb,2\n`, undefined],
  ["a dialect", `${PREAMBLE}shop ; pieces\na;1\nb;2\n`, { delimiter: ";", trim: true }],
])(
  "a preamble in %s: the line of the header is told, and the advice reads the file",
  async (_, text, options) => {
    const { headerMessage, valid } = await read(text, options);
    expect(valid).toBe(0);
    expect(headerMessage).toContain('Line 4 seems to be the header: skipLines: "header"');

    const advised = await read(text, { ...options, skipLines: "header" });
    expect(advised).toEqual({ headerMessage: undefined, valid: 2 });
  },
);

it("where no line names what every row needs, none is told", async () => {
  const { headerMessage } = await read("x,1\nshop,2\n", undefined);
  expect(headerMessage).toMatch(/found "x", "1"\.$/);
});
