import { apiLogs, decimal, defineDataset, partitionColumns } from "@cloudapi/core";
import { rejectedRows } from "@cloudapi/transform";
import { expect, it } from "vitest";
import * as z from "zod";
import {
  buildRawTable,
  compileTrinoTransform,
  NotInSqlError,
  transformRefusals,
} from "../index.ts";
import { patternSql } from "./pattern-sql.ts";

const input = {
  raw: { table: "raw" },
  into: { table: "into" },
  rejected: { table: "rejected", database: "other" },
  runId: "it's 1",
};

it("names the tables, the files and the run, quoted", () => {
  const { insertValid, insertRejected, count } = compileTrinoTransform(apiLogs, {
    ...input,
    sources: ["s3://b/o'clock.ndjson"],
  });
  expect(insertValid.sql).toContain('INSERT INTO "into" ("timestamp", "endpoint"');
  expect(insertRejected.sql).toContain('INSERT INTO "other"."rejected" ("dataset", ');
  expect(insertRejected.sql).toContain("'it''s 1'");
  for (const { sql } of [insertValid, insertRejected, count])
    expect(sql).toContain(`FROM "raw" WHERE "$path" IN ('s3://b/o''clock.ndjson')`);
});

it("inserts into every column of the contract of rejected rows", () => {
  const { sql } = compileTrinoTransform(apiLogs, input).insertRejected;
  const columns = [...rejectedRows.columns, ...partitionColumns(rejectedRows)];
  expect(sql).toContain(`(${columns.map(({ name }) => `"${name}"`).join(", ")})`);
});

it("refuses by field and rule what SQL can't say exactly", () => {
  const dataset = defineDataset({
    name: "refused",
    schema: z
      .object({
        trimmed: z.string().trim(),
        own: z.string().refine((text) => text !== "x"),
        url: z.url(),
        ignoring: z.string().regex(/^a/i),
        bordered: z.string().regex(/\bx/),
        counted: z.string().regex(/^.{3}$/),
        multiple: z.int().multipleOf(5),
        either: z.union([z.string().min(3), z.ipv4()]),
        list: z.array(z.int()),
        inside: z.object({ a: z.int() }),
        precise: z.iso.datetime({ precision: 3 }),
        price: decimal(5, 2),
        random: z.string().default(() => crypto.randomUUID()),
        other: z.int(),
      })
      .refine((row) => row.other > 0),
    alias: { other: ["Other"] },
  });
  expect(transformRefusals(dataset).map(({ field, rule }) => `${field}: ${rule}`)).toEqual([
    "undefined: a check of whole records",
    "other: other names in sources (alias)",
    "trimmed: a function that changes the value, such as .trim()",
    "own: a check by a function",
    "url: url",
    "ignoring: the flag i of a pattern",
    "bordered: \\b in a pattern",
    "counted: a pattern without the flag u in which a character outside of the Basic Multilingual Plane counts as two",
    "multiple: multiple of",
    "either: a union of other than formats of text",
    "list: a list",
    "inside: a struct",
    "precise: datetime",
    "random: a default by a function",
  ]);
  expect(() => compileTrinoTransform(dataset, input)).toThrow(NotInSqlError);
  expect(() => compileTrinoTransform(dataset, input)).toThrow("trimmed: a function that changes");
});

it.each<[string, z.ZodType, string]>([
  ["a value", z.enum(["a", "\0"]), "a value that SQL can't have"],
  ["a beginning", z.string().startsWith("\ud83d"), "starts_with of a text that SQL can't have"],
  ["a part", z.string().includes("\0"), "includes of a text that SQL can't have"],
  ["a default", z.string().default("\0"), "a default that SQL can't have"],
  ["a length", z.string().max(Number.POSITIVE_INFINITY), "a length that is no whole number"],
])("refuses what no statement can say: %s", (_, field, rule) => {
  const dataset = defineDataset({ name: "d", schema: z.object({ field }) });
  expect(transformRefusals(dataset)).toEqual([{ field: "field", rule }]);
});

it("refuses options that are not known, a run without a name, no files, and limits that are none", () => {
  const compile = (more: object) => () => compileTrinoTransform(apiLogs, { ...input, ...more });
  expect(compile({ source: [] })).toThrow('unknown option "source"');
  expect(() => compileTrinoTransform(apiLogs, undefined as never)).toThrow("raw must name a table");
  expect(compile({ into: undefined })).toThrow("into must name a table");
  expect(compile({ rejected: { table: "" } })).toThrow("rejected must name a table");
  expect(compile({ runId: "" })).toThrow("runId must be text");
  expect(compile({ sources: [] })).toThrow("at least one");
  expect(compile({ sources: "s3://bucket/a.ndjson" })).toThrow("must be a list of files");
  expect(compile({ maxDepth: 0 })).toThrow(RangeError);
});

it("writes a raw table whose lines are whole", () => {
  expect(
    buildRawTable({ table: "raw", database: "d", location: "s3://bucket/raw" }).sql,
  ).toBe(`CREATE EXTERNAL TABLE IF NOT EXISTS \`d\`.\`raw\` (\`line\` string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\n' LINES TERMINATED BY '\\n'
STORED AS TEXTFILE
LOCATION 's3://bucket/raw/'`);
  expect(() => buildRawTable({ table: "Raw", location: "s3://bucket/raw" })).toThrow("lower-case");
});

it.each([
  [/^a$/, "\\Aa\\z"],
  [/\d+\.[\w-]*/, "[0-9]+[\\x{2e}][A-Za-z0-9_\\x{2d}]*"],
  [/^[^,]+(?:x|y){2}?$/u, "\\A[^\\x{2c}]+(?:x|y){2}?\\z"],
  [/[-a-f-]/, "[\\x{2d}a-f\\x{2d}]"],
  [/[a-f]&&/, "[a-f]\\x{26}\\x{26}"],
  [/(?<name>a)/, "(a)"],
  [/^[a-z-_]+$/, "\\A[a-z\\x{2d}_]+\\z"],
  [/[+--]/, "[\\x{2b}-\\x{2d}]"],
  [/^(?:a|b)$/, "\\A(?:a|b)\\z"],
  [/^[^@]+@[^.]+[.][^.]+$/, "\\A[^\\x{40}]+\\x{40}[^\\x{2e}]+[\\x{2e}][^\\x{2e}]+\\z"],
  // Joni doesn't find these at the end of a text whose last character has several bytes, if it is told by \z.
  [/a?$/, "a?(?![\\x{0}-\\x{10ffff}])"],
  [/^a|b?$/, "\\Aa|b?(?![\\x{0}-\\x{10ffff}])"],
])("%s as Joni reads it", (pattern, expected) => {
  expect(patternSql(pattern)).toEqual({ pattern: expected });
});

it.each([
  /(?<=a)b/,
  /(a)\1/,
  /\p{L}/u,
  new RegExp("[]"),
  /[\d-x]/,
  /[a-\d]/,
  /a/s,
  /a/m,
  /^[^,]{2}$/,
  /^[^,]+.+$/,
  /^(?:.+){2}$/,
  /^a{1,200000}$/,
  /😀/,
])("refuses %s", (pattern) => {
  expect(patternSql(pattern)).toHaveProperty("refusal");
});
