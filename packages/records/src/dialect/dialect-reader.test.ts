import { defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { type CsvOptions, csvFormat, readCheckedRecords } from "../index.ts";

const sales = defineDataset({
  name: "sales",
  schema: z.object({ shop: z.string(), pieces: z.int32() }),
});
const TEXT = "shop,pieces\na,1\nb,2\n";

async function findings(text: string | Uint8Array, options: CsvOptions) {
  const found: string[] = [];
  const format = csvFormat(options);
  for await (const batch of readCheckedRecords(sales, text, { format })) {
    expect(batch.records).toEqual([]);
    found.push(...batch.problems.map(({ code, message }) => `problem ${code}: ${message}`));
    found.push(...batch.warnings.map(({ code, message }) => `${code}: ${message}`));
  }
  return found;
}

const utf16 = Buffer.from(`\uFEFF${TEXT}`, "utf16le");

it.each<[string | Uint8Array, CsvOptions, string]>([
  [TEXT, { footer: 3 }, "option footer"],
  [TEXT, { footer: 10 }, "option footer"],
  [utf16, { footer: 10 }, "option footer"],
  [TEXT, { skipLines: 3 }, "option skipLines"],
  [TEXT, { skipLines: 10, trim: true }, "option skipLines"],
  [TEXT, { skipLines: 2, footer: 1 }, "options skipLines and footer"],
])("%j with %j: what left nothing of the file is named", async (text, options, named) => {
  const found = await findings(text, options);
  expect(found).toContain(
    `problem empty_file: The ${named} left nothing of the file, not even its header: the file is shorter than expected. Correct the option, or get the whole file.`,
  );
  expect(found).toContain(`no_rows: The file has no rows; the ${named} left out the rest.`);
});

it.each<[CsvOptions, string]>([
  [{ footer: 2 }, "a header and no rows; the option footer left out the rest"],
  [{ skipAfterHeader: 9 }, "a header and no rows; the option skipAfterHeader left out the rest"],
  [{ header: false, skipLines: 9 }, "no rows; the option skipLines left out the rest"],
])("%j leaves a header alone: a warning names it", async (options, told) => {
  const found = await findings(TEXT, options);
  expect(found).toContain(`no_rows: The file has ${told}.`);
  expect(found.filter((each) => each.startsWith("problem"))).toEqual([]);
});

it("an empty file is empty whatever would be left out", async () => {
  const empty = [
    "problem empty_file: The file has no records: it is empty, or all of its lines are blank.",
  ];
  expect(await findings("", { footer: 1 })).toEqual(empty);
  expect(await findings("\n\n", { skipLines: 1 })).toEqual(empty);
  expect(await findings("", { header: false })).toEqual(["no_rows: The file has no rows."]);
});

it("__proto__ is a name like any other", async () => {
  const odd = defineDataset({
    name: "odd",
    schema: z.object({ shop: z.string().optional(), pieces: z.int32() }),
    alias: { shop: "__proto__" },
  });
  const format = csvFormat({ trim: true });
  for await (const { records } of readCheckedRecords(odd, "__proto__,pieces\na,1\n", { format }))
    expect(records).toMatchObject([{ valid: true, value: { shop: "a", pieces: 1 } }]);
});
