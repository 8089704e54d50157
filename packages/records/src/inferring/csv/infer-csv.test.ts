import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../../scripts/lib/property-runs.ts";
import { readCheckedRecords } from "../../engine/read-checked-records.ts";
import type { Source } from "../../source/source.ts";
import { inferDataset } from "../infer-dataset.ts";

async function inferred(source: Source) {
  const { dataset, options, code } = await inferDataset(source);
  const rows: unknown[] = [];
  const told: string[] = [];
  for await (const { records } of readCheckedRecords(dataset, source, options))
    for (const record of records)
      if (record.valid) rows.push(record.value);
      else told.push(...record.issues.map(({ message }) => message));
  expect(told).toEqual([]);
  return { rows, code, dataset };
}

it.each<[string, string | Buffer, unknown]>([
  ["UTF-16", Buffer.from("\ufeffa\tb\n1\tü\n", "utf16le"), { a: 1, b: "ü" }],
  ["Windows-1252", Buffer.from("a;b\n1;M\xfcller \x80\n", "latin1"), { a: 1, b: "Müller €" }],
  ["Shift JIS", Buffer.from("612c620a312c8365835883670a", "hex"), { a: 1, b: "テスト" }],
  ["lines before the header", "Report;July\n\na;b;c\n1;2;x\n3;4;y\n", { a: 1, b: 2, c: "x" }],
  ["units behind it", "a\tb\n5s\t8s\n1\tx\n2\ty\n", { a: 1, b: "x" }],
  ["a footer", "a|b|c\n1|x|2\n2|y|3\n3|z|3\n(3 rows)\n", { a: 1, b: "x", c: 2 }],
  ["totals", "a,b\nx,1\ny,2\nz,3\nTotal,6\n", { a: "x", b: 1 }],
  ["a header in a comment", "# a,b\n1,x\n2,y\n", { a: 1, b: "x" }],
  [
    "a header that lacks the row's name",
    "a b c\nr1 1 2 x\nr2 3 4 y\nr3 3 4 y\n",
    { row: "r1", a: 1, b: 2, c: "x" },
  ],
  ["backslashes", '"a";"b"\n"1";"say \\"hi\\"; twice"\n', { a: 1, b: 'say "hi"; twice' }],
  ["COPY", "1\tx\\ty\t\\N\n2\t\t3.5\n", { column_1: 1, column_2: "x\ty", column_3: null }],
  ["paths that have backslashes", "a\tb\n1\tC:\\temp\\new\n", { a: 1, b: "C:\\temp\\new" }],
  ["blanks around cells", "a ; b\n 1 ; x \n 2 ; y \n", { a: 1, b: "x" }],
  ["thousands", "a;b\n1'234.50;x\n7;y\n", { a: 1234.5, b: "x" }],
  ["percent", "a;b\n12,5%;x\n7%;y\n", { a: 0.125, b: "x" }],
])("tells %s", async (_, source, first) => {
  const { rows } = await inferred(source);
  expect(rows[0]).toEqual(first);
});

it("says what it only takes to be so", async () => {
  const { code } = await inferred(Buffer.from("a,at\n\xfc,2025-01-15 10:00\n", "latin1"));
  expect(code).toContain("The bytes are not UTF-8; windows-1252 fits them.");
  expect(code).toContain('written "sql", in no zone: read as UTC; is it?');
});

it("knows logs", async () => {
  const line = '192.0.2.7 - - [15/Jan/2025:11:30:45 +0100] "GET /a HTTP/1.1" 200 5 "-" "curl/8"\n';
  const { code, dataset, rows } = await inferred(line);
  expect(dataset.name).toBe("access_logs");
  expect(rows).toMatchObject([{ time: "2025-01-15T10:30:45Z", status: 200 }]);
  expect(code).toContain("export { accessLogs, accessLogFormat };");
});

it("accepts every row of a table, in whatever dialect it is written", async () => {
  const cell = fc.oneof(
    fc.constantFrom("", "a b", "NA", "x;y", "1,5", "t", 'say "hi"', "it's", "ü", "01.02.2025"),
    fc.integer().map(String),
  );
  const table = fc.integer({ min: 2, max: 4 }).chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
      minLength: 1,
      maxLength: 8,
    }),
  );
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom(",", ";", "\t", "|", "^"),
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      async (rows, delimiter, end, hasAll) => {
        const write = (text: string) =>
          hasAll || /[",;|^\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
        const header = ["id", "city", "value", "note"].slice(0, rows[0]?.length);
        const isRow = (row: readonly string[]) => row.some((each) => each !== "") || hasAll;
        const written = [header, ...rows.filter(isRow)];
        const text = written.map((row) => row.map(write).join(delimiter) + end).join("");
        fc.pre(written.length > 1);
        expect((await inferDataset(text)).rejected).toBe(0);
      },
    ),
    { numRuns: propertyRuns(150) },
  );
});
